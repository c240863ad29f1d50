"""Importing as the command does it."""

from eventsite.core.db import db, write_tx
from eventsite.exchange import actions
from eventsite.exchange.actions import Plan
from eventsite.formats import any_format
from eventsite.schedule.models import Slot
from eventsite.sessions.models import (
    Session,
)
from tests.factories import NOW
from tests.formats.samples import DATA, event

CITY = "<city>Berlin</city>"


def bring(data, slug="conf", host="org", now=NOW, **plan):
    """Import the way the command does; return the report."""
    if isinstance(data, bytes):
        data = any_format.read(data)
    db.session.rollback()
    with write_tx():
        found = actions.find_target(host, slug) or actions.open_event(
            host, slug, data.programme, actor_id=None, now=now
        )
        return actions.bring_in(found, data, Plan(**plan), now)


def real(name):
    return (DATA / "schedules" / name).read_bytes()


def lists(report):
    return {
        name: codes
        for name in ("added", "removed", "moved", "changed")
        if (codes := getattr(report, name))
    }


def talk(n=1, **elements):
    return event(f'id="{n}"', **{"title": f"Talk {n}"} | elements)


def session_of(n=1):
    return db.session.query(Session).filter_by(external_id=str(n)).one()


def slot_of(n=1):
    return db.session.query(Slot).filter_by(session_id=session_of(n).id).one()


def edit(thing, **values):
    """Change something by hand."""
    for name, value in values.items():
        setattr(thing, name, value)
    db.session.commit()
