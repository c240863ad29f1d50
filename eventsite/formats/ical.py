"""Writes calendars that phones and computers subscribe to.

Each slot keeps its UID for good; DTSTAMP and SEQUENCE change only when it does, so that
a feed that says the same is the same, byte for byte.

Source: RFC 5545; RFC 7986 (NAME, REFRESH-INTERVAL).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone

from eventsite.formats.addresses import Addresses
from eventsite.formats.characters import clean, one_line, without_markup
from eventsite.formats.identity import derived_guid
from eventsite.formats.model import Programme, Session
from eventsite.formats.slots import Slot, Slots

REFRESH = "PT1H"
LINE = 75  # octets, without the line's end
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_OLD = datetime(2000, 1, 1, tzinfo=UTC)  # where nothing tells when a slot changed


def write(programme: Programme, *, base_url: str, name: str = "") -> bytes:
    """Return a calendar of all slots, those cancelled or gone included and marked.

    The same programme always gives the same bytes. `name` is what calendar programs
    show instead of the conference's title; `base_url` is the site's address.
    """
    name = name or programme.conference.title
    return write_all([programme], base_url=base_url, name=name)


def write_all(programmes: Sequence[Programme], *, base_url: str, name: str) -> bytes:
    """Return one calendar of several programmes, each slot once, in the order given.

    Conferences made from one file have the same guids: of two sessions, the later one
    gets another.
    """
    title = _escaped(one_line(name))
    parts = [
        (programme, Slots(_with_gone(programme), cancelled=True), addresses)
        for programme in programmes
        for addresses in [Addresses(base_url, programme.conference)]
    ]
    page = f"{parts[0][2].event}/schedule" if len(parts) == 1 else f"{base_url}/"
    zones = list(dict.fromkeys(slots.zone.key for _, slots, _ in parts))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//eventsite//schedule//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{title}",
        f"X-WR-CALNAME:{title}",
        *(f"X-WR-TIMEZONE:{zone}" for zone in zones[:1]),
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
        f"URL:{page}",
    ]
    folded = [_folded(line) for line in lines]
    folded += _timezones([slot for _, slots, _ in parts for slot in slots.all])
    written: dict[str, str] = {}  # by guid, the code of the session
    for programme, slots, addresses in parts:
        people = {person.code: one_line(person.name) for person in programme.people}
        for one in slots.all:
            slot = _unlike(written, one)
            if slot is not None:
                changed = slot.session.changed_at or programme.released_at or _OLD
                where = addresses.session(slot.session)
                folded += map(_folded, _event(slot, slots.zone, changed, where, people))
    folded.append("END:VCALENDAR\r\n")
    return "\r\n".join(folded).encode()


def _unlike(written: dict[str, str], slot: Slot) -> Slot | None:
    """Return the slot under a guid of its own; None if it was written already."""
    code = slot.session.code
    if written.get(slot.guid, code) != code:
        slot = replace(slot, guid=derived_guid(slot.guid, code))
    if slot.guid in written:
        return None
    written[slot.guid] = code
    return slot


def _with_gone(programme: Programme) -> Programme:
    return replace(programme, sessions=[*programme.sessions, *programme.gone])


def _timezones(slots: Iterable[Slot]) -> list[str]:
    """Return the rules of each zone for the years in which something happens in it."""
    years: dict[ZoneInfo, list[int]] = {}
    for slot in slots:
        zone = slot.starts_at.tzinfo
        if isinstance(zone, ZoneInfo) and zone.key != "UTC":
            years.setdefault(zone, []).append(slot.starts_at.year)
    return [_timezone(zone, min(found), max(found)) for zone, found in years.items()]


def _event(
    slot: Slot, zone: ZoneInfo, changed: datetime, where: str, people: dict[str, str]
) -> Iterator[str]:
    session = slot.session
    stamp = _utc(changed)
    yield "BEGIN:VEVENT"
    yield f"UID:{slot.guid}@eventsite"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{max(session.sequence, 0)}"
    yield f"STATUS:{'CANCELLED' if session.cancelled else 'CONFIRMED'}"
    yield _moment("DTSTART", slot.starts_at, zone)
    if session.duration > timedelta():
        yield _moment("DTEND", slot.ends_at, zone)
    else:
        yield "DURATION:PT0M"
    title, subtitle = one_line(session.title), one_line(session.subtitle)
    yield f"SUMMARY:{_escaped(f'{title} – {subtitle}' if subtitle else title)}"
    if subtitle:  # so that our own reader can take them apart
        yield f"X-EVENTSITE-TITLE:{_escaped(title)}"
        yield f"X-EVENTSITE-SUBTITLE:{_escaped(subtitle)}"
    if session.room:
        yield f"LOCATION:{_escaped(one_line(session.room))}"
    if description := _description(session, people):
        yield f"DESCRIPTION:{_escaped(description)}"
    if session.track:
        yield f"CATEGORIES:{_escaped(one_line(session.track))}"
    yield f"URL:{where}"
    yield "END:VEVENT"


def _description(session: Session, people: dict[str, str]) -> str:
    names = [people[a.person] for a in session.people if a.person in people]
    text = without_markup(session.abstract or session.description)
    return "\n\n".join(part for part in (", ".join(names), text) if part)


def _moment(name: str, at: datetime, zone: ZoneInfo) -> str:
    """Return the property in the zone's local time, if that is not ambiguous."""
    local = at.astimezone(zone)
    if zone.key == "UTC" or local.fold:  # the second of two: no other way to say so
        return f"{name}:{_utc(at)}"
    return f"{name};TZID={zone.key}:{local:%Y%m%dT%H%M%S}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


@lru_cache(maxsize=64)
def _timezone(zone: ZoneInfo, first: int, last: int) -> str:
    """Return the zone's rules from the year before `first` to the year after `last`."""
    made = Timezone.from_tzinfo(
        zone, first_date=date(first - 1, 1, 1), last_date=date(last + 2, 1, 1)
    )
    return bytes(made.to_ical()).decode().rstrip("\r\n")


def _escaped(text: str) -> str:
    return clean(text).translate(_ESCAPES)


def _folded(line: str) -> str:
    """Return the line broken into pieces of 75 octets, never inside a character."""
    if len(line) <= LINE and line.isascii():
        return line
    data = line.encode()
    if len(data) <= LINE:
        return line
    pieces, start, room = [], 0, LINE
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:  # a character's second, third or fourth octet
            end -= 1
        pieces.append(data[start:end].decode())
        start, room = end, LINE - 1  # the blank that marks a continuation counts
    pieces.append(data[start:].decode())
    return "\r\n ".join(pieces)
