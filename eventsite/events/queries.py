from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, or_, select

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.events.models import (
    Event,
    EventState,
    HostAdministrator,
    TeamMember,
)
from eventsite.permissions import EVERY_RIGHT, Right, rights_of


class Access(NamedTuple):
    """What a person may do at an event, and whether anything may be done at all."""

    rights: frozenset[Right]
    is_archived: bool


def find_event(slug: str) -> Event | None:
    return db.session.scalars(select(Event).filter_by(slug=slug)).one_or_none()


def find_shown_event(slug: str, person_id: int | None) -> Event | None:
    """Return the event if the public, or this person as one of its team, may see it."""
    event = find_event(slug)
    if event is None or event.is_public:
        return event
    access = None if person_id is None else find_access(person_id, slug)
    return event if access is not None and access.rights else None


def list_tree(event: Event) -> Sequence[Event]:
    """Return the event's whole tree: the root first, then by position and name."""
    root = event.root
    return db.session.scalars(
        select(Event)
        .where(or_(Event.id == root.id, Event.root_id == root.id))
        .order_by(Event.parent_id.is_not(None), Event.position, Event.name)
    ).all()


def list_below(event: Event) -> list[Event]:
    """Return the event and all below it, in the order of `list_tree`."""
    return [other for other in list_tree(event) if event in other.line]


def find_access(person_id: int, slug: str) -> Access | None:
    """Return what the roles on the event and all above it allow; None: no such event.

    One query: the event's line up to the root, each with the person's roles there.
    """
    columns = select(Event.id, Event.parent_id, Event.host_id, Event.state)
    line = columns.where(Event.slug == slug).cte("line", recursive=True)
    line = line.union(columns.join(line, Event.id == line.c.parent_id))
    theirs = and_(TeamMember.event_id == line.c.id, TeamMember.person_id == person_id)
    of_host = and_(
        HostAdministrator.host_id == line.c.host_id,
        HostAdministrator.person_id == person_id,
    )
    is_admin = select(Person.is_admin).where(Person.id == person_id).scalar_subquery()
    rows = db.session.execute(
        select(line.c.state, TeamMember.role, HostAdministrator.person_id, is_admin)
        .select_from(line)
        .outerjoin(TeamMember, theirs)
        .outerjoin(HostAdministrator, of_host)
    ).all()
    if not rows:
        return None
    archived = any(state is EventState.ARCHIVED for state, *_ in rows)
    if any(admin or host_admin is not None for _, _, host_admin, admin in rows):
        return Access(EVERY_RIGHT, archived)
    return Access(rights_of({role for _, role, _, _ in rows if role}), archived)
