"""Who is on stage: those a file names, found among the tree's speakers or made."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import insert

from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.exchange import rules
from eventsite.exchange.queries import Stored, list_taken_codes
from eventsite.formats import model as plain
from eventsite.formats.characters import long_text, one_line, web_address
from eventsite.sessions.models import Session, Speaker, SpeakerLink


class People:
    """The file's people by their codes there, and what is new or changed of them."""

    def __init__(self, programme: plain.Programme, stored: Stored) -> None:
        """`stored.foreign` sessions have people whom this file may not change."""
        self.programme, self.stored = programme, stored
        self.known = rules.match_people(programme.people, stored.speakers)
        elsewhere = {speaker for one in stored.foreign for speaker in one.people}
        self.changes = {
            known.id: change
            for person in programme.people
            if (known := self.known[person.code]) is not None
            and known.id not in elsewhere
            and (change := rules.compare_speaker(person, known))
        }
        self.ids = {code: one.id for code, one in self.known.items() if one is not None}

    @property
    def is_complete(self) -> bool:
        return not self.changes and len(self.ids) == len(self.programme.people)

    def is_changed(self, session: plain.Session) -> bool:
        """Tell whether somebody on its stage is described otherwise now."""
        on_stage = (self.ids.get(part.person, 0) for part in session.people)
        return any(speaker_id in self.changes for speaker_id in on_stage)

    def make(self, root: Event, now: datetime) -> None:
        """Write what is new; afterwards `ids` has everybody."""
        for speaker_id, change in self.changes.items():
            speaker = db.session.get_one(Speaker, speaker_id)
            for name, text in change.items():
                setattr(speaker, name, text)
            speaker.changed_at = now
        new = [p for p in self.programme.people if p.code not in self.ids]
        if not new:
            return
        seeds = [(root.slug, "speaker", person.code) for person in new]
        codes = make_codes(seeds, Speaker)
        numbers = make_numbers(
            (person.number for person in new),
            {speaker.number for speaker in self.stored.speakers},
        )
        rows = [
            {
                "event_id": root.id,
                "code": code,
                "number": number,
                "external_id": person.external_id or None,
                "name": one_line(person.name)[:200],
                "job_title": one_line(person.job_title)[:200],
                "affiliation": one_line(person.affiliation)[:200],
                "biography": long_text(person.biography),
                "changed_at": now,
            }
            for person, code, number in zip(new, codes, numbers, strict=True)
        ]
        made = db.session.scalars(
            insert(Speaker).returning(Speaker.id, sort_by_parameter_order=True), rows
        ).all()
        self.ids |= {p.code: made_id for p, made_id in zip(new, made, strict=True)}
        links = [
            {"speaker_id": made_id, "url": url, "title": title, "position": place}
            for person, made_id in zip(new, made, strict=True)
            for place, (url, title) in enumerate(_links(person.links))
        ]
        if links:
            db.session.execute(insert(SpeakerLink), links)


def _links(links: Iterable[plain.Link]) -> list[tuple[str, str]]:
    found = [(web_address(link.url), one_line(link.title)[:300]) for link in links]
    return [(url, title) for url, title in found if url and len(url) <= 1000]


def make_codes(
    seeds: Collection[tuple[str, ...]],
    kind: type[Session | Speaker],
    wished: Mapping[tuple[str, ...], str] | None = None,
) -> list[str]:
    """Return a code for each seed: the one wished, or made of the seed, if it is free.

    The same seeds get the same codes, here and elsewhere, as long as these are free.
    """
    first = {seed: rules.derived_code((), *seed) for seed in seeds} | dict(wished or {})
    taken = list_taken_codes(set(first.values()), kind)
    codes: list[str] = []
    for seed in seeds:
        code = first[seed]
        while code in taken:
            code = rules.derived_code(taken, *seed)
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
