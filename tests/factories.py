"""Ready-made things for tests. Plain functions: every default can be overridden.

Nothing is random: the n-th person is always "Person n".
"""

from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_network
from itertools import count
from uuid import UUID

from sqlalchemy import inspect, select

from eventsite.accounts.models import Person
from eventsite.accounts.queries import hash_token
from eventsite.capacity.models import Pool
from eventsite.core.db import db
from eventsite.core.deadlines import end_of
from eventsite.core.money import Money
from eventsite.events.models import (
    Event,
    EventKind,
    EventState,
    Host,
    Room,
    SessionType,
    TeamMember,
    Track,
)
from eventsite.permissions import Right, Role
from eventsite.products.models import Inclusion, PriceWindow, Product, Quota
from eventsite.schedule.models import Draft, Slot
from eventsite.sessions.models import Session, SessionPerson, Speaker
from eventsite.tokens.models import ApiToken
from eventsite.tokens.rules import whole

NOW = datetime(2030, 9, 1, 12, tzinfo=UTC)
_number = count(1)


def test_settings(database_url, folder):
    return {
        "TESTING": True,
        "INSTANCE": folder,
        "SECRET_KEY": "test",
        "ENCRYPTION_KEYS": ["test"],
        "SECRETS_GIVEN": True,
        "SQLALCHEMY_DATABASE_URI": database_url,
        "PUBLIC_URL": "",
        "MAIL_URL": f"file://{folder / 'mail'}",
        "MAIL_FROM": "eventsite@example.org",
        "STORAGE_URL": f"file://{folder / 'files'}",
        "OIDC_PROVIDERS": (),
        "TRUSTED_PROXIES": 0,
        "WEBHOOK_NETWORKS": [ip_network("127.0.0.0/8")],
        "FAILED_SIGN_INS_PER_QUARTER": 60,
        "LETTERS_PER_HOUR": 40,
        "REPORTS_PER_HOUR": 5,
        "ORDERS_PER_HOUR": 0,
        "METRICS_TOKEN": "",
        "WTF_CSRF_ENABLED": False,
    }


test_settings.__test__ = False  # a function of ours, not a test


def number() -> int:
    return next(_number)


def guid(n) -> str:
    return str(UUID(int=n))


def stored(table) -> list:
    """Return the rows there are, in the order of their keys."""
    return list(db.session.scalars(select(table).order_by(*inspect(table).primary_key)))


def only(table):
    """Return the one row there is."""
    return db.session.scalars(select(table)).one()


def saved(thing):
    db.session.add(thing)
    db.session.commit()
    return thing


def person(**overrides) -> Person:
    n = number()
    defaults = {
        "name": f"Person {n}",
        "email": f"p{n}@example.org",
        "email_confirmed_at": NOW,
        "created_at": NOW,
    }
    return saved(Person(**defaults | overrides))


def host(**overrides) -> Host:
    n = number()
    return saved(Host(**{"slug": f"host{n}", "name": f"Host {n}"} | overrides))


def event(**overrides) -> Event:
    """Return an announced event in Los Angeles, two days from 1 November 2030."""
    n = number()
    defaults = {
        "slug": f"conf{n}",
        "name": f"Conf {n}",
        "state": EventState.ANNOUNCED,
        "own_timezone": "America/Los_Angeles",
        "own_starts_on": date(2030, 11, 1),
        "own_ends_on": date(2030, 11, 2),
        "created_at": NOW,
    }
    if "host" not in overrides:
        defaults["host"] = host()
    return saved(Event(**defaults | overrides))


def child(parent, **overrides) -> Event:
    """Return a co-located event that inherits everything."""
    n = number()
    defaults = {
        "slug": f"child{n}",
        "name": f"Child {n}",
        "kind": EventKind.CO_LOCATED,
        "state": EventState.ANNOUNCED,
        "parent": parent,
        "root_id": parent.root.id,
        "host": parent.host,
        "created_at": NOW,
    }
    return saved(Event(**defaults | overrides))


def team_member(event, role, **person_overrides) -> Person:
    who = person(**person_overrides)
    saved(TeamMember(event=event, person=who, role=role))
    if role is Role.CONDUCT_TEAM:
        event.has_conduct_team = True
        db.session.commit()
    return who


