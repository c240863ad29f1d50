"""The time zones that calendars name: by IANA, by Windows, or by rules of their own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from eventsite.core.words import _
from eventsite.formats.content_lines import Component
from eventsite.formats.model import Unreadable
from eventsite.formats.recurrence import A_DAY, Rule, Unclear, is_hit, read_rule
from eventsite.formats.times import YEARS, find_zone, to_utc

MOST_OBSERVANCES = 200  # of one zone: some write one for each year
MOST_ONSETS = 2000  # looked for in one file
_MOMENT = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?(Z)?)?"
)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})(?::?(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Moment:
    """What a property says: on clocks or in UTC, or a day alone."""

    local: datetime
    is_utc: bool = False
    is_day: bool = False


def read_when(text: str) -> Moment | None:
    """Return the date or date and time of iCalendar, basic or extended."""
    found = _MOMENT.fullmatch(text.strip()[:64])
    if found is None:
        return None
    numbers = [int(part or 0) for part in found.groups()[:6]]
    try:
        local = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001  # six
    except ValueError:
        return None
    if local.year not in YEARS:
        return None
    return Moment(local, is_utc=bool(found[7]), is_day=found[4] is None)


@dataclass(frozen=True, slots=True)
class Observance:
    """From when on a zone has which offset; with a rule, again every year."""

    onset: datetime
    before: timedelta
    after: timedelta
    rule: Rule | None
    until: datetime | None

    def onset_in(self, year: int) -> datetime | None:
        """Return when it begins in a year, if its rule says so."""
        assert self.rule is not None, "without a rule it begins once"
        for n in range(366):
            day = date(year, 1, 1) + n * A_DAY
            if day.year == year and is_hit(self.rule, self.onset.date(), day):
                return datetime.combine(day, self.onset.time())
        return None


class Zones:
    """Finds what a TZID means, in one file."""

    def __init__(self, components: Iterable[Component]) -> None:
        self._told = {
            name.value.strip(): one
            for one in components
            if one.name == "VTIMEZONE" and (name := one.find("TZID"))
        }
        self._found: dict[str, ZoneInfo | list[Observance] | None] = {}
        self._onsets: dict[tuple[Observance, int], datetime | None] = {}

    def name_of(self, tzid: str) -> str:
        """Return the IANA name of a TZID, or ""."""
        found = self._find(tzid)
        return found.key if isinstance(found, ZoneInfo) else ""

    def knows(self, tzid: str) -> bool:
        return self._find(tzid) is not None

    def to_utc(self, local: datetime, tzid: str) -> tuple[datetime, str]:
        """Return the moment at which that zone's clocks show `local`, and any doubt."""
        found = self._find(tzid)
        if isinstance(found, ZoneInfo):
            clock = local - datetime.combine(local.date(), datetime.min.time())
            return to_utc(local.date(), clock, found)
        if found is None:
            raise ValueError(f"the zone {tzid} is unknown")
        offset = timezone(self._offset_at(found, local))
        return local.replace(tzinfo=offset).astimezone(UTC), ""

    def _offset_at(self, observances: list[Observance], local: datetime) -> timedelta:
        begun = [
            (onset, n)
            for n, one in enumerate(observances)
            for onset in self._onsets_before(one, local)
        ]
        return observances[max(begun)[1]].after if begun else observances[0].before

    def _onsets_before(self, one: Observance, local: datetime) -> Iterator[datetime]:
        """Yield when it began, as far as that matters to a time on the zone's clocks."""
        if one.onset <= local:
            yield one.onset
        for year in (local.year, local.year - 1) if one.rule else ():
            onset = self._onset_in(one, year)
            if onset and one.onset <= onset <= min(local, one.until or local):
                yield onset

    def _onset_in(self, one: Observance, year: int) -> datetime | None:
        key = (one, year)
        if key not in self._onsets:
            if len(self._onsets) >= MOST_ONSETS:
                raise Unreadable(_("The file's time zones change far too often."))
            self._onsets[key] = one.onset_in(year)
        return self._onsets[key]

    def _find(self, tzid: str) -> ZoneInfo | list[Observance] | None:
        if tzid not in self._found:
            self._found[tzid] = self._looked_up(tzid)
        return self._found[tzid]

    def _looked_up(self, tzid: str) -> ZoneInfo | list[Observance] | None:
        """Return the zone of that name, of its end, of what the file or Windows say.

        If none of these is known, the rules by which the file defines it.
        """
        told = self._told.get(tzid)
        other = told.find("X-LIC-LOCATION") if told else None
        parts = tzid.strip("/ ").split("/")
        names = [tzid, "/".join(parts[-3:]), "/".join(parts[-2:])]
        names += [other.value.strip()] if other else []
        names += [WINDOWS_TO_OLSON.get(tzid, "")]
        for name in names:
            if zone := find_zone(name):
                return zone
        return (_observances(told) or None) if told else None


def _observances(told: Component) -> list[Observance]:
    found = []
    for one in told.components[:MOST_OBSERVANCES]:
        start, before, after = (
            one.find(name) for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")
        )
        onset = read_when(start.value) if start else None
        to = read_offset(after.value) if after else None
        if onset is None or to is None:
            continue
        rule, until = _rule_of(one)
        former = read_offset(before.value) if before else None
        found.append(
            Observance(onset.local, to if former is None else former, to, rule, until)
        )
    return sorted(found, key=lambda one: one.onset)


def _rule_of(one: Component) -> tuple[Rule | None, datetime | None]:
    written = one.find("RRULE")
    try:
        rule = read_rule(written.value) if written else None
    except Unclear:
        return None, None
    until = read_when(rule.until) if rule and rule.until else None
    return rule, until.local if until else None


def read_offset(text: str) -> timedelta | None:
    found = _OFFSET.fullmatch(text.strip()[:20])
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if minutes > 59 or seconds > 59 or length >= A_DAY:
        return None
    return -length if found[1] == "-" else length
