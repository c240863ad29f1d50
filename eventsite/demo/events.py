"""Makes the demo's event trees: CloudNativeCon as it was, and again in coming months."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from eventsite.core.codes import new_code, slugify
from eventsite.core.db import db
from eventsite.demo import cloudnativecon_2016 as facts
from eventsite.events import actions
from eventsite.events.models import (
    Event,
    EventKind,
    EventState,
    Host,
    Room,
    SessionType,
)
from eventsite.events.rules import Details
from eventsite.schedule.actions import Place, place, release, start_draft
from eventsite.sessions.models import Session, SessionPerson, Speaker, StageRole

COLOUR = "#1d63c4"
CHILD_COLOURS = {facts.KUBECON: "#2f6ce0", facts.PROMETHEUSDAY: "#c4421f"}
A_WEEK = timedelta(weeks=1)
TUESDAY = 1


@dataclass(frozen=True, slots=True)
class Edition:
    """One of the two: its name's ending, days and what its deadlines hang on."""

    suffix: str  # of slugs
    year: str  # of names
    starts_on: date
    early_until: date  # the last day of the first prices and of the lightning talks
    announced_at: datetime
    state: EventState

    @property
    def ends_on(self) -> date:
        return self.starts_on + (facts.ENDS_ON - facts.STARTS_ON)


def as_announced() -> Edition:
    """Return CloudNativeCon 2016 as it was."""
    return Edition(
        "2016",
        "2016",
        facts.STARTS_ON,
        facts.EARLY_UNTIL,
        datetime.combine(facts.ANNOUNCED_ON, time(16), UTC),
        EventState.PAST,
    )


def in_coming_months(now: datetime) -> Edition:
    """Return the same event on a Tuesday some four months ahead, announced a week ago.

    The distances between its days are the real ones: 46 days from the early prices'
    last day to the first day of the event.
    """
    today = now.astimezone(ZoneInfo(facts.ZONE)).date()
    ahead = today + timedelta(days=119)
    starts_on = ahead + timedelta(days=(TUESDAY - ahead.weekday()) % 7)
    early_until = starts_on - (facts.STARTS_ON - facts.EARLY_UNTIL)
    return Edition(
        "demo",
        str(starts_on.year),
        starts_on,
        early_until,
        now - A_WEEK,
        EventState.ANNOUNCED,
    )


def make_tree(host: Host, edition: Edition) -> dict[str, Event]:
    """Make CloudNativeCon with its two co-located events, programme released.

    PrometheusDay's agenda was not out when the announcement was made: it is covered by
    no release, and its page says "stay tuned".
    """
    tree = {facts.CNC: _main(host, edition)}
    for key in facts.CHILDREN:
        tree[key] = _child(host, tree[facts.CNC], key, edition)
    root = tree[facts.CNC]
    rooms = [_room(root, n, *room) for n, room in enumerate(facts.ROOMS)]
    types = {name: _type(root, n, name) for n, name in enumerate(facts.TYPES)}
    db.session.flush()
    draft = start_draft(root, edition.announced_at)
    for number, talk in enumerate(facts.TALKS, 1):
        session = _session(tree[talk.event], number, talk, types, edition)
        db.session.add(session)
        db.session.flush()
        starts_at = _moment(edition.starts_on, talk)
        place(draft, session, Place(rooms[talk.room], starts_at, session.duration))
    db.session.flush()
    announced = [tree[facts.CNC], tree[facts.KUBECON]]
    release(root, announced, "1.0", edition.announced_at, note="The full agenda.")
    return tree


def _main(host: Host, edition: Edition) -> Event:
    details = Details(
        name=f"CloudNativeCon {edition.year}",
        slug=f"cloudnativecon-{edition.suffix}",
        tagline="With KubeCon and PrometheusDay",
        description=f"{facts.ABOUT}\n\n{facts.ILLUSTRATIVE}",
        own_starts_on=edition.starts_on,
        own_ends_on=edition.ends_on,
        own_timezone=facts.ZONE,
        own_city="Seattle",
        own_country="United States",
        own_colour=COLOUR,
        own_languages=["en"],
    )
    return _event(host, None, details, edition)


def _child(host: Host, parent: Event, key: str, edition: Edition) -> Event:
    name, tagline, about = facts.CHILDREN[key]
    details = Details(
        name=f"{name} {edition.year}",
        slug=f"{key}-{edition.suffix}",
        kind=EventKind.CO_LOCATED,
        tagline=tagline,
        description=f"{about}\n\n{facts.ILLUSTRATIVE}",
        own_colour=CHILD_COLOURS[key],
    )
    return _event(host, parent, details, edition)


def _event(
    host: Host, parent: Event | None, details: Details, edition: Edition
) -> Event:
    event = actions.create_event(
        host,
        details,
        actor_id=None,
        now=edition.announced_at,
        parent=parent,
        state=edition.state,
    )
    event.illustrative = True
    return event


def _room(event: Event, position: int, name: str, capacity: int) -> Room:
    slug = slugify(name)
    room = Room(
        event=event, name=name, slug=slug, guid=_guid(event, f"room {slug}"),
        capacity=capacity, position=position,
    )  # fmt: skip
    db.session.add(room)
    return room


def _type(event: Event, position: int, name: str) -> SessionType:
    length = timedelta(minutes=facts.TYPES[name])
    made = SessionType(
        event=event, name=name, slug=slugify(name), duration=length, position=position
    )
    db.session.add(made)
    return made


def _session(
    event: Event,
    number: int,
    talk: facts.Talk,
    types: dict[str, SessionType],
    edition: Edition,
) -> Session:
    speaker = Speaker(
        event=event.root,
        code=new_code(),
        number=number,
        name=talk.person.name,
        job_title=talk.person.job_title,
        affiliation=talk.person.affiliation,
        changed_at=edition.announced_at,
    )
    return Session(
        event=event,
        code=new_code(),
        guid=_guid(event.root, talk.title),
        number=number,
        slug=slugify(talk.title),
        title=talk.title,
        type=types[talk.type],
        language="en",
        duration=types[talk.type].duration,
        created_at=edition.announced_at,
        changed_at=edition.announced_at,
        people=[SessionPerson(speaker=speaker, role=StageRole(talk.person.role))],
    )


def _guid(event: Event, thing: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"https://eventsite.example/{event.slug}/{thing}"))


def _moment(first_day: date, talk: facts.Talk) -> datetime:
    day, start = first_day + timedelta(days=talk.day), time.fromisoformat(talk.start)
    return datetime.combine(day, start, ZoneInfo(facts.ZONE)).astimezone(UTC)
