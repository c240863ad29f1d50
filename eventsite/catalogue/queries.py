from collections.abc import Sequence
from typing import cast

from sqlalchemy import select

from eventsite.catalogue.rules import Item
from eventsite.core.db import db
from eventsite.events.models import Event, Room, SessionType, Tag, Track
from eventsite.events.queries import (
    visible_rooms,
    visible_tags,
    visible_tracks,
    visible_types,
)


def find_item(kind: type[Item], event: Event, slug: str) -> Item | None:
    """Return what this very event has under an address, not what it inherits."""
    rows = select(kind).where(kind.event_id == event.id, kind.slug == slug)
    return cast("Item | None", db.session.scalars(rows).one_or_none())


def list_visible(
    kind: type[Item], event: Event
) -> Sequence[Room] | Sequence[Track] | Sequence[SessionType] | Sequence[Tag]:
    """Return what the event has and inherits, the root's first."""
    if issubclass(kind, Room):
        return visible_rooms(event)
    if issubclass(kind, Track):
        return visible_tracks(event)
    if issubclass(kind, SessionType):
        return visible_types(event)
    return visible_tags(event)
