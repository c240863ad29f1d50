"""What a file says of a session or a person, beside what is here. Pure.

Rooms, tracks, types, tags and people are compared by what they are, not by their names:
one that was renamed here is still the one that the file means.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from eventsite.core.dates import in_zone, short_day_and_time
from eventsite.core.words import _, lazy, number
from eventsite.exchange.rules.merging import Face
from eventsite.exchange.rules.stored import (
    NORMAL,
    LinkPair,
    StoredSession,
    StoredSlot,
    StoredSpeaker,
    Wanted,
)
from eventsite.formats import model as plain
from eventsite.formats.characters import long_text, one_line, web_address

Ref = int | str  # the id of something here; a text for what is still to be made
PERSON = ("name", "job_title", "affiliation", "biography", "email")
LABELS = {
    "title": lazy("title"),
    "subtitle": lazy("subtitle"),
    "abstract": lazy("abstract"),
    "description": lazy("description"),
    "language": lazy("language"),
    "level": lazy("level"),
    "duration": lazy("duration"),
    "track": lazy("track"),
    "type": lazy("type"),
    "tags": lazy("tags"),
    "people": lazy("people"),
    "attachments": lazy("attachments"),
    "event": lazy("event"),
    "name": lazy("name"),
    "affiliation": lazy("affiliation"),
    "biography": lazy("biography"),
    "do_not_record": lazy("recording allowed"),
    "cancelled": lazy("whether it takes place"),
    "job_title": lazy("job title"),
    "recording_url": lazy("recording"),
    "recording_licence": lazy("licence of the recording"),
    "email": lazy("e-mail"),
    "links": lazy("links"),
    "place": lazy("time and room"),
    "length": lazy("length of its slot"),
}


@dataclass(slots=True)
class Names:
    """What the names in a file refer to here, by kind, and what that is called."""

    refs: dict[str, dict[str, Ref]] = field(default_factory=dict)
    labels: dict[str, dict[Ref, str]] = field(default_factory=dict)
    nameless: Mapping[str, str] = field(default_factory=dict)  # names, by code
    own_files: frozenset[str] = frozenset()  # paths
    zone: str = "UTC"

    def ref(self, kind: str, name: str, here: Iterable[int | None] = ()) -> Ref | None:
        """Return what a name means beside things that are `here`: these by their names."""
        key = key_of(kind, name)
        for ref in here:
            if ref is not None and key_of(kind, self.label(kind, ref)) == key:
                return ref
        return self.refs[kind].get(key, f"new {key}") if key else None

    def people(self, codes: Iterable[str], here: Iterable[int]) -> list[Ref | None]:
        """Return who is meant: of namesakes without an id, whoever is on stage `here`."""
        codes, on_stage = list(codes), list(here)
        by_name = {self.label("person", ref): ref for ref in on_stage}
        if codes and list(by_name) == [self.nameless.get(code) for code in codes]:
            return list(on_stage)
        return [
            by_name.get(self.nameless.get(code, ""), self.ref("person", code))
            for code in codes
        ]

    def label(self, kind: str, ref: object) -> str:
        if not isinstance(ref, int | str):
            return ""
        made = ref.removeprefix("new ") if isinstance(ref, str) else ""
        return self.labels.get(kind, {}).get(ref, made)


def key_of(kind: str, name: str) -> str:
    """Return what a name is compared by; a person is called by their code."""
    if kind == "person":
        return name
    return one_line(name) if kind == "room" else one_line(name).casefold()


def session_facts(wanted: Wanted, names: Names, owner: Ref | None) -> dict[str, object]:
    """Return what the file says of a session, by field.

    How long it is, if all its times are equally long; else its slots say it.
    """
    session, here = wanted.session, wanted.stored
    track, kind, tags = (
        ([here.track_id], [here.type_id], here.tags) if here else ((), (), ())
    )
    found: dict[str, object] = {
        name: normal(getattr(session, name)) for name, normal in NORMAL.items()
    }
    found |= {
        "do_not_record": session.do_not_record,
        "cancelled": session.cancelled,
        "duration": _minutes(session.duration),
        "track": names.ref("track", session.track, track),
        "type": names.ref("type", session.type, kind),
        "tags": sorted(
            {names.ref("tag", tag, tags) for tag in session.tags} - {None}, key=str
        ),
        "people": names.people(
            (part.person for part in session.people), here.people if here else ()
        ),
        "links": pairs(session.links, names),
        "attachments": pairs(session.attachments, names),
    }
    found = {
        name: value for name, value in found.items() if name not in session.silent_on
    }
    if len({place.duration for place in wanted.slots}) > 1:
        found.pop("duration", None)
    return found if owner is None else found | {"event": owner}


def session_faces(
    wanted: Wanted, names: Names, owner: Ref | None, here: StoredSession
) -> Iterator[Face]:
    ours: dict[str, object] = {
        **{name: normal(here.texts[name]) for name, normal in NORMAL.items()},
        "do_not_record": here.do_not_record,
        "cancelled": here.cancelled,
        "duration": _minutes(here.duration),
        "track": here.track_id,
        "type": here.type_id,
        "tags": sorted(here.tags, key=str),
        "people": list(here.people),
        "links": pairs_of(here.links),
        "attachments": pairs_of(here.attachments),
        "event": here.event_id,
    }
    for name, told in session_facts(wanted, names, owner).items():
        yield _face(name, told, ours[name], _words_for(name, names))


def slot_facts(
    place: plain.Session, guid: str, names: Names, slot: StoredSlot | None
) -> dict[str, object]:
    """Return what the file says of a placement, by the slot's guid; {}: nothing."""
    if place.starts_at is None:
        return {}
    found: dict[str, object] = {f"start {guid}": _moment(place.starts_at)}
    if place.room:
        found[f"room {guid}"] = names.ref(
            "room", place.room, [slot.room_id] if slot else ()
        )
    if "duration" not in place.silent_on:
        found[f"length {guid}"] = _minutes(place.duration)
    return found


