"""Who is on stage: those a file names, found among the tree's speakers or made."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import delete, insert

from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.exchange.queries import Stored, list_taken_codes
from eventsite.exchange.rules import Report
from eventsite.exchange.rules.comparing import (
    Names,
    Ref,
    pairs,
    person_faces,
    person_facts,
)
from eventsite.exchange.rules.matching import derived_code
from eventsite.exchange.rules.merging import Face, Key, Merge, Thing, fingerprint
from eventsite.exchange.rules.people import Table, match_people
from eventsite.exchange.rules.stored import StoredSpeaker
from eventsite.formats import model as plain
from eventsite.formats.characters import long_text, one_line
from eventsite.sessions.actions import account_of
from eventsite.sessions.models import Session, Speaker, SpeakerLink


class People:
    """The file's people by their codes there, and what is new or changed of them."""

    def __init__(self, reading: plain.Reading, stored: Stored, merge: Merge) -> None:
        """`stored.foreign` sessions have people whom this file may not change."""
        self.people, self.emails = reading.programme.people, reading.emails
        self.stored, self.doubts = stored, list[plain.Oddity]()
        if reading.is_of_people:
            table = Table(self.people, self.emails, stored.speakers)
            self.known, self.doubts = table.matched, table.doubts
            self.people = [one for one in self.people if one.code in self.known]
        else:
            renamed = {
                person.code: facts["is"]
                for person in self.people
                if (facts := stored.brought.get(_name_key(person.name)))
            }
            self.known = match_people(self.people, stored.speakers, renamed)
        self.ids = {code: one.id for code, one in self.known.items() if one is not None}
        self.codes = {c: one.code for c, one in self.known.items() if one is not None}
        self.new = [person for person in self.people if person.code not in self.ids]
        self.names = Names(own_files=frozenset(stored.own_files))
        elsewhere = {speaker for one in stored.foreign for speaker in one.people}
        self.changes: dict[int, tuple[plain.Person, set[str]]] = {}
        self.mine: list[plain.Person] = []
        for person in self.people:
            known = self.known[person.code]
            if known is None or known.id in elsewhere:
                continue
            self.mine.append(person)
            if taken := merge.settle(
                self._thing(person, known), self._faces(person, known)
            ):
                self.changes[known.id] = (person, taken)

    def compare(self, root: str, report: Report) -> None:
        """Note in `report` who of a table of people is added and changed."""
        for person, code in zip(self.new, self._new_codes(root), strict=True):
            report.added.append(code)
            report.titles[code] = person.name
        for speaker_id, (_, taken) in self.changes.items():
            known = next(
                one for one in self.known.values() if one and one.id == speaker_id
            )
            report.changed.append(known.code)
            report.titles[known.code] = known.name
            report.notes[known.code] = sorted(taken)

    def _new_codes(self, root: str) -> list[str]:
        return make_codes([(root, "speaker", p.code) for p in self.new], Speaker)

    def _thing(self, person: plain.Person, known: StoredSpeaker) -> Thing:
        return Thing(("person", known.code), known.code, known.name, person.line)

    def _faces(self, person: plain.Person, known: StoredSpeaker) -> Iterator[Face]:
        return person_faces(person, self.emails.get(person.code, ""), self.names, known)

    @property
    def is_complete(self) -> bool:
        return not self.changes and not self.new

    def is_changed(self, session: plain.Session) -> bool:
        """Tell whether somebody on its stage is described otherwise now."""
        on_stage = (self.ids.get(part.person, 0) for part in session.people)
        return any(speaker_id in self.changes for speaker_id in on_stage)

    def refs(self) -> dict[str, Ref]:
        """Return who somebody of the file is here, by their code there."""
        return dict(self.ids)

    def labels(self) -> dict[Ref, str]:
        new: dict[Ref, str] = {f"new {one.code}": one.name for one in self.new}
        return new | {one.id: one.name for one in self.stored.speakers}

    def nameless(self) -> dict[str, str]:
        """Return the names of those who have no id in the file, by their code there."""
        return {p.code: one_line(p.name) for p in self.people if not p.external_id}

    def marks(self) -> dict[Key, str]:
        """Return who a name means here that stands alone in the file."""
        return {
            _name_key(name): self.codes[code] for code, name in self.nameless().items()
        }

    def facts(self) -> dict[Key, dict[str, object]]:
        """Return what the file says of whom, once everybody is here."""
        return {
            ("person", self.codes[person.code]): person_facts(
                person, self.emails.get(person.code, ""), self.names
            )
            for person in (*self.mine, *self.new)
        }

    def make(self, root: Event, now: datetime) -> None:
        """Write what is new; afterwards `ids` and `codes` have everybody."""
        for speaker_id, (person, taken) in self.changes.items():
            self._change(speaker_id, person, taken, now)
        if not self.new:
            return
        codes = self._new_codes(root.slug)
        numbers = make_numbers(
            (person.number for person in self.new),
            {speaker.number for speaker in self.stored.speakers},
        )
        emails = [self.emails.get(person.code, "") for person in self.new]
        rows = [
            {
                "event_id": root.id,
                "code": code,
                "number": number,
                "external_id": person.external_id or None,
                "person_id": account_of(email),
                "email": email,
                "name": one_line(person.name)[:200],
                "job_title": one_line(person.job_title)[:200],
                "affiliation": one_line(person.affiliation)[:200],
                "biography": long_text(person.biography),
                "changed_at": now,
            }
            for person, code, number, email in zip(
                self.new, codes, numbers, emails, strict=True
            )
        ]
        made = db.session.scalars(
            insert(Speaker).returning(Speaker.id, sort_by_parameter_order=True), rows
        ).all()
        self.ids |= {p.code: made_id for p, made_id in zip(self.new, made, strict=True)}
        self.codes |= {p.code: code for p, code in zip(self.new, codes, strict=True)}
        self._write_links(self.new)

    def _change(
        self, speaker_id: int, person: plain.Person, taken: set[str], now: datetime
    ) -> None:
        speaker = db.session.get_one(Speaker, speaker_id)
        said = person_facts(person, self.emails.get(person.code, ""), self.names)
        for name in taken - {"links"}:
            setattr(speaker, name, said[name])
        if "email" in taken:
            speaker.person_id = account_of(speaker.email)
        if taken - {"email"}:
            speaker.changed_at = now
        if "links" in taken:
            theirs = SpeakerLink.speaker_id == speaker_id
            db.session.execute(delete(SpeakerLink).where(theirs))
            self._write_links([person])

    def _write_links(self, people: Iterable[plain.Person]) -> None:
        rows = [
            {
                "speaker_id": self.ids[person.code],
                "url": url,
                "title": title[:300],
                "position": place,
            }
            for person in people
            for place, (url, title) in enumerate(pairs(person.links, self.names))
            if len(url) <= 1000
        ]
        if rows:
            db.session.execute(insert(SpeakerLink), rows)


