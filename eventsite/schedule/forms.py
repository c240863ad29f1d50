"""What organisers may type. Shapes only; whether a place is free is for rules.py."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import BooleanField, TimeField
from wtforms.validators import InputRequired, Regexp

from eventsite.core.choices import Choice, Choices
from eventsite.core.dates import full_day
from eventsite.core.deadlines import at_wall_time
from eventsite.core.fields import Count, LongText, Minutes, OnceKey, Text
from eventsite.core.forms import Form
from eventsite.events.models import Event, Room
from eventsite.schedule.rules import (
    MovedMeanwhile,
    NothingCovered,
    NotYourHours,
    VersionTaken,
)

LONGEST = 24 * 60  # minutes


class TimeOfDay(TimeField):  # type: ignore[misc]
    """A time such as 09:30, as the clocks at the event show it."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        wanted = InputRequired("Type a time, such as 09:30.")
        super().__init__(label, [wanted], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(:\d{2})?", typed, re.ASCII)
        try:
            self.data = time(int(found[1]), int(found[2])) if found else None
        except ValueError:
            self.data = None
        if typed and self.data is None:
            raise ValueError("Type a time, such as 09:30.")


class PlacementForm(Form):
    room = Choice("Room", required=False)
    day = Choice("Day")
    time = TimeOfDay("Starts at")
    duration = Minutes("Minutes", high=LONGEST)
    seen = Count("Revision", high=10**9 - 1)
    anyway = BooleanField("Place it all the same")

    beside = {NotYourHours: "room", MovedMeanwhile: "time"}

    def offer(self, rooms: Iterable[Room], days: Iterable[date]) -> None:
        """List where and when there is; must be called before validating."""
        found = [(str(room.id), room.name) for room in rooms]
        self.room.choices = [("", "Room to be announced"), *found]
        self.day.choices = [(day.isoformat(), full_day(day)) for day in days]

    @property
    def day_values(self) -> list[str]:
        return [choice.value for choice in self.day.choices]

    def starts_at(self, event: Event) -> datetime:
        """Return the moment; before the day changes, it is the night that follows."""
        day = date.fromisoformat(self.day.data)
        wall = datetime.combine(day, self.time.data or time())
        if wall - datetime.combine(day, time()) < event.day_change:
            wall += timedelta(days=1)
        return at_wall_time(wall, event.timezone).at


class ReleaseForm(Form):
    version = Text(
        "Version",
        limit=100,
        required=True,
        message="Name this version.",
        validators=[
            Regexp(r"[^/\\?#%]*\Z", message="Leave out / \\ ? # and % in this name.")
        ],
    )
    note = LongText("What is new", limit=1000)
    covers = Choices("Events", validators=[InputRequired("Choose at least one event.")])
    unplaced = BooleanField("List sessions without a time, too")
    once = OnceKey()

    beside = {VersionTaken: "version", NothingCovered: "covers"}

    def offer(self, events: Iterable[Event]) -> None:
        """List the events whose sessions can be released."""
        self.covers.choices = [(str(event.id), event.name) for event in events]
