"""Changing somebody's stars, and the address of their calendar. Nothing commits."""

from datetime import datetime

from sqlalchemy import delete, select

from eventsite.accounts.models import Person
from eventsite.accounts.queries import hash_token
from eventsite.agenda import queries
from eventsite.agenda.models import CalendarLink
from eventsite.agenda.rules import Change
from eventsite.core.codes import new_token
from eventsite.core.db import db
from eventsite.favourites import actions as favourites
from eventsite.sessions.queries import list_ids


def change_stars(person_id: int, change: Change, now: datetime) -> None:
    """Set and take away stars. Sessions that the person may not see get none.

    Raises:
        TooManyStars: nothing is changed.
    """
    favourites.unstar(person_id, list_ids(change.remove))
    parts = queries.list_parts(change.add, person_id)
    seen = [session_id for part in parts for session_id in part.ids.values()]
    favourites.star(person_id, seen, now)


def renew_calendar_link(person_id: int, now: datetime) -> None:
    """Give the person's calendar a new secret address; the one before is gone."""
    db.session.execute(  # two clicks at once: the second waits, and finds the first's
        select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    )
    revoke_calendar_link(person_id)
    token = new_token()
    db.session.add(
        CalendarLink(
            person_id=person_id, token_hash=hash_token(token), token=token, made_at=now
        )
    )


def revoke_calendar_link(person_id: int) -> None:
    db.session.execute(delete(CalendarLink).filter_by(person_id=person_id))
