"""Released programmes: they never change, but that somebody may take their name off.

Runs before `sessions/` forgets who the person was on stage.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload, undefer

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.formats import programme_json
from eventsite.formats.differences import Changes
from eventsite.formats.model import Programme
from eventsite.privacy.rules import ERASED, Leaving, OwnData
from eventsite.schedule.models import PlanStep, Release
from eventsite.search import actions as search
from eventsite.sessions.queries import list_speakers_of


def _export(_person: Person) -> None:
    """Add nothing: what was released is what `sessions/` tells, as it was then."""


def _erase(leaving: Leaving) -> None:
    theirs = PlanStep.person_id == leaving.person.id
    db.session.execute(delete(PlanStep).where(theirs))
    if leaving.keep_public:
        return
    by_event: dict[int, set[str]] = {}
    for speaker in list_speakers_of(leaving.person):
        by_event.setdefault(speaker.event_id, set()).add(speaker.code)
    for event_id, codes in by_event.items():
        take_off(event_id, codes, leaving.now)


def take_off(event_id: int, codes: set[str], now: datetime) -> None:
    """Take the people with these codes off all releases of a tree (by its root's id).

    The root's revision rises, so whatever was made of the releases is made anew; what is
    searched follows by its job.
    """
    releases = db.session.scalars(
        select(Release)
        .where(Release.event_id == event_id)
        .options(
            undefer(Release.content),
            undefer(Release.changes),
            selectinload(Release.covers),
        )
    ).all()
    names = _rewrite_contents(releases, codes)
    if not names:
        return
    for release in releases:
        if release.changes is not None:
            kept = programme_json.load_as(Changes, release.changes)
            _rename(kept, names)
            release.changes = programme_json.dump(kept)
        for cover in release.covers:
            search.forget(cover.event_id)
    search.purge()
    db.session.get_one(Event, event_id).changed_at = now


def _rewrite_contents(releases: Iterable[Release], codes: set[str]) -> set[str]:
    """Take the people off the programmes; return the names they had there."""
    names = set()
    for release in releases:
        programme = programme_json.load_as(Programme, release.content)
        theirs = [person for person in programme.people if person.code in codes]
        for person in theirs:
            names.add(person.name)
            person.name, person.external_id = ERASED, ""
            person.job_title = person.affiliation = person.biography = person.photo = ""
            person.links = []
        if theirs:
            release.content = programme_json.dump(programme)
    return names - {ERASED}


def _rename(kept: Changes, names: set[str]) -> None:
    for change in kept.changes:
        change.people = [ERASED if one in names else one for one in change.people]
        for detail in change.details:
            if detail.what == "people":
                detail.before = _renamed(detail.before, names)
                detail.after = _renamed(detail.after, names)


def _renamed(listed: str, names: set[str]) -> str:
    return ", ".join(ERASED if one in names else one for one in listed.split(", "))


OWN_DATA = OwnData(name="releases", keeps=(), export=_export, erase=_erase)
