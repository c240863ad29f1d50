from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from eventsite.accounts.models import Person
from eventsite.core import changes
from eventsite.core.db import db
from eventsite.events.models import (
    MAX_DEPTH,
    Event,
    EventState,
    FormerSlug,
    Host,
    HostAdministrator,
    Room,
    SessionType,
    Tag,
    TeamMember,
    Track,
)
from eventsite.factors.queries import has_factor, is_strong
from eventsite.mail.models import Letterhead
from eventsite.permissions import EVERY_RIGHT, GRANTED, Right, rights_of

MOST_PARENTS = 50
Item = TypeVar("Item", Room, Track, SessionType, Tag)


class Access(NamedTuple):
    """What a person may do at an event, and whether anything may be done at all."""

    rights: frozenset[Right]
    is_archived: bool
    lacks_factor: bool = False  # a second one, which the host asks organisers to have


def scope_of(event: Event) -> str:
    """Return the scope in which changes of what the event's tree shows are noted."""
    return changes.scope_of(Event, event.root_id or event.id)


def find_event(slug: str) -> Event | None:
    return db.session.scalars(select(Event).filter_by(slug=slug)).one_or_none()


def find_shown_event(slug: str, person_id: int | None) -> Event | None:
    """Return the event if the public, or this person as one of its team, may see it."""
    event = find_event(slug)
    return event if event is not None and is_shown(event, person_id) else None


def is_shown(event: Event, person_id: int | None) -> bool:
    """Tell whether the public, or this person as one of its team, may see the event."""
    if event.is_public:
        return True
    access = None if person_id is None else find_access(person_id, event.slug)
    return access is not None and bool(access.rights)


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


def list_descendants(event: Event) -> list[Event]:
    """Return all events below, at any depth, in the order of `list_tree`."""
    return [other for other in list_below(event) if other is not event]


def list_children(event: Event) -> Sequence[Event]:
    """Return the events right below, in the order the organisers gave them."""
    return db.session.scalars(
        select(Event)
        .where(Event.parent_id == event.id)
        .order_by(Event.position, Event.name, Event.id)
    ).all()


def find_event_by_former_slug(slug: str) -> Event | None:
    """Return the event that once had this address, unless another has it now."""
    if find_event(slug) is not None:
        return None
    return db.session.scalars(
        select(Event).join(FormerSlug).where(FormerSlug.slug == slug)
    ).one_or_none()


def find_event_made_with(once_key: str) -> Event | None:
    return db.session.scalars(select(Event).filter_by(once_key=once_key)).one_or_none()


def list_slugs_like(beginning: str) -> set[str]:
    """Return the slugs, of now and of the past, that begin so."""
    now = select(Event.slug).where(Event.slug.startswith(beginning, autoescape=True))
    past = select(FormerSlug.slug).where(
        FormerSlug.slug.startswith(beginning, autoescape=True)
    )
    return set(db.session.scalars(now.union(past)))


def find_last_position(event: Event | None, host: Host) -> int:
    """Return the highest position among the event's children (or the host's events)."""
    siblings = Event.parent_id == event.id if event else Event.parent_id.is_(None)
    wanted = select(func.max(Event.position)).where(siblings, Event.host_id == host.id)
    return db.session.scalar(wanted) or 0


def visible_rooms(event: Event) -> list[Room]:
    """Return the event's rooms and those above it: the root's first, in their order."""
    return _visible(Room, event)


def visible_tracks(event: Event) -> list[Track]:
    return _visible(Track, event)


def visible_types(event: Event) -> list[SessionType]:
    return _visible(SessionType, event)


def visible_tags(event: Event) -> list[Tag]:
    return _visible(Tag, event)


def _visible(kind: type[Item], event: Event) -> list[Item]:
    depth = {one.id: -height for height, one in enumerate(event.line)}
    found = db.session.scalars(select(kind).where(kind.event_id.in_(depth))).all()
    return sorted(
        found, key=lambda item: (depth[item.event_id], item.position, item.name)
    )


