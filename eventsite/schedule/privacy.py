"""Released programmes: they never change, but that somebody may take their name off.

Runs before `sessions/` forgets who the person was on stage.
"""

from datetime import datetime

from sqlalchemy import select

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.events.models import Event
from eventsite.formats import programme_json
from eventsite.privacy.rules import ERASED, Leaving, OwnData
from eventsite.schedule.models import Release
from eventsite.search import actions as search
from eventsite.sessions.queries import list_speakers_of


def _export(_person: Person) -> None:
    """Add nothing: what was released is what `sessions/` tells, as it was then."""


def _erase(leaving: Leaving) -> None:
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
    is_changed = False
    for release in db.session.scalars(select(Release).filter_by(event_id=event_id)):
        programme = programme_json.load(release.content)
        theirs = [person for person in programme.people if person.code in codes]
        for person in theirs:
            person.name, person.external_id = ERASED, ""
            person.job_title = person.affiliation = person.biography = person.photo = ""
            person.links = []
        if theirs:
            release.content = programme_json.dump(programme)
            is_changed = True
            for cover in release.covers:
                search.forget(cover.event_id)
    if is_changed:
        search.purge()
        db.session.get_one(Event, event_id).changed_at = now


OWN_DATA = OwnData(name="releases", keeps=(), export=_export, erase=_erase)