def _name_key(name: str) -> Key:
    """Return under what a name is remembered: not as itself, as it is somebody's."""
    return "name", fingerprint(one_line(name))


def make_codes(
    seeds: Collection[tuple[str, ...]],
    kind: type[Session | Speaker],
    wished: Mapping[tuple[str, ...], str] | None = None,
) -> list[str]:
    """Return a code for each seed: the one wished, or made of the seed, if it is free.

    The same seeds get the same codes, here and elsewhere, as long as these are free.
    """
    first = {seed: derived_code((), *seed) for seed in seeds} | dict(wished or {})
    taken = list_taken_codes(set(first.values()), kind)
    codes: list[str] = []
    for seed in seeds:
        code = first[seed]
        while code in taken:
            code = derived_code(taken, *seed)
            taken |= list_taken_codes({code}, kind)
        taken.add(code)
        codes.append(code)
    return codes


def make_numbers(wished: Iterable[int | None], taken: Collection[int]) -> list[int]:
    """Return a number for each: the one wished, if it is free, else the next."""
    wished, used = list(wished), set(taken)
    numbers: list[int] = []
    for number in wished:
        is_free = number is not None and number > 0 and number not in used
        numbers.append(number if number is not None and is_free else 0)
        used.add(numbers[-1])
    following = max(used, default=0)
    for place, number in enumerate(numbers):
        if not number:
            numbers[place] = following = following + 1
    return numbers
