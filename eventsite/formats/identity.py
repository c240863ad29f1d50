"""Who is who in a file: sessions by guid and id, people by id or else by name."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import islice
from uuid import UUID, uuid5

from eventsite.core.words import _
from eventsite.formats.characters import clean, one_line
from eventsite.formats.found import FoundFile, FoundPerson, FoundSession
from eventsite.formats.model import Person, Session

NAMESPACE = UUID("7f0ab3a5-9a3f-5c58-9f0c-6d2f6f5f3c11")
LONGEST_ID = 180
LONGEST_NAME = 200
HIGHEST = 2**31 - 1  # what clients, and a column, take for a number
NO_IDS = frozenset({"", "0", "-1", "None", "null"})
_CODE = re.compile(r"[0-9A-Z]{6}")


def derived_guid(*parts: str) -> str:
    """Return the guid that the same parts always get."""
    return str(uuid5(NAMESPACE, clean("\n".join(parts))))


def to_guid(text: str) -> str:
    """Return a guid as it is stored, or "" for what is none."""
    try:
        return str(UUID(text.strip()))
    except ValueError:
        return ""


def number_of(text: str) -> int | None:
    """Return the positive number that an id is, if clients can take it for one."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        return None
    number = int(text)
    return number if 0 < number <= HIGHEST else None


def person_numbers(people: Iterable[Person]) -> dict[str, int]:
    """Return a number for each person's code; apps take nothing else for an id."""
    people = list(people)
    taken = {person.number for person in people if person.number}
    found: dict[str, int] = {}
    used: set[int] = set()
    following = max(taken, default=0)
    for person in people:
        number = person.number
        if not number or number in used:
            number = following = following + 1
        used.add(number)
        found[person.code] = number
    return found


class SessionNames:
    """Gives each session of a file an id and a guid of its own."""

    def __init__(self, file: FoundFile) -> None:
        self.file = file
        self.ids: dict[str, int] = {}  # to the line it was first seen at
        self.guids: dict[str, int] = {}
        self.times: defaultdict[str, int] = defaultdict(lambda: 1)  # an id or guid came
        self.codes: dict[str, Session] = {}

    def identify(self, found: FoundSession, session: Session) -> None:
        """Set code, guid, slot_guid, external_id and number of `session`."""
        if found.repeat:  # of one that came before
            session.guid = to_guid(found.guid)
            session.slot_guid = derived_guid(session.guid, found.repeat)
            return
        session.external_id = self._own_id(found)
        session.number = number_of(session.external_id)
        session.guid = session.slot_guid = self._own_guid(found, session.external_id)
        code = found.code.strip()
        if not _CODE.fullmatch(code):
            return
        session.code = code
        first = self.codes.setdefault(code, session)
        if first is not session and first.title == session.title:
            if not first.guid and not session.guid and not session.external_id:
                return  # known by its code
            session.guid = first.guid or derived_guid(code)
            session.slot_guid = session.slot_guid or derived_guid(
                session.guid, session.external_id
            )
            if not first.guid:
                first.guid = first.slot_guid = session.guid
        elif first is not session:
            self.file.odd(found.line, _("The code %(code)s is used twice.", code=code))
            session.code = ""

    def _own_id(self, found: FoundSession) -> str:
        kind, text = "id", one_line(found.id)[:LONGEST_ID]
        if text in NO_IDS:
            if found.guid or _CODE.fullmatch(found.code.strip()):
                return ""
            kind, text = "title", one_line(found.texts.get("title", ""))[:LONGEST_ID]
            if not self.file.is_known_by_title:
                self.file.odd(
                    found.line, _("A session without id or guid is known by its title.")
                )
        if text not in self.ids:
            self.ids[text] = found.line
            return text
        name = text
        while name in self.ids:
            self.times[text] += 1
            name = f"{text}#{self.times[text]}"
        self.ids[name] = found.line
        if not found.code:
            what = (
                _(
                    "The id %(text)s is used twice, first in line %(line)s.",
                    text=text,
                    line=self.ids[text],
                )
                if kind == "id"
                else _(
                    "The title “%(text)s” comes twice, first in line %(line)s: taken "
                    "as two sessions.",
                    text=text[:60],
                    line=self.ids[text],
                )
            )
            self.file.odd(found.line, what)
        return name

    def _own_guid(self, found: FoundSession, external_id: str) -> str:
        text = found.guid.strip()
        if not text:
            return ""
        guid = to_guid(text)
        if not guid:
            guid = derived_guid(text[:LONGEST_ID])
            self.file.odd(
                found.line, _("The guid %(text)s is no UUID.", text=repr(text[:40]))
            )
        if guid not in self.guids:
            self.guids[guid] = found.line
            return guid
        first, twin = self.guids[guid], derived_guid(guid, external_id)
        while twin in self.guids:
            self.times[guid] += 1
            twin = derived_guid(guid, str(self.times[guid]))
        self.guids[twin] = found.line
        self.file.odd(
            found.line,
            _(
                "The guid %(guid)s is used twice, first in line %(first)s; the second "
                "session gets %(twin)s.",
                guid=guid,
                first=first,
                twin=twin,
            ),
        )
        return twin