def slot_faces(
    place: plain.Session, guid: str, slot: StoredSlot | None, names: Names
) -> Iterator[Face]:
    start = _moment(slot.starts_at) if slot and slot.starts_at else None
    ours: dict[str, object] = {
        f"start {guid}": start,
        f"room {guid}": slot.room_id if slot else None,
    }
    told = slot_facts(place, guid, names, slot)
    length = f"length {guid}"
    facts = {name: (fact, ours[name]) for name, fact in told.items() if name != length}
    room = told.get(f"room {guid}", slot.room_id if slot else None)
    yield Face(
        f"place {guid}",
        str(LABELS["place"]),
        facts,
        lambda: (
            _place(place.starts_at, room, names),
            _place(slot.starts_at if slot else None, ours[f"room {guid}"], names),
        ),
    )
    if length in told and slot is not None and slot.starts_at is not None:
        pair = told[length], _minutes(slot.duration)
        yield Face(
            length,
            str(LABELS["length"]),
            {length: pair},
            lambda: (_mins(pair[0]), _mins(pair[1])),
        )


def person_facts(person: plain.Person, email: str, names: Names) -> dict[str, object]:
    """Return what the file says of a person; what is empty says nothing."""
    found: dict[str, object] = {
        "name": one_line(person.name),
        "job_title": one_line(person.job_title),
        "affiliation": one_line(person.affiliation),
        "biography": long_text(person.biography),
        "email": email,
        "links": pairs(person.links, names),
    }
    return {name: value for name, value in found.items() if value}


def person_faces(
    person: plain.Person, email: str, names: Names, here: StoredSpeaker
) -> Iterator[Face]:
    for name, told in person_facts(person, email, names).items():
        if name == "links":
            ours: object = pairs_of(here.links)
        else:
            normal = long_text if name == "biography" else one_line
            ours = normal(getattr(here, name))
        yield _face(name, told, ours, _words_for(name, names))


def pairs(links: Iterable[plain.Link], names: Names) -> list[list[str]]:
    """Return address and title of each link, files of ours left out: they stay."""
    return [
        [address, one_line(link.title)]
        for link in links
        if urlsplit(link.url).path not in names.own_files
        and (address := web_address(link.url))
    ]


def pairs_of(links: Iterable[LinkPair]) -> list[list[str]]:
    return [[web_address(url) or url, one_line(title)] for url, title in links]


def _face(
    name: str, told: object, here: object, words: Callable[[object], str]
) -> Face:
    label = str(LABELS.get(name, name))
    return Face(name, label, {name: (told, here)}, lambda: (words(told), words(here)))


def _words_for(name: str, names: Names) -> Callable[[object], str]:
    """Return what says a value of this field to people."""
    words: Mapping[str, Callable[[object], str]] = {
        "do_not_record": lambda value: _("no") if value else _("yes"),
        "cancelled": lambda value: _("cancelled") if value else _("takes place"),
        "duration": _mins,
        "track": lambda value: names.label("track", value),
        "type": lambda value: names.label("type", value),
        "event": lambda value: names.label("event", value),
        "tags": lambda value: _joined(value, lambda one: names.label("tag", one)),
        "people": lambda value: _joined(value, lambda one: names.label("person", one)),
        "links": lambda value: _joined(value, _link, "\n"),
        "attachments": lambda value: _joined(value, _link, "\n"),
    }
    return words.get(name, str)


def _joined(value: object, words: Callable[[object], str], by: str = ", ") -> str:
    return by.join(map(words, value)) if isinstance(value, list) else ""


def _link(value: object) -> str:
    url, title = value if isinstance(value, list) else ("", "")
    return f"{title} {url}".strip()


def _minutes(length: timedelta) -> float:
    return length.total_seconds() / 60


def _mins(value: object) -> str:
    return (
        _("%(minutes)s min", minutes=number(value)) if isinstance(value, float) else ""
    )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _place(at: datetime | None, room: object, names: Names) -> str:
    if at is None:
        return _("not placed")
    said = short_day_and_time(in_zone(at, names.zone))
    where = names.label("room", room)
    return f"{said}, {where}" if where else said
