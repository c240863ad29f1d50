"""What organisers may type about rooms, tracks, session types and tags. Shapes only."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from wtforms import BooleanField

from eventsite.catalogue import rules
from eventsite.core.edit_forms import EditForm, Shown
from eventsite.core.errors import Refusal
from eventsite.core.fields import Colour, Count, LongText, Minutes, Text
from eventsite.core.words import lazy
from eventsite.events.models import Room, SessionType, Tag, Track


class ItemForm(EditForm):
    """What all of them have."""

    name = Text(lazy("Name"), required=True, message=lazy("Give it a name."))

    beside: ClassVar[Mapping[type[Refusal], str]] = {
        rules.NameTaken: "name",
        rules.TooManyFeatures: "features",
        rules.FeatureTooLong: "features",
    }

    def values(self) -> dict[str, object]:
        """Return what was typed, by column.

        Raises:
            Refusal: it cannot be.
        """
        return {"name": self.name.data}


class RoomForm(ItemForm):
    building = Text(lazy("Building or floor"))
    capacity = Count(lazy("Places"), low=1, high=200_000, required=False)
    features = Text(lazy("Features"), limit=1_500)

    def values(self) -> dict[str, object]:
        return super().values() | {
            "building": self.building.data or "",
            "capacity": self.capacity.data,
            "features": rules.split_features(self.features.data or ""),
        }


class TrackForm(ItemForm):
    has_colour = BooleanField(lazy("Choose its colour"))
    colour = Colour(lazy("Colour"))
    description = LongText(lazy("Description"), limit=5_000)

    def together(self) -> Mapping[str, Sequence[str]]:
        return {"Colour": ("has_colour", "colour")}

    def matters(self, name: str, shown: Shown) -> bool:
        return name != "colour" or bool(shown["has_colour"].data)

    def values(self) -> dict[str, object]:
        chosen = self.has_colour.data and self.colour.data
        return super().values() | {
            "colour": self.colour.data if chosen else None,
            "description": self.description.data or "",
        }


class TypeForm(ItemForm):
    name = Text(lazy("Name"), limit=100, required=True, message=lazy("Give it a name."))
    duration = Minutes(lazy("Usual length in minutes"))

    def values(self) -> dict[str, object]:
        return super().values() | {"duration": self.duration.data}


class TagForm(ItemForm):
    name = Text(lazy("Name"), limit=100, required=True, message=lazy("Give it a name."))


def filled(item: rules.Item) -> dict[str, object]:
    """Return what the form shows of one at first."""
    shown: dict[str, object] = {"name": item.name}
    if isinstance(item, Room):
        shown |= {"building": item.building, "capacity": item.capacity}
        shown["features"] = ", ".join(item.features)
    if isinstance(item, Track):
        shown |= {"colour": item.colour, "has_colour": item.colour is not None}
        shown["description"] = item.description
    if isinstance(item, SessionType):
        shown["duration"] = item.duration
    return shown


FORMS: Mapping[type[rules.Item], type[ItemForm]] = {
    Room: RoomForm,
    Track: TrackForm,
    SessionType: TypeForm,
    Tag: TagForm,
}
