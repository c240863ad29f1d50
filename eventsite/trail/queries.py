from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from eventsite.accounts.models import Person
from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import Event, Host, Room, SessionType, Tag, Track
from eventsite.products.models import Product, Quota
from eventsite.proposals.models import Proposal
from eventsite.registration.models import Admission, Attendee, Order
from eventsite.scholarships.models import Applicant, Application
from eventsite.sessions.models import Session, Speaker
from eventsite.sponsors.models import Sponsor, Tier
from eventsite.trail import rules
from eventsite.trail.rules import Area

PAGE = 50
BATCH = 500  # entries whose names are looked up at once
Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are wanted; `actor_id` 0 means: done by nobody in person."""

    actor_id: int | None = None
    area: Area | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry speaks of: its name now, and what its page's address holds."""

    noun: str
    name: str
    key: str | int = ""  # "" where there is no page


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with the names of what it speaks of."""

    entry: AuditEntry
    actor: str  # "" for nobody in person, or somebody who is gone
    event: Event | None
    subject: Subject


@dataclass(frozen=True, slots=True)
class Named:
    """Where the names of a kind of thing stand, and by what its page is addressed."""

    name: Column
    id: Column
    code: Column | None = None  # entries may hold it instead of the id
    address: Column | None = None


NAMED: Mapping[str, Named] = {
    "event": Named(Event.name, Event.id, address=Event.slug),
    "host": Named(Host.name, Host.id),
    "order": Named(Order.code, Order.id, Order.code, Order.code),
    "person": Named(Person.name, Person.id),
    "product": Named(Product.name, Product.id, address=Product.id),
    "proposal": Named(Proposal.title, Proposal.id, Proposal.code, Proposal.code),
    "quota": Named(Quota.name, Quota.id, address=Quota.id),
    "room": Named(Room.name, Room.id),
    "session": Named(Session.title, Session.id, Session.code, Session.code),
    "session-type": Named(SessionType.name, SessionType.id),
    "speaker": Named(Speaker.name, Speaker.id, Speaker.code, Speaker.code),
    "sponsor": Named(Sponsor.name, Sponsor.id, address=Sponsor.id),
    "sponsor tier": Named(Tier.name, Tier.id),
    "tag": Named(Tag.name, Tag.id),
    "track": Named(Track.name, Track.id),
}


def page_entries(
    events: Collection[Event], wanted: Filter, number: int, rights: Collection[str]
) -> tuple[Pagination, list[Line]]:
    """Return a page of the events' entries, newest first, for a holder of `rights`.

    The same number of queries for any number of them.
    """
    page = db.paginate(
        _select(events, wanted),
        page=number,
        per_page=PAGE,
        max_per_page=PAGE,
        error_out=False,
    )
    return page, in_words(page.items, rules.secret_nouns(rights))


def list_lines(
    events: Collection[Event], wanted: Filter, most: int, rights: Collection[str]
) -> Iterator[Line]:
    """Yield the newest entries, looking names up for some at a time."""
    found = db.session.scalars(_select(events, wanted).limit(most)).all()
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        yield from in_words(batch, rules.secret_nouns(rights))


def list_actors(events: Collection[Event]) -> list[tuple[int, str]]:
    """Return who has done anything there, by name."""
    theirs = select(AuditEntry.actor_id).where(_of(events)).distinct()
    rows = db.session.execute(
        select(Person.id, Person.name)
        .where(Person.id.in_(theirs))
        .order_by(Person.name, Person.id)
    )
    return [(person_id, name) for person_id, name in rows]


def page_own_entries(person: Person, number: int) -> tuple[Pagination, list[Line]]:
    """Return what was done with a person's own data, newest first."""
    subjects, attended = _own_subjects(person)
    exported = and_(
        AuditEntry.verb.in_(("attendees.export", "attendees.read")),
        AuditEntry.subject.in_(attended),
    )
    own_tokens = and_(
        AuditEntry.verb.startswith("token."),
        AuditEntry.actor_id == person.id,
        AuditEntry.event_id.is_(None),
    )
    page = db.paginate(
        select(AuditEntry)
        .where(or_(AuditEntry.subject.in_(subjects), exported, own_tokens))
        .order_by(AuditEntry.id.desc()),
        page=number,
        per_page=PAGE,
        max_per_page=PAGE,
        error_out=False,
    )
    return page, in_words(page.items)


