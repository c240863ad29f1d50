"""The roles that a person has at events and hosts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.words import lazy, ngettext
from eventsite.events.actions import note_conduct_team
from eventsite.events.models import Event, HostAdministrator, TeamMember
from eventsite.privacy.rules import Fate, Kept, Leaving, Outcome, OwnData


def _export(person: Person) -> list[dict[str, str]]:
    roles = db.session.scalars(
        select(TeamMember)
        .filter_by(person_id=person.id)
        .options(joinedload(TeamMember.event))
    )
    hosts = db.session.scalars(
        select(HostAdministrator)
        .filter_by(person_id=person.id)
        .options(joinedload(HostAdministrator.host))
    )
    return [
        *({"event": one.event.slug, "role": one.role} for one in roles),
        *({"host": one.host.slug, "role": "administrator"} for one in hosts),
    ]


def _fates(person: Person, _now: datetime) -> Sequence[Fate]:
    count = len(_export(person))
    if not count:
        return []
    what = ngettext(
        "%(num)s role at events and hosts", "%(num)s roles at events and hosts", count
    )
    return [Fate(what, Outcome.DELETED)]


def _erase(leaving: Leaving) -> None:
    person_id = leaving.person.id
    joined = select(Event).join(TeamMember).where(TeamMember.person_id == person_id)
    events = db.session.scalars(joined.where(Event.has_conduct_team)).unique().all()
    for kind in (TeamMember, HostAdministrator):
        db.session.execute(delete(kind).where(kind.person_id == person_id))
    for event in events:
        note_conduct_team(event)


OWN_DATA = OwnData(
    name="roles",
    keeps=(
        Kept(
            lazy("Roles in the teams of events"),
            lazy("to know who may do what"),
            lazy("until they are taken away or the account is deleted"),
        ),
    ),
    export=_export,
    erase=_erase,
    fates=_fates,
)