def owner(event) -> Person:
    return team_member(event, Role.OWNER)


def token(person, event=None, rights=(), **overrides) -> str:
    """Return the secret of a token that may read and write, for 30 days."""
    n = number()
    secret = whole(f"{n:036d}")
    defaults = {
        "name": f"Token {n}",
        "token_hash": hash_token(secret),
        "hint": secret[:8],
        "rights": [right.value for right in rights or Right],
        "may_write": True,
        "once_key": f"token-{n}",
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=30),
    }
    saved(ApiToken(**{"person": person, "event": event} | defaults | overrides))
    return secret


def admin(**overrides) -> Person:
    return person(**{"is_admin": True} | overrides)


def room(event, **overrides) -> Room:
    n = number()
    defaults = {"name": f"Room {n}", "slug": f"room-{n}", "guid": guid(n)}
    return saved(Room(**{"event": event} | defaults | overrides))


def track(event, **overrides) -> Track:
    n = number()
    defaults = {"event": event, "name": f"Track {n}", "slug": f"track-{n}"}
    return saved(Track(**defaults | overrides))


def session_type(event, **overrides) -> SessionType:
    n = number()
    defaults = {"event": event, "name": f"Type {n}", "slug": f"type-{n}"}
    return saved(SessionType(**defaults | overrides))


def speaker(event, **overrides) -> Speaker:
    n = number()
    defaults = {
        "event": event.root,
        "code": f"P{n:05d}",
        "number": n,
        "name": f"Speaker {n}",
        "changed_at": NOW,
    }
    return saved(Speaker(**defaults | overrides))


def session(event, speakers=(), **overrides) -> Session:
    n = number()
    defaults = {
        "event": event,
        "code": f"S{n:05d}",
        "guid": guid(n),
        "number": n,
        "slug": f"session-{n}",
        "title": f"Session {n}",
        "duration": timedelta(minutes=30),
        "created_at": NOW,
        "changed_at": NOW,
    }
    made = Session(**defaults | overrides)
    made.people = [
        SessionPerson(speaker=who, position=place) for place, who in enumerate(speakers)
    ]
    return saved(made)


def draft(event, **overrides) -> Draft:
    return saved(Draft(**{"event": event.root, "created_at": NOW} | overrides))


def slot(draft, session, room, starts_at, **overrides) -> Slot:
    defaults = {
        "draft": draft,
        "session": session,
        "guid": session.guid,
        "room": room,
        "starts_at": starts_at,
        "duration": session.duration,
    }
    return saved(Slot(**defaults | overrides))


def pool(**overrides) -> Pool:
    return saved(Pool(**{"size": 100} | overrides))


def quota(event, **overrides) -> Quota:
    """Return 100 places of the event, or `size` of them."""
    n = number()
    size = overrides.pop("size", 100)
    defaults = {"event": event, "name": f"Places {n}", "pool": Pool(size=size)}
    return saved(Quota(**defaults | overrides))


def price(dollars, until=None, zone="America/Los_Angeles") -> PriceWindow:
    """Return a price until the end of a day; without one, until the event begins."""
    deadline = None if until is None else end_of(until, zone)
    return PriceWindow(amount=Money(dollars * 100, "USD"), until=deadline)


def product(event=None, **overrides) -> Product:
    """Return a product: $400 until 23 September 2030, then $550 until 31 October.

    `size` gives it a quota of its own, `includes` is a mapping of events to quotas.
    """
    n = number()
    event = event or overrides.pop("event", None) or globals()["event"]()
    if "size" in overrides:
        overrides["quotas"] = [quota(event, size=overrides.pop("size"))]
    defaults = {
        "event": event,
        "name": f"Product {n}",
        "created_at": NOW,
        "prices": [price(400, date(2030, 9, 23)), price(550, date(2030, 10, 31))],
        "inclusions": [
            Inclusion(event=included, quota=places)
            for included, places in overrides.pop("includes", {}).items()
        ],
    }
    made = Product(**defaults | overrides)
    for one in (event, *(inclusion.event for inclusion in made.inclusions)):
        one.has_products = one.has_products or made.is_listed is not False
    return saved(made)