class PeopleNames:
    """Decides which mentions of people in a file mean the same person.

    An id that stands for several names cannot be used: there the name decides. One
    name under several ids means several people, as long as nobody says otherwise.
    """

    def __init__(self, file: FoundFile) -> None:
        self.people: dict[str, Person] = {}
        self._names: dict[str, dict[str, int]] = defaultdict(dict)  # of an id; lines
        self._ids: dict[str, dict[str, None]] = defaultdict(dict)  # of a name
        self._by_name: dict[str, Person] = {}
        self.details = file.people
        mentions = [p for s in file.sessions for p in s.people or () if p.name]
        for mention in mentions:
            if mention.id not in NO_IDS:
                self._names[mention.id].setdefault(mention.name, mention.line)
        for key, names in self._names.items():
            if len(names) > 1:
                quoted = " and ".join(f"“{name}”" for name in list(names)[:5])
                file.odd(
                    max(names.values()),
                    _(
                        "The person id %(key)s stands for %(quoted)s: taken as "
                        "different people, by their names.",
                        key=key,
                        quoted=quoted,
                    ),
                )
        for mention in mentions:
            if self._is_usable(mention.id):
                ids = self._ids[mention.name]
                if ids and mention.id not in ids:
                    known = " and ".join([*islice(ids, 5), mention.id])
                    file.odd(
                        mention.line,
                        _(
                            "The name “%(name)s” stands under the ids %(known)s: kept "
                            "as different people.",
                            name=mention.name,
                            known=known,
                        ),
                    )
                ids[mention.id] = None

    def _is_usable(self, key: str) -> bool:
        return len(self._names.get(key, ())) == 1

    def person(self, mention: FoundPerson) -> Person:
        """Return whom a mention means, made at the first one."""
        if not self._is_usable(mention.id):
            ids = self._ids.get(mention.name, {})
            if len(ids) != 1:
                return self._named(mention.name, mention.line)
            mention = FoundPerson(mention.name, next(iter(ids)), mention.line)
        known = self.people.get(mention.id)
        if known is None:
            details = self.details.get(mention.id) or Person("", "")
            known = self.people[mention.id] = Person(
                mention.id,
                mention.name,
                number_of(mention.id),
                mention.id,
                details.job_title,
                details.affiliation,
                details.biography,
                details.photo,
                details.links,
                mention.line,
            )
        return known

    def _named(self, name: str, line: int) -> Person:
        known = self._by_name.get(name)
        if known is None:
            code = name
            while code in self._names:  # somebody's id
                code += " "
            known = self._by_name[name] = self.people[code] = Person(
                code, name, line=line
            )
        return known
