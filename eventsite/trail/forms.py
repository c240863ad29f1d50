"""The filters of the log, taken from the address. What is not offered is ignored."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from eventsite.core.choices import Choice
from eventsite.core.deadlines import at_wall_time
from eventsite.core.fields import DayField
from eventsite.core.forms import Form
from eventsite.core.words import _, lazy
from eventsite.trail.queries import Filter
from eventsite.trail.rules import AREAS

NOBODY = "0"


class FilterForm(Form):
    who = Choice(lazy("Who"), required=False)
    kind = Choice(lazy("Kind"), required=False)
    on = DayField(lazy("Day"), required=False)

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        """List who there is; must be called before asking what is wanted."""
        self.who.choices = [
            ("", _("Everybody")),
            *((str(person_id), name) for person_id, name in people),
            (NOBODY, _("Nobody in person: by itself")),
        ]
        self.kind.choices = [
            ("", _("All")),
            *((key, str(area.label)) for key, area in AREAS.items()),
        ]

    def wanted(self, zone: str) -> Filter:
        """Return the filter; the day is one of the clocks of `zone`."""
        self.validate()
        offered = {choice.value for choice in self.who.choices if choice.value}
        day: Any = None if self.on.errors else self.on.data
        since = datetime.combine(day, datetime.min.time()) if day else None
        until = since + timedelta(days=1) if since else None
        return Filter(
            actor_id=int(self.who.data) if self.who.data in offered else None,
            area=AREAS.get(self.kind.data or ""),
            since=at_wall_time(since, zone).at if since else None,
            until=at_wall_time(until, zone).at if until else None,
        )
