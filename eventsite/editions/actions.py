"""Copying an event. Changes the session and never commits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import select

from eventsite.audit.actions import record
from eventsite.core.codes import slugify
from eventsite.core.db import Base, db
from eventsite.editions import rules
from eventsite.editions.rules import CopyPlan
from eventsite.events.actions import create_event
from eventsite.events.models import (
    Allocation,
    Event,
    Room,
    SessionType,
    Tag,
    TeamMember,
    Track,
)
from eventsite.events.queries import list_children, list_slugs_like
from eventsite.events.rules import Details

Part = TypeVar("Part", bound=Base)


def copy_event(
    source: Event, plan: CopyPlan, *, actor_id: int | None, now: datetime
) -> Event:
    """Make a draft of the next edition; every day moves as the first one does.

    Raises:
        BadSlug, ReservedSlug, SlugTaken, SlugWasAnothers, YearOutOfRange
    """
    details = replace(
        _moved(source, plan.first_day - source.starts_on),
        name=plan.name,
        slug=plan.slug,
    )
    return _Copying(plan, actor_id, now).copy(source, details, None)


class _Copying:
    def __init__(self, plan: CopyPlan, actor_id: int | None, now: datetime) -> None:
        self.plan, self.actor_id, self.now = plan, actor_id, now
        self.rooms: dict[int, Room] = {}  # the copies, by the id of what they copy

    def copy(self, source: Event, details: Details, parent: Event | None) -> Event:
        made = create_event(
            source.host, details, parent=parent, actor_id=self.actor_id, now=self.now
        )
        made.own_logo_id = source.own_logo_id
        made.illustrative = source.illustrative
        made.translations = {  # of names that have changed there are none
            tag: {name: text for name, text in texts.items() if name != "name"}
            for tag, texts in source.translations.items()
        }
        self._copy_parts(source, made)
        record(
            event_id=made.id,
            actor_id=self.actor_id,
            verb="event.copy",
            subject=f"event {made.id}",
            detail={"source": source.slug},
            now=self.now,
        )
        root, plan = source.root, self.plan
        for child in list_children(source) if plan.children else ():
            years = (root.starts_on.year, plan.first_day.year)
            named = replace(
                _moved(child, plan.first_day - root.starts_on),
                name=rules.with_year(child.name, *years),
                slug=_copied_slug(child, root, plan, years),
            )
            self.copy(child, named, made)
        return made

    def _copy_parts(self, source: Event, made: Event) -> None:
        wanted: dict[type[Base], bool] = {
            Room: self.plan.rooms,
            Track: self.plan.tracks,
            SessionType: self.plan.types,
            Tag: self.plan.tags,
            TeamMember: self.plan.team,
        }
        for kind, is_wanted in wanted.items():
            for part in _list_parts(kind, source) if is_wanted else ():
                copied = kind(event_id=made.id, **_columns(part))
                if isinstance(part, Room) and isinstance(copied, Room):
                    copied.guid = str(uuid4())
                    self.rooms[part.id] = copied
                db.session.add(copied)
        db.session.flush()
        for given in _list_parts(Allocation, source):
            if given.room_id in self.rooms:
                self._copy_hours(given, source, made)

    def _copy_hours(self, given: Allocation, source: Event, made: Event) -> None:
        """Give the copy its hours in the copied room, by the clocks on its wall."""
        by = self.plan.first_day - source.root.starts_on
        starts_at, ends_at = (
            rules.moved_moment(at, by, source.timezone)
            for at in (given.starts_at, given.ends_at)
        )
        room = self.rooms[given.room_id]
        db.session.add(
            Allocation(event=made, room=room, starts_at=starts_at, ends_at=ends_at)
        )


def _list_parts(kind: type[Part], event: Event) -> Sequence[Part]:
    return db.session.scalars(select(kind).filter_by(event_id=event.id)).all()


def _columns(part: Base) -> dict[str, object]:
    return {
        column.key: getattr(part, column.key)
        for column in type(part).__mapper__.column_attrs
        if column.key not in {"id", "event_id", "guid"}
    }


def _copied_slug(
    child: Event, root: Event, plan: CopyPlan, years: tuple[int, int]
) -> str:
    wanted = child.slug.replace(root.slug, plan.slug)
    if wanted == child.slug:
        wanted = rules.with_year(child.slug, *years)
    wanted = slugify(wanted, limit=70)
    return slugify(wanted, list_slugs_like(wanted))


def _moved(source: Event, by: timedelta) -> Details:
    """Return what `source` says of itself, its own days later by `by`."""
    said = {name: getattr(source, name) for name in Details.__dataclass_fields__}
    said["own_starts_on"] = rules.moved(source.own_starts_on, by)
    said["own_ends_on"] = rules.moved(source.own_ends_on, by)
    return Details(**said)
