"""The verbs of hosts and events. Each changes the session and never commits."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.core.rows import change, unless_taken
from eventsite.events import queries, rules
from eventsite.events.models import (
    Event,
    EventState,
    FormerSlug,
    Host,
)
from eventsite.events.rules import Details, HostDetails
from eventsite.factors.queries import has_factor


def create_host(details: HostDetails, *, actor_id: int | None, now: datetime) -> Host:
    """Make a host without administrators.

    Raises:
        BadSlug, ReservedSlug, HostSlugTaken, OwnFactorFirst
    """
    rules.check_slug(details.slug)
    _check_factor(details, actor_id)
    host = Host(**asdict(details))
    with unless_taken(slug=rules.HostSlugTaken()):
        db.session.add(host)
    _note_host(host, "host.create", actor_id, now)
    return host


def edit_host(
    host: Host, details: HostDetails, *, actor_id: int | None, now: datetime
) -> None:
    """Change what the host says of itself.

    Raises:
        BadSlug, ReservedSlug, HostSlugTaken, OwnFactorFirst
    """
    rules.check_slug(details.slug)
    _check_factor(details, actor_id)
    with unless_taken(slug=rules.HostSlugTaken()):
        changed = change(host, asdict(details))
    if changed:
        _note_host(host, "host.edit", actor_id, now, changed=", ".join(changed))


def _check_factor(details: HostDetails, actor_id: int | None) -> None:
    """Ask of others only what one does oneself; a command has no factor."""
    asks = details.requires_factor and actor_id is not None
    if asks and not has_factor(actor_id or 0):
        raise rules.OwnFactorFirst


def create_event(
    host: Host,
    details: Details,
    *,
    actor_id: int | None,
    now: datetime,
    parent: Event | None = None,
    state: EventState = EventState.DRAFT,
    once_key: str | None = None,
) -> Event:
    """Make an event of the host, or a child of `parent`, last among its siblings.

    Raises:
        BadSlug, ReservedSlug, SlugTaken, SlugWasAnothers, DaysMissing,
        EndsBeforeStart, YearOutOfRange, TooLong, ZoneMissing, TooDeep
    """
    rules.check_details(details, parent)
    if parent is not None:
        rules.check_depth(parent)
    _check_slug_is_free(details.slug, None)
    event = Event(
        host=host,
        parent=parent,
        root_id=None if parent is None else parent.root.id,
        state=state,
        position=queries.find_last_position(parent, host) + 1,
        once_key=once_key,
        created_at=now,
        **_columns(details),
    )
    with unless_taken(slug=rules.SlugTaken()):
        db.session.add(event)
    _note(event, "event.create", actor_id, now, slug=event.slug)
    return event


def edit_event(
    event: Event, details: Details, *, actor_id: int | None, now: datetime
) -> list[str]:
    """Change what the event says of itself; return the names of what changed.

    A slug it gives up keeps leading to it.

    Raises:
        BadSlug, ReservedSlug, SlugTaken, SlugWasAnothers, DaysMissing,
        EndsBeforeStart, YearOutOfRange, TooLong, ZoneMissing
    """
    rules.check_details(details, event.parent)
    _check_slug_is_free(details.slug, event)
    before = event.slug
    with unless_taken(slug=rules.SlugTaken()):
        changed = change(event, _columns(details))
        if "slug" in changed:
            if again := db.session.get(FormerSlug, details.slug):
                db.session.delete(again)
            db.session.merge(FormerSlug(slug=before, event_id=event.id))
    if changed:
        event.changed_at = now
        _note(event, "event.edit", actor_id, now, changed=", ".join(changed))
    return changed


def lock_tree(event: Event) -> None:
    """Let nobody else number anything in the event's tree until this commits."""
    db.session.execute(
        select(Event.id)
        .where(Event.id == event.root.id)
        .with_for_update(key_share=True)  # rows that refer to it are not held up
    )


def lock_and_reload(event: Event) -> None:
    """Lock the tree before anything of it is changed; what was loaded is loaded anew.

    What is read from now on is what others have committed, and stays so.
    """
    lock_tree(event)
    db.session.expire_all()


def set_logo(
    event: Event, file_id: int | None, *, actor_id: int | None, now: datetime
) -> None:
    """Give the event a stored image of its own; None: as the event above it."""
    if change(event, {"own_logo_id": file_id}):
        event.changed_at = now
        _note(event, "event.edit", actor_id, now, changed="logo")


def step(event: Event, to: EventState, *, actor_id: int | None, now: datetime) -> None:
    """Take the event to another state.

    Raises:
        NoSuchStep, ArchivedAbove
    """
    rules.check_step(event, to)
    before = event.state
    if to is EventState.ARCHIVED:
        event.archived_from = before
    event.state, event.changed_at = to, now
    _note(event, "event.state", actor_id, now, before=before.value, after=to.value)


def reactivate(event: Event, *, actor_id: int | None, now: datetime) -> None:
    """Make an archived event what it was before.

    Raises:
        NotArchived, ArchivedAbove
    """
    event.state, event.archived_from = rules.reactivated(event), None
    event.changed_at = now
    _note(event, "event.reactivate", actor_id, now, after=event.state.value)


def move_child(
    parent: Event, child: Event, by: int, *, actor_id: int | None, now: datetime
) -> None:
    """Move a child up (negative) or down among its siblings, as far as there are any."""
    siblings = list(queries.list_children(parent))
    place = siblings.index(child)
    siblings.insert(max(0, place + by), siblings.pop(place))
    for position, sibling in enumerate(siblings):
        sibling.position = position
    if siblings.index(child) != place:
        _note(child, "event.move", actor_id, now, position=siblings.index(child) + 1)


def _columns(details: Details) -> dict[str, object]:
    return asdict(details)


def _check_slug_is_free(slug: str, event: Event | None) -> None:
    owner = queries.find_event(slug)
    if owner is not None and owner is not event:
        raise rules.SlugTaken
    former = queries.find_event_by_former_slug(slug)
    if former is not None and former is not event:
        raise rules.SlugWasAnothers


def _note(
    event: Event,
    verb: str,
    actor_id: int | None,
    now: datetime,
    **detail: str | int,
) -> None:
    record(
        event_id=event.id,
        actor_id=actor_id,
        verb=verb,
        subject=f"event {event.id}",
        now=now,
        detail=detail,
    )


def _note_host(
    host: Host, verb: str, actor_id: int | None, now: datetime, **detail: str
) -> None:
    record(
        event_id=None,
        actor_id=actor_id,
        verb=verb,
        subject=f"host {host.id}",
        now=now,
        detail=detail,
    )


def note_conduct_team(event: Event) -> None:
    """Say whether the event has a team that reports can be made to."""
    db.session.flush()
    event.has_conduct_team = queries.has_conduct_team(event)
