"""When a file's session takes place: the many ways in which files say so."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from eventsite.core.words import _
from eventsite.formats.found import FoundFile, FoundSession
from eventsite.formats.model import Session
from eventsite.formats.times import (
    DAY,
    LONGEST,
    day_of,
    read_clock,
    read_duration,
    read_moment,
    to_utc,
)

NO_LENGTH = timedelta()
USUAL = timedelta(minutes=30)  # where a file does not say how long


class Placing:
    """Sets the time of sessions; a moment with an offset is believed before all else."""

    def __init__(self, file: FoundFile, zone: ZoneInfo, day_change: timedelta) -> None:
        self.file, self.zone, self.day_change = file, zone, day_change

    def place(self, found: FoundSession, session: Session) -> None:
        """Set starts_at, duration, day and room of `session`."""
        session.starts_at = self._start(found)
        session.duration = (
            USUAL if found.all_day else self._duration(found, session.starts_at)
        )
        told = found.day.day if found.day is not None else None
        session.day = told
        if found.all_day:
            self.file.odd(
                found.line, _("A session lasts all day; it is kept without a time.")
            )
        elif session.starts_at is None:
            self.file.odd(found.line, _("A session has no time."))
        else:
            session.day = self._day(found, session.starts_at, told)
            if not session.room:
                self.file.odd(found.line, _("A session has a time, but no room."))

    def _start(self, found: FoundSession) -> datetime | None:
        moment = read_moment(found.date)
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
        if found.date.strip() and moment is None:
            self.file.odd(
                found.line,
                _(
                    "The date %(text)s cannot be read.",
                    text=repr(found.date.strip()[:40]),
                ),
            )
        day = found.day.day if found.day is not None else None
        clock = read_clock(found.start)
        if found.start.strip() and clock is None:
            self.file.odd(
                found.line,
                _(
                    "The start %(text)s cannot be read.",
                    text=repr(found.start.strip()[:20]),
                ),
            )
        if day is not None and clock is not None:
            if clock < self.day_change:
                clock += DAY
            return self._checked(found, *to_utc(day, clock, self.zone))
        if moment is not None:  # without offset, on the conference's clocks
            clock = moment - datetime.combine(moment.date(), datetime.min.time())
            return self._checked(found, *to_utc(moment.date(), clock, self.zone))
        return None

    def _checked(self, found: FoundSession, at: datetime, doubt: str) -> datetime:
        if doubt:
            self.file.odd(
                found.line,
                _(
                    "The time %(value)s %(doubt)s.",
                    value=found.start or found.date,
                    doubt=doubt,
                ),
            )
        return at

    def _duration(self, found: FoundSession, start: datetime | None) -> timedelta:
        if found.end and start is not None:
            end = read_moment(found.end)
            if end is not None:
                if end.tzinfo is None:
                    end = end.replace(tzinfo=self.zone)
                if NO_LENGTH <= end - start <= LONGEST:
                    return end.astimezone(UTC) - start
        text = (found.duration or "").strip()
        length = read_duration(text)
        if length is None:
            what = _("is %(text)s", text=repr(text[:20])) if text else _("is missing")
            self.file.odd(
                found.line,
                _("The duration %(what)s; 30 minutes are assumed.", what=what),
            )
            return USUAL
        if length == NO_LENGTH:
            self.file.odd(found.line, _("The duration is zero."))
        return length

    def _day(
        self, found: FoundSession, start: datetime, told: date | None
    ) -> date | None:
        """Return the day the file puts it in, if that can be: else the start's."""
        own = day_of(start, self.zone, self.day_change)
        if told is None or told == own:
            return own
        if abs((told - own).days) > 1:
            self.file.odd(
                found.line,
                _(
                    "It starts on %(own)s, but stands under %(told)s.",
                    own=own,
                    told=told,
                ),
            )
            return own
        return told
