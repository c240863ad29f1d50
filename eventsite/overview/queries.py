from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import or_, select, true

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.words import _
from eventsite.events import queries as events
from eventsite.events.models import Event, HostAdministrator, TeamMember
from eventsite.permissions import Role


class Managed(NamedTuple):
    """An event somebody may organise: how deep below the one above, and as what."""

    event: Event
    depth: int
    roles: list[str]


def list_managed(person: Person) -> list[Managed]:
    """Return the events a person may organise: newest trees first, each from the top.

    Three queries, for any number of events.
    """
    members = db.session.execute(
        select(TeamMember.event_id, TeamMember.role).filter_by(person_id=person.id)
    ).all()
    hosts = db.session.scalars(
        select(HostAdministrator.host_id).filter_by(person_id=person.id)
    ).all()
    given: dict[int, list[Role]] = defaultdict(list)
    for event_id, role in members:
        given[event_id].append(role)
    return [
        Managed(event, depth, _said(person, event, given, hosts))
        for event, depth in as_tree(_reached(person, list(given), hosts))
    ]


def list_below(event: Event) -> list[tuple[Event, int]]:
    """Return the events below one, as a tree; those right below it have depth 0."""
    tree = as_tree(events.list_below(event))
    return [(other, depth - 1) for other, depth in tree if depth]


def _reached(
    person: Person, event_ids: Sequence[int], host_ids: Sequence[int]
) -> Sequence[Event]:
    """Return the events with a role, those below them, and all of the hosts."""
    theirs = or_(
        Event.id.in_(event_ids),
        Event.parent_id.in_(event_ids),
        Event.root_id.in_(event_ids),
        Event.host_id.in_(host_ids),
    )
    return db.session.scalars(
        select(Event)
        .where(true() if person.is_admin else theirs)
        .order_by(Event.position, Event.name, Event.id)
    ).all()


def as_tree(found: Sequence[Event]) -> Iterator[tuple[Event, int]]:
    """Return events with their depth, each before those below it, newest tops first."""
    below: dict[int | None, list[Event]] = defaultdict(list)
    ids = {event.id for event in found}
    for event in found:
        below[event.parent_id if event.parent_id in ids else None].append(event)

    def walk(event: Event, depth: int) -> Iterator[tuple[Event, int]]:
        yield event, depth
        for child in below[event.id]:
            yield from walk(child, depth + 1)

    for top in sorted(below[None], key=lambda event: event.starts_on, reverse=True):
        yield from walk(top, 0)


def _said(
    person: Person,
    event: Event,
    given: dict[int, list[Role]],
    host_ids: Sequence[int],
) -> list[str]:
    """Return the roles in words, those from above with where they were given."""
    said = [str(role.words) for role in sorted(given.get(event.id, ()))]
    for above in event.line[1:]:
        said += [
            _("%(role)s of %(event)s", role=role.words, event=above.name)
            for role in sorted(given.get(above.id, ()))
        ]
    if event.host_id in host_ids:
        said.append(_("administrator of the host"))
    return [*said, _("administrator")] if person.is_admin else said