def in_words(entries: Sequence[AuditEntry], secret: Collection[str] = ()) -> list[Line]:
    """Return the entries with names: a query for each kind of thing they speak of.

    Which thing of a `secret` kind it was is not said.
    """
    actors = _names_of(Person.id, Person.name, (e.actor_id for e in entries))
    ids = {entry.event_id for entry in entries}
    events = {
        event.id: event
        for event in db.session.scalars(select(Event).where(Event.id.in_(ids)))
    }
    subjects = _find_subjects({entry.subject for entry in entries})
    return [
        Line(
            entry,
            actors.get(entry.actor_id, ""),
            events.get(entry.event_id or 0),
            subjects.get(entry.subject) or _gone(entry, secret),
        )
        for entry in entries
    ]


def _select(events: Collection[Event], wanted: Filter) -> Select[AuditEntry]:
    newest = (AuditEntry.at.desc(), AuditEntry.id.desc())  # some tell the day alone
    found = select(AuditEntry).where(_of(events)).order_by(*newest)
    if wanted.actor_id is not None:
        found = found.where(
            AuditEntry.actor_id == wanted.actor_id
            if wanted.actor_id
            else AuditEntry.actor_id.is_(None)
        )
    if wanted.area is not None:
        begins = (AuditEntry.verb.startswith(f"{noun}.") for noun in wanted.area.nouns)
        found = found.where(or_(AuditEntry.verb.in_(wanted.area.verbs), *begins))
    if wanted.since is not None:
        found = found.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        found = found.where(AuditEntry.at < wanted.until)
    return found


def _of(events: Collection[Event]) -> Any:
    return AuditEntry.event_id.in_([event.id for event in events])


def _names_of(key: Column, name: Column, keys: Iterable[Any]) -> dict[Any, str]:
    wanted = {one for one in keys if one is not None}
    if not wanted:
        return {}
    rows = db.session.execute(select(key, name).where(key.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def _find_subjects(subjects: Collection[str]) -> dict[str, Subject]:
    """Return what entries speak of, by how they name it; a query for each noun."""
    keys: dict[str, dict[str, str]] = {}
    for subject in subjects:
        noun, key = rules.noun_of(subject)
        if noun in NAMED:
            keys.setdefault(noun, {})[key] = subject
    found = {}
    for noun, of_noun in keys.items():
        for key, name, address in _rows(NAMED[noun], of_noun):
            found[of_noun[key]] = Subject(noun, name, address)
    return found


def _rows(named: Named, keys: Collection[str]) -> Iterator[tuple[str, str, str | int]]:
    ids = {int(key) for key in keys if key.isdecimal() and len(key) < 10}
    wanted: Any = named.id.in_(ids)
    code = named.code if named.code is not None else named.id
    if named.code is not None:
        wanted = or_(wanted, named.code.in_(keys))
    address = named.address if named.address is not None else named.id
    columns = select(named.id, code, named.name, address).where(wanted)
    for row_id, row_code, name, key in db.session.execute(columns):
        page = "" if named.address is None else key
        for written in {str(row_id), str(row_code)} & set(keys):
            yield written, name, page


def _gone(entry: AuditEntry, secret: Collection[str]) -> Subject:
    """Return what is known of something that is not there, or has no name."""
    noun, key = rules.noun_of(entry.subject)
    if noun in secret:
        return Subject(noun, "")
    if noun in NAMED:
        kept = entry.detail.get("name")
        return Subject(noun, str(kept or f"{noun.replace('-', ' ')} {key}"))
    return Subject(noun, key if noun in rules.CALLED_BY_KEY else "")


def _own_subjects(person: Person) -> tuple[list[str], list[str]]:
    """Return how entries name what is the person's own, and the events they attend."""
    found = [f"person {person.id}"]
    mine: tuple[tuple[str, Select[Any]], ...] = (
        ("proposal", select(Proposal.code).filter_by(author_id=person.id)),
        ("speaker", select(Speaker.id).filter_by(person_id=person.id)),
        (
            "scholarship application",
            select(Application.code)
            .join(Applicant, Applicant.application_id == Application.id)
            .where(Applicant.person_id == person.id),
        ),
        ("order", select(Order.code).filter_by(person_id=person.id)),
    )
    for noun, keys in mine:
        found += [f"{noun} {key}" for key in db.session.scalars(keys)]
    attended = db.session.scalars(
        select(Admission.event_id)
        .join(Attendee, Attendee.id == Admission.attendee_id)
        .where(Attendee.email == person.email)
        .distinct()
    )
    return found, [f"event {event_id}" for event_id in attended]
