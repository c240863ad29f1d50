"""Fills an empty database with the demo. Changes the session, never commits."""

from datetime import datetime

from sqlalchemy import select

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.demo import cloudnativecon_2016 as facts
from eventsite.demo import events, fosdem_2017, offers, scale
from eventsite.demo.people import SIGN_INS
from eventsite.events import actions
from eventsite.events.models import (
    Event,
    EventState,
    Host,
    HostAdministrator,
    TeamMember,
)
from eventsite.events.queries import find_event, list_below
from eventsite.events.rules import HostDetails
from eventsite.exchange import actions as exchange
from eventsite.formats.model import Programme, Reading
from eventsite.permissions import Role

CNCF = HostDetails(
    name="Cloud Native Computing Foundation",
    slug="cncf",
    about="Part of The Linux Foundation; a neutral home for cloud native software.",
    website="https://www.cncf.io/",
)
FOSDEM = HostDetails(
    name="FOSDEM",
    slug="fosdem",
    about="The Free and Open source Software Developers' European Meeting.",
    website="https://fosdem.org/",
)


def is_built() -> bool:
    return db.session.scalar(select(Host.id).filter_by(slug=CNCF.slug)) is not None


def build(password_hash: str, now: datetime) -> None:
    """Make all of the demo; `password_hash` opens every account."""
    host = actions.create_host(CNCF, actor_id=None, now=now)
    coming = events.in_coming_months(now)
    tree = events.make_tree(host, coming)
    people = make_people(tree, password_hash, now)
    owner = people[Role.OWNER]
    for edition, made in (
        (coming, tree),
        (events.as_announced(), events.make_tree(host, events.as_announced())),
    ):
        offers.sell_tickets(made, edition)
        offers.call_for_proposals(made[facts.CNC], edition, owner.id)
        offers.offer_scholarships(made[facts.CNC], edition, owner.id)
        offers.show_sponsors(made[facts.CNC], edition, owner.id)
        offers.publish_conduct(made[facts.CNC], edition, owner.id)
    make_fosdem(now)


def make_fosdem(now: datetime) -> Event:
    """Make FOSDEM 2017 with the two devrooms as events of their own; all facts."""
    actions.create_host(FOSDEM, actor_id=None, now=now)
    event = _bring_in(FOSDEM.slug, fosdem_2017.programme(), now, devrooms=True)
    event.description = fosdem_2017.ABOUT
    for one in list_below(event):
        one.state = EventState.PAST
    return event


def make_scaled(sessions: int, now: datetime) -> Event:
    """Make the synthetic event of so many sessions, unless it is there."""
    return _bring_in("synthetic", scale.programme(sessions), now, devrooms=False)


def _bring_in(
    host: str, programme: Programme, now: datetime, *, devrooms: bool
) -> Event:
    slug = programme.conference.acronym
    event = find_event(slug) or exchange.open_event(
        host, slug, programme, actor_id=None, now=now
    )
    reading = Reading(programme, "demo")
    exchange.bring_in(event, reading, exchange.Plan(devrooms=devrooms), now)
    return event


def make_people(
    tree: dict[str, Event], password_hash: str, now: datetime
) -> dict[Role, Person]:
    """Make the accounts, confirmed; a devroom manager's role is at KubeCon alone."""
    people = {}
    for sign in SIGN_INS:
        person = Person(
            email=sign.email,
            name=sign.name,
            email_confirmed_at=now,
            password_hash=password_hash,
            is_admin=sign.is_admin,
            created_at=now,
        )
        db.session.add(person)
        if sign.is_host_admin:
            host = tree[facts.CNC].host
            db.session.add(HostAdministrator(host=host, person=person))
        if sign.role is not None:
            below = sign.role is Role.DEVROOM_MANAGER
            event = tree[facts.KUBECON if below else facts.CNC]
            db.session.add(TeamMember(event=event, person=person, role=sign.role))
            people[sign.role] = person
    db.session.flush()
    actions.note_conduct_team(tree[facts.CNC])
    return people
