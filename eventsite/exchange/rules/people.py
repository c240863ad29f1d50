"""Which person of a file is which of the stored ones. Pure.

A person is the file's person id, else the name. In a table of people, their code or
e-mail address says it first; where a name alone leaves a doubt, nobody is taken for
somebody else.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from eventsite.core.words import _
from eventsite.exchange.rules.stored import StoredSpeaker
from eventsite.formats import model as plain
from eventsite.formats.characters import one_line


def match_people(
    found: Iterable[plain.Person],
    stored: Iterable[StoredSpeaker],
    renamed: Mapping[str, str],
) -> dict[str, StoredSpeaker | None]:
    """Return who of the stored speakers each person of the file is, by their code.

    Our own files call people by number; the name has to agree then, as another file's
    ids may be the same numbers. `renamed` has the codes of those here who stood in
    earlier files under the name of somebody in this one.
    """
    stored = list(stored)
    found = list(found)
    by_id = {one.external_id: one for one in stored if one.external_id}
    by_number = {one.number: one for one in stored}
    by_code = {one.code: one for one in stored}
    by_name: defaultdict[str, list[StoredSpeaker]] = defaultdict(list)
    for speaker in stored:
        by_name[one_line(speaker.name)].append(speaker)
    matched: dict[str, StoredSpeaker | None] = {}
    taken: set[int] = set()

    def match(person: plain.Person, *candidates: StoredSpeaker | None) -> None:
        free = (one for one in candidates if one is not None and one.id not in taken)
        one = next(free, None)
        if one is not None and person.code not in matched:
            matched[person.code] = one
            taken.add(one.id)

    for person in found:  # those about whom there is no doubt come first
        sure = (
            by_code.get(person.code),
            by_id.get(person.external_id),
            by_number.get(person.number or 0),
        )
        name = one_line(person.name)
        match(person, *(one for one in sure if one and one_line(one.name) == name))
    for person in found:
        match(person, by_id.get(person.external_id))
        if not person.external_id:
            namesakes = by_name[one_line(person.name)]
            match(person, *sorted(namesakes, key=lambda one: bool(one.external_id)))
            match(person, by_code.get(renamed.get(person.code, "")))
        matched.setdefault(person.code, None)
    return matched


class Table:
    """Who the people of a table are; those about whom there is a doubt are left out."""

    def __init__(
        self,
        found: Iterable[plain.Person],
        emails: Mapping[str, str],
        stored: Iterable[StoredSpeaker],
    ) -> None:
        self.emails = emails
        self.matched: dict[str, StoredSpeaker | None] = {}
        self.doubts: list[plain.Oddity] = []
        stored = list(stored)
        self._by_code = {one.code: one for one in stored}
        self._by_email = {one.email.casefold(): one for one in stored if one.email}
        self._by_id = {one.external_id: one for one in stored if one.external_id}
        self._by_name: defaultdict[str, list[StoredSpeaker]] = defaultdict(list)
        for speaker in stored:
            self._by_name[one_line(speaker.name)].append(speaker)
        self._lines: dict[int, int] = {}  # of the row that is somebody, by their id
        for person in found:
            self._match(person)

    def _match(self, person: plain.Person) -> None:
        email = self.emails.get(person.code, "")
        known = (
            self._by_code.get(person.code)
            or self._by_email.get(email.casefold())
            or self._by_id.get(person.external_id)
        )
        name = one_line(person.name)
        namesakes = self._by_name[name]
        if known is None and len(namesakes) > 1:
            self._doubt(
                person,
                _(
                    "%(count)s people here are called “%(name)s”",
                    count=len(namesakes),
                    name=name,
                ),
            )
            return
        if known is None and namesakes:
            known = namesakes[0]
            if email and known.email and email.casefold() != known.email.casefold():
                self._doubt(
                    person, _("“%(name)s” has another e-mail address here", name=name)
                )
                return
        if known is not None and known.id in self._lines:
            first = self._lines[known.id]
            self._doubt(
                person,
                _("“%(name)s” is who line %(first)s is about", name=name, first=first),
            )
            return
        if known is not None:
            self._lines[known.id] = person.line
        self.matched[person.code] = known

    def _doubt(self, person: plain.Person, why: str) -> None:
        what = _(
            "%(why)s: this row is left out. A column “code” would tell who is meant.",
            why=why,
        )
        self.doubts.append(plain.Oddity(person.line, what))
