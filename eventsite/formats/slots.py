"""The placed sessions of a programme, each with names that are unique in a file.

Clients lose sessions whose id or guid comes twice, so a session's repeats get their own.
"""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from eventsite.formats.identity import HIGHEST, derived_guid
from eventsite.formats.model import Programme, Session
from eventsite.formats.times import day_of, find_zone, to_utc

_CODE = re.compile(r"[0-9A-Z]{6}")
_SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9_-]{3,}[a-z0-9]")
_FIRST_OWN_NUMBER = 1_000_000_000  # far from those that people and files count up
FALLBACK_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Slot:
    session: Session
    starts_at: datetime  # in the programme's zone
    day: date
    number: int
    guid: str
    code: str  # empty at repeats
    slug: str

    @property
    def ends_at(self) -> datetime:
        """Return the end in the programme's zone, whatever its clocks do meanwhile."""
        end = self.starts_at.astimezone(UTC) + self.session.duration
        return end.astimezone(self.starts_at.tzinfo)


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    starts_at: datetime
    ends_at: datetime
    rooms: dict[str, list[Slot]]  # by room's name, each room of the programme


class Slots:
    """What a file holds of a programme: sessions with a time that are not cancelled."""

    def __init__(self, programme: Programme, *, cancelled: bool = False) -> None:
        self.programme = programme
        self.zone = find_zone(programme.conference.zone) or ZoneInfo("UTC")
        self._numbers: set[int] = {
            session.number for session in programme.sessions if session.number
        }
        self._used: set[int] = set()
        self._guids: set[str] = set()
        self._codes: set[str] = set()
        self._slugs: set[str] = set()
        prefix = re.sub("[^a-z0-9]+", "_", programme.conference.acronym.lower())
        self._prefix = prefix.strip("_").ljust(4, "_")
        placed = [s for s in programme.sessions if cancelled or not s.cancelled]
        self.all = [
            self._slot(session, session.starts_at)
            for session in sorted(placed, key=_order)
            if session.starts_at is not None
        ]

    def days(self) -> list[Day]:
        """Return the programme's days in order, at least one, with all its rooms."""
        conference = self.programme.conference
        dates = {*self.programme.days, *(slot.day for slot in self.all)}
        dates = dates or {conference.starts_on or FALLBACK_DAY}
        names = list(dict.fromkeys(room.name for room in self.programme.rooms))
        made = {}
        for day in sorted(dates):
            start, _ = to_utc(day, conference.day_change, self.zone)
            following = day + timedelta(days=1)
            end, _ = to_utc(following, conference.day_change, self.zone)
            rooms: dict[str, list[Slot]] = {name: [] for name in names}
            made[day] = Day(day, start, end - timedelta(minutes=1), rooms)
        for slot in self.all:
            made[slot.day].rooms.setdefault(slot.session.room, []).append(slot)
        return list(made.values())

    def local(self, at: datetime) -> str:
        """Return a moment in ISO 8601, with the programme's zone's offset."""
        local = at.astimezone(self.zone)
        offset = local.utcoffset() or timedelta()
        if offset % timedelta(minutes=1):  # before zones were whole minutes away
            local = at.astimezone(UTC)
        return local.replace(microsecond=0).isoformat()

    def _slot(self, session: Session, starts_at: datetime) -> Slot:
        guid = self._guid(session)
        number = self._number(session, guid)
        code = session.code if _CODE.fullmatch(session.code) else ""
        code = "" if code in self._codes else code
        self._codes.add(code)
        change = self.programme.conference.day_change
        return Slot(
            session,
            starts_at.astimezone(self.zone),
            session.day or day_of(starts_at, self.zone, change),
            number,
            guid,
            code,
            self._slug(session, number),
        )

    def _guid(self, session: Session) -> str:
        given = session.slot_guid or session.guid
        try:
            guid = str(UUID(given))
        except ValueError:
            guid = derived_guid(given, session.code, session.external_id)
        count = 1
        while guid in self._guids:
            guid, count = derived_guid(guid, str(count)), count + 1
        self._guids.add(guid)
        return guid

    def _number(self, session: Session, guid: str) -> int:
        """Return the session's number; for a repeat one that depends on its guid only."""
        number = session.number or 0
        if not 0 < number <= HIGHEST or number in self._used:
            number = _FIRST_OWN_NUMBER + UUID(guid).int % _FIRST_OWN_NUMBER
            while number in self._used or number in self._numbers:
                number += 1
        self._used.add(number)
        return number

    def _slug(self, session: Session, number: int) -> str:
        slug = _plain(session.slug)
        if not _SLUG.fullmatch(slug) or slug in self._slugs:
            words = slug or _plain(session.title) or "session"
            slug = f"{self._prefix}-{number}-{words}"
        self._slugs.add(slug)
        return slug


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9_]+", "-", plain.lower()).strip("-_")[:120].strip("-_")


def _order(session: Session) -> tuple[datetime, str, str]:
    start = session.starts_at or datetime.max.replace(tzinfo=UTC)
    return start, session.room, session.slot_guid or session.guid


def fitting_acronym(text: str, allowed: Container[str]) -> str:
    """Return an acronym of at least four of the `allowed` characters."""
    fitting = "".join(c if c in allowed else "_" for c in text.lower())
    return fitting.ljust(4, "_")
