"""What organisers may type. Shapes only; whether a place is free is for rules.py."""

from collections.abc import Iterable
from datetime import date, datetime, time

from wtforms import BooleanField
from wtforms.validators import InputRequired, Regexp

from eventsite.core.choices import Choice, Choices
from eventsite.core.dates import full_day
from eventsite.core.fields import Count, LongText, Minutes, OnceKey, Text, TimeOfDay
from eventsite.core.forms import Form
from eventsite.core.words import _, lazy
from eventsite.events.models import Event, Room
from eventsite.schedule.rules import (
    MovedMeanwhile,
    NothingCovered,
    NotYourHours,
    VersionTaken,
    moment,
)

LONGEST = 24 * 60  # minutes


class PlacementForm(Form):
    room = Choice(lazy("Room"), required=False)
    day = Choice(lazy("Day"))
    time = TimeOfDay(lazy("Starts at"), required=True)
    duration = Minutes(lazy("Minutes"), high=LONGEST)
    seen = Count(lazy("Revision"), high=10**9 - 1)
    anyway = BooleanField(lazy("Place it all the same"))

    beside = {NotYourHours: "room", MovedMeanwhile: "time"}

    def offer(self, rooms: Iterable[Room], days: Iterable[date]) -> None:
        """List where and when there is; must be called before validating."""
        found = [(str(room.id), room.name) for room in rooms]
        self.room.choices = [("", _("Room to be announced")), *found]
        self.day.choices = [(day.isoformat(), full_day(day)) for day in days]

    @property
    def day_values(self) -> list[str]:
        return [choice.value for choice in self.day.choices]

    def starts_at(self, event: Event) -> datetime:
        """Return the moment; before the day changes, it is the night that follows."""
        day = date.fromisoformat(self.day.data)
        return moment(day, self.time.data or time(), event.timezone, event.day_change)


class ReleaseForm(Form):
    version = Text(
        lazy("Version"),
        limit=100,
        required=True,
        message=lazy("Name this version."),
        validators=[
            Regexp(
                r"[^/\\?#%]*\Z", message=lazy("Leave out / \\ ? # and %% in this name.")
            )
        ],
    )
    note = LongText(lazy("What is new"), limit=1000)
    covers = Choices(
        lazy("Events"), validators=[InputRequired(lazy("Choose at least one event."))]
    )
    unplaced = BooleanField(lazy("List sessions without a time, too"))
    once = OnceKey()

    beside = {VersionTaken: "version", NothingCovered: "covers"}

    def offer(self, events: Iterable[Event]) -> None:
        """List the events whose sessions can be released."""
        self.covers.choices = [(str(event.id), event.name) for event in events]
