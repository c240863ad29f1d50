from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from eventsite.accounts.models import Person
from eventsite.accounts.queries import hash_token
from eventsite.core.bearer import Bearer
from eventsite.core.db import db
from eventsite.events import queries as events
from eventsite.events.models import Event, HostAdministrator, TeamMember
from eventsite.events.queries import Access
from eventsite.permissions import EVERY_RIGHT, Right, rights_of
from eventsite.tokens import rules
from eventsite.tokens.models import ApiToken

MOST_SHOWN = 200
MOST_EVENTS = 300  # to choose from


def find_live(secret: str, now: datetime) -> ApiToken | None:
    """Return the token of this secret if it can be used now."""
    if not rules.is_token(secret):
        return None
    found = select(ApiToken).filter_by(token_hash=hash_token(secret))
    token = db.session.scalars(found).one_or_none()
    return token if token is not None and token.is_live(now) else None


def find_access(bearer: Bearer, slug: str) -> Access | None:
    """Return what a token may do at an event: what was chosen and its maker may now.

    Nothing above or beside the event it is for. None: there is no such event.
    """
    access = events.find_access(bearer.person_id, slug)
    if access is None:
        return None
    if bearer.event_id is not None and not _reaches(bearer.event_id, slug):
        return Access(frozenset(), access.is_archived)
    if access.lacks_factor:  # its maker is to set one up first
        return Access(frozenset(), access.is_archived)
    chosen = (right for right in access.rights if right in bearer.rights)
    return Access(frozenset(chosen), access.is_archived)


def _reaches(event_id: int, slug: str) -> bool:
    """Tell whether the event, or one right or far above it, is that one."""
    ways = (Event.id, Event.parent_id, Event.root_id)
    found = select(Event.id).where(
        Event.slug == slug, or_(*(way == event_id for way in ways))
    )
    return db.session.scalar(found) is not None


def find_rights(person: Person, event: Event | None) -> frozenset[Right]:
    """Return what a person may do at an event; without one, anywhere at all."""
    if event is not None:
        access = events.find_access(person.id, event.slug)
        return access.rights if access else frozenset()
    hosts = select(HostAdministrator.host_id).filter_by(person_id=person.id).limit(1)
    if person.is_admin or db.session.scalar(hosts) is not None:
        return EVERY_RIGHT
    roles = select(TeamMember.role).filter_by(person_id=person.id).distinct()
    return rights_of(db.session.scalars(roles))


def list_choices(person: Person) -> Sequence[Event]:
    """Return the events at which a person has a role; an administrator's all, latest."""
    hosts = select(HostAdministrator.host_id).filter_by(person_id=person.id)
    member = select(TeamMember.event_id).filter_by(person_id=person.id)
    found = select(Event).order_by(Event.id.desc()).limit(MOST_EVENTS)
    if not person.is_admin:
        found = found.where(or_(Event.id.in_(member), Event.host_id.in_(hosts)))
    return db.session.scalars(found).all()


def count_live(person_id: int, now: datetime) -> int:
    counted = select(func.count()).where(
        ApiToken.person_id == person_id,
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > now,
    )
    return db.session.scalars(counted).one()


def is_made(once_key: str) -> bool:
    made = select(ApiToken.id).filter_by(once_key=once_key)
    return db.session.scalar(made) is not None


def list_own(person_id: int, now: datetime) -> Sequence[ApiToken]:
    """Return a person's tokens, newest first, with their events."""
    return db.session.scalars(
        _shown(now)
        .where(ApiToken.person_id == person_id)
        .options(joinedload(ApiToken.event))
    ).all()


def list_of_event(event: Event, now: datetime) -> Sequence[ApiToken]:
    """Return the tokens made for the event, newest first, with their makers."""
    return db.session.scalars(
        _shown(now)
        .where(ApiToken.event_id == event.id)
        .options(joinedload(ApiToken.person, innerjoin=True))
    ).all()


def _shown(now: datetime) -> Select[ApiToken]:
    recent = now - rules.SHOWN_AFTER_END
    return (
        select(ApiToken)
        .where(ApiToken.expires_at > recent)
        .where(or_(ApiToken.revoked_at.is_(None), ApiToken.revoked_at > recent))
        .order_by(ApiToken.id.desc())
        .limit(MOST_SHOWN)
    )


def find_own(person_id: int, token_id: int) -> ApiToken | None:
    return db.session.scalars(
        select(ApiToken).filter_by(id=token_id, person_id=person_id)
    ).one_or_none()


def find_of_event(event: Event, token_id: int) -> ApiToken | None:
    return db.session.scalars(
        select(ApiToken).filter_by(id=token_id, event_id=event.id)
    ).one_or_none()
