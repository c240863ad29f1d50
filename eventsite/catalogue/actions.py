"""The verbs of rooms, tracks, session types and tags. They never commit."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from eventsite.audit.actions import record
from eventsite.catalogue import queries, rules
from eventsite.catalogue.rules import Item
from eventsite.core.codes import slugify
from eventsite.core.db import db
from eventsite.core.rows import change, delete_unused, unless_taken
from eventsite.core.words import reading
from eventsite.events.models import Event, Room, SessionType

SLUG_LENGTH = 70


def add(
    kind: type[Item],
    event: Event,
    values: Mapping[str, object],
    *,
    actor_id: int | None,
    now: datetime,
) -> Item:
    """Add one to the event, as the last; its address is made from its name.

    Raises:
        NameTaken
    """
    visible = queries.list_visible(kind, event)
    rules.check_name(str(values["name"]), event, visible)
    own = [item for item in visible if item.event_id == event.id]
    slugs = {item.slug for item in own}
    item = kind(
        event=event,
        slug=slugify(str(values["name"]), slugs, SLUG_LENGTH),
        position=max((item.position for item in own), default=-1) + 1,
        **values,
    )
    if isinstance(item, Room):
        item.guid = str(uuid4())
    with unless_taken(name=rules.NameTaken(), slug=rules.NameTaken()):
        db.session.add(item)
    _note(item, "add", actor_id, now, name=item.name)
    return item


def add_usual_types(event: Event, *, actor_id: int | None, now: datetime) -> int:
    """Add the usual session types that are missing; return how many."""
    there = [
        kind
        for kind in queries.list_visible(SessionType, event)
        if isinstance(kind, SessionType)
    ]
    with reading(*event.languages):  # names of theirs, not of who asks for them
        missing = rules.missing_types(there)
    for name, duration in missing:
        values = {"name": name, "duration": duration}
        add(SessionType, event, values, actor_id=actor_id, now=now)
    return len(missing)


def edit(
    item: Item, values: Mapping[str, object], *, actor_id: int | None, now: datetime
) -> list[str]:
    """Change one; its address stays. Return the names of what changed.

    Raises:
        NameTaken
    """
    others = queries.list_visible(type(item), item.event)
    rules.check_name(
        str(values["name"]),
        item.event,
        (other for other in others if other is not item),
    )
    with unless_taken(name=rules.NameTaken()):
        changed = change(item, values)
    if changed:
        _note(item, "edit", actor_id, now, changed=", ".join(changed))
    return changed


def move(item: Item, by: int, *, actor_id: int | None, now: datetime) -> None:
    """Move one up (negative) or down among those of its event, as far as it goes."""
    own: list[Item] = [
        other
        for other in queries.list_visible(type(item), item.event)
        if other.event_id == item.event_id
    ]
    place = own.index(item)
    own.insert(max(0, place + by), own.pop(place))
    for position, other in enumerate(own):
        other.position = position
    if own.index(item) != place:
        _note(item, "move", actor_id, now, position=own.index(item) + 1)


def delete(item: Item, *, actor_id: int | None, now: datetime) -> None:
    """Delete one that nothing uses.

    Raises:
        InUse: says what does.
    """
    _note(item, "delete", actor_id, now, name=item.name)
    delete_unused(item, item.name)


def _note(
    item: Item, verb: str, actor_id: int | None, now: datetime, **detail: str | int
) -> None:
    noun = item.__tablename__.removesuffix("s").replace("_", "-")
    record(
        event_id=item.event_id,
        actor_id=actor_id,
        verb=f"{noun}.{verb}",
        subject=f"{noun} {item.id}",
        now=now,
        detail=detail,
    )
