"""What organisers may type about hours. Shapes only: whose they are is in rules.py."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

from wtforms import BooleanField

from eventsite.allocations import rules
from eventsite.core.choices import Choice
from eventsite.core.dates import full_day
from eventsite.core.edit_forms import EditForm
from eventsite.core.errors import Refusal
from eventsite.core.fields import TimeOfDay
from eventsite.core.words import _, lazy
from eventsite.events.models import Allocation, Event, Room
from eventsite.schedule.rules import day_of, moment


class AllocationForm(EditForm):
    event = Choice(lazy("For"))
    room = Choice(lazy("Room"))
    day = Choice(lazy("Day"))
    starts = TimeOfDay(lazy("From"), required=True)
    ends = TimeOfDay(lazy("Until"), required=True)
    anyway = BooleanField(lazy("Give them all the same"))

    beside: ClassVar[Mapping[type[Refusal], str]] = {
        rules.NotYoursToGive: "room",
        rules.AlreadyTheirs: "event",
        rules.GivenTwice: "anyway",
    }

    def offer(
        self, events: Iterable[Event], rooms: Iterable[Room], days: Iterable[date]
    ) -> None:
        """List whom, what and when there is; must be called before validating."""
        self.event.choices = [(str(one.id), one.name) for one in events]
        self.room.choices = [(str(room.id), room.name) for room in rooms]
        self.day.choices = [(day.isoformat(), full_day(day)) for day in days]

    def validate(self, extra_validators: Any = None) -> bool:
        fine: bool = super().validate(extra_validators)
        if fine and self.starts.data == self.ends.data:
            self.ends.errors = [_("Type when the hours end: later than they begin.")]
            return False
        return fine

    def times(self, event: Event) -> tuple[datetime, datetime]:
        """Return begin and end by the event's clocks; an earlier end is of the day after."""
        day = date.fromisoformat(self.day.data)
        clocks = (event.timezone, event.day_change)
        starts, ends = cast("time", self.starts.data), cast("time", self.ends.data)
        begin, end = moment(day, starts, *clocks), moment(day, ends, *clocks)
        if end <= begin:
            end = moment(day + timedelta(days=1), ends, *clocks)
        return begin, end


def filled(given: Allocation, event: Event) -> dict[str, object]:
    """Return what the form shows of hours at first, by the clocks of `event`."""
    zone = ZoneInfo(event.timezone)
    return {
        "event": str(given.event_id),
        "room": str(given.room_id),
        "day": day_of(given.starts_at, event.timezone, event.day_change).isoformat(),
        "starts": given.starts_at.astimezone(zone).time(),
        "ends": given.ends_at.astimezone(zone).time(),
    }