def find_host(slug: str) -> Host | None:
    return db.session.scalars(select(Host).filter_by(slug=slug)).one_or_none()


def list_hosts(person: Person) -> Sequence[Host]:
    """Return the hosts whose events this person may create and do all with."""
    wanted = select(Host).order_by(Host.name, Host.id)
    if not person.is_admin:
        theirs = select(HostAdministrator.host_id).filter_by(person_id=person.id)
        wanted = wanted.where(Host.id.in_(theirs))
    return db.session.scalars(wanted).all()


def administers(person: Person, host: Host) -> bool:
    """Tell whether the person may create the host's events and do all with them."""
    if person.is_admin:
        return True
    key = {"host_id": host.id, "person_id": person.id}
    return db.session.get(HostAdministrator, key) is not None


def lacks_factor(person: Person, host: Host) -> bool:
    """Tell whether the person must set up a second factor before managing the host."""
    return host.requires_factor and not has_factor(person.id)


def list_main_events(host_ids: Sequence[int]) -> Sequence[Event]:
    """Return the hosts' events that stand on their own, the latest first."""
    return db.session.scalars(
        select(Event)
        .where(Event.host_id.in_(host_ids), Event.parent_id.is_(None))
        .order_by(Event.own_starts_on.desc(), Event.name, Event.id)
    ).all()


def list_parents(person_id: int) -> Sequence[Event]:
    """Return the events below which this person may make others, the latest first."""
    wanted = (
        select(Event)
        .where(is_held(person_id, Right.ADD_CHILD))
        .where(Event.state != EventState.ARCHIVED)
        .order_by(Event.own_starts_on.desc(), Event.name, Event.id)
        .limit(MOST_PARENTS)
    )
    return [
        event for event in db.session.scalars(wanted) if len(event.line) < MAX_DEPTH
    ]


def is_held(person_id: int, right: Right) -> ColumnElement[bool]:
    """Return a condition on Event: the person holds the right there, as `find_access`."""
    roles = [role for role, rights in GRANTED.items() if right in rights]
    given = select(TeamMember.event_id).where(
        TeamMember.person_id == person_id, TeamMember.role.in_(roles)
    )
    hosts = select(HostAdministrator.host_id).where(
        HostAdministrator.person_id == person_id
    )
    is_admin = select(Person.is_admin).where(Person.id == person_id).scalar_subquery()
    everywhere = (is_admin, Event.host_id.in_(hosts))
    return or_(
        *(everywhere if right in EVERY_RIGHT else ()),
        Event.id.in_(given),
        Event.parent_id.in_(given),
        Event.root_id.in_(given),
    )


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
    lacks = and_(Host.requires_factor, not_(is_strong(person_id)))
    rows = db.session.execute(
        select(
            line.c.state, TeamMember.role, HostAdministrator.person_id, is_admin, lacks
        )
        .select_from(line)
        .join(Host, Host.id == line.c.host_id)
        .outerjoin(TeamMember, theirs)
        .outerjoin(HostAdministrator, of_host)
    ).all()
    if not rows:
        return None
    archived = any(state is EventState.ARCHIVED for state, *_ in rows)
    lacking = any(bool(lacks) for *_, lacks in rows)
    rights = rights_of({role for _, role, *_ in rows if role})
    if any(admin or host_admin is not None for _, _, host_admin, admin, _ in rows):
        return Access(EVERY_RIGHT | rights, archived, lacking)
    return Access(rights, archived, lacking)


def find_letterhead(event_id: int) -> Letterhead | None:
    """Return what the event's letters carry; a contact may be that of one above."""
    event = db.session.get(Event, event_id)
    if event is None:
        return None
    return Letterhead(event.name, event.slug, event.colour, event.reply_to)


def has_conduct_team(event: Event) -> bool:
    """Tell whether anybody of the event's own team may read what is reported."""
    readers = [role for role, rights in GRANTED.items() if Right.READ_REPORTS in rights]
    found = select(TeamMember.person_id).where(
        TeamMember.event_id == event.id, TeamMember.role.in_(readers)
    )
    return db.session.scalar(found.limit(1)) is not None
