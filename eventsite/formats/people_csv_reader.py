"""Reads tables of people: ours, and those of other systems.

E-mail addresses stay beside the programme, which is public: they tell who somebody is,
and are kept for organisers.
"""

import re
from io import BytesIO
from typing import BinaryIO

from eventsite.core.emails import canonical
from eventsite.core.words import _
from eventsite.formats.characters import long_text, one_line, web_address
from eventsite.formats.csv_list import split_list
from eventsite.formats.csv_table_reader import Row, Table, normal_head, read_table
from eventsite.formats.hardened_xml import Progress
from eventsite.formats.identity import LONGEST_ID, LONGEST_NAME
from eventsite.formats.limits import measure
from eventsite.formats.model import (
    Conference,
    Link,
    Oddity,
    Person,
    Programme,
    Reading,
    Unreadable,
)

FORMAT = "people-csv"
LONGEST_BIOGRAPHY = 200_000
MOST_LINKS = 50
HEADS = {
    "name": "name, full name, speaker, speaker name, person, vollständiger name",
    "first": "first name, firstname, given name, vorname",
    "last": "last name, lastname, surname, family name, nachname",
    "job_title": "job title, jobtitle, title, position, tagline, tag line, headline, "
    "funktion",
    "affiliation": "affiliation, company, organisation, organization, employer, "
    "institution, firma",
    "biography": "biography, bio, about, about me, speaker bio, profile, biografie",
    "email": "email, e mail, mail, email address, e mail address",
    "links": "links, website, web site, homepage, blog, twitter, x, mastodon, linkedin, "
    "github",
    "code": "code",
    "id": "id, speaker id, person id",
}
WORDS = {
    word.strip(): meaning
    for meaning, words in HEADS.items()
    for word in words.split(",")
}
CODE = re.compile("[0-9A-Z]{6}")
ONLY_PEOPLES = frozenset(
    ("first", "last", "job_title", "affiliation", "biography", "email")
)


def read(
    data: bytes | BinaryIO, _zone: str | None = None, progress: Progress | None = None
) -> Reading:
    """Return the people of a table.

    Raises:
        Unreadable: it is no such table; says what is wrong, and where.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    size = measure(source)
    table = read_table(source.read(), WORDS)
    found = _Reader(table).reading
    if progress is not None:
        progress(size, size)
    return found


class _Reader:
    def __init__(self, table: Table) -> None:
        columns = table.columns(WORDS)
        if not columns.keys() & {"name", "first", "last"}:
            raise Unreadable(
                _("This table has no column for names: name one “name”."), table.line, 1
            )
        self.reading = Reading(Programme(Conference("")), FORMAT)
        self.people = self.reading.programme.people
        columns.pop("links", None)
        self.links = {  # each has a column of its own
            f"links {place}": place
            for place, head in enumerate(table.heads)
            if WORDS.get(normal_head(head)) == "links"
        }
        columns |= self.links
        self.seen: dict[str, int] = {}  # to the line
        for row in table.read(columns):
            self._person(row)

    def _odd(self, line: int, what: str) -> None:
        self.reading.oddities.append(Oddity(line, what))

    def _person(self, row: Row) -> None:
        name = one_line(row["name"] or f"{row['first']} {row['last']}")
        if not name:
            self._odd(row.line, _("A person has no name; left out."))
            return
        email = self._email(row)
        key = row["code"] or row["id"] or email or name
        if key in self.seen:
            self._odd(
                row.line,
                _(
                    "“%(name)s” stands here twice, first in line %(seen)s; left out.",
                    name=name[:60],
                    seen=self.seen[key],
                ),
            )
            return
        self.seen[key] = row.line
        code = row["code"] if CODE.fullmatch(row["code"]) else f"row {row.line}"
        self.people.append(
            Person(
                code,
                name[:LONGEST_NAME].strip(),
                external_id=one_line(row["id"])[:LONGEST_ID],
                job_title=one_line(row["job_title"])[:LONGEST_NAME],
                affiliation=one_line(row["affiliation"])[:LONGEST_NAME],
                biography=long_text(row["biography"])[:LONGEST_BIOGRAPHY],
                links=self._links(row),
                line=row.line,
            )
        )
        if email:
            self.reading.emails[code] = email

    def _links(self, row: Row) -> list[Link]:
        texts = [text for name in self.links for text in split_list(row[name])]
        found = [Link(address) for text in texts if (address := web_address(text))]
        return found[:MOST_LINKS]

    def _email(self, row: Row) -> str:
        if not row["email"]:
            return ""
        try:
            return canonical(row["email"])
        except ValueError:
            self._odd(
                row.line,
                _(
                    "%(text)s is no e-mail address.",
                    text=repr(row["email"].strip()[:80]),
                ),
            )
            return ""
