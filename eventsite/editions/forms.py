"""What may be typed about the next edition of an event. Shapes only."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar, cast

from wtforms import BooleanField

from eventsite.core.codes import slugify
from eventsite.core.errors import Refusal
from eventsite.core.fields import DayField, Text
from eventsite.core.forms import Form
from eventsite.core.words import lazy
from eventsite.editions import rules
from eventsite.editions.rules import CopyPlan
from eventsite.events import rules as event_rules
from eventsite.events.models import Event


class CopyForm(Form):
    name = Text(lazy("Name"), required=True, message=lazy("Give the new event a name."))
    slug = Text(lazy("Address"), limit=80)
    first_day = DayField(lazy("First day"))
    rooms = BooleanField(lazy("Rooms"), default=True)
    tracks = BooleanField(lazy("Tracks"), default=True)
    types = BooleanField(lazy("Session types"), default=True)
    tags = BooleanField(lazy("Tags"), default=True)
    children = BooleanField(lazy("Co-located events and devrooms"), default=True)
    team = BooleanField(lazy("Teams: the same people with the same roles"))

    beside: ClassVar[Mapping[type[Refusal], str]] = {
        event_rules.BadSlug: "slug",
        event_rules.ReservedSlug: "slug",
        event_rules.SlugTaken: "slug",
        event_rules.SlugWasAnothers: "slug",
        event_rules.YearOutOfRange: "first_day",
        event_rules.DaysMissing: "first_day",
    }

    def plan(self) -> CopyPlan:
        return CopyPlan(
            name=self.name.data,
            slug=self.slug.data or slugify(self.name.data),
            first_day=cast("date", self.first_day.data),
            rooms=self.rooms.data,
            tracks=self.tracks.data,
            types=self.types.data,
            tags=self.tags.data,
            children=self.children.data,
            team=self.team.data,
        )


def next_edition(event: Event) -> dict[str, object]:
    """Return what the form of a copy shows at first: a year later, same weekday."""
    first: date = event.starts_on
    later = first + timedelta(weeks=52)
    years = (first.year, later.year)
    return {
        "name": rules.with_year(event.name, *years),
        "slug": rules.with_year(event.slug, *years),
        "first_day": later,
    }
