"""What ended long ago is forgotten; what is in use stays."""

from datetime import timedelta

from eventsite.accounts.jobs import tidy
from eventsite.accounts.models import OneTimeLink, Purpose, SignIn
from eventsite.core.db import db
from tests import factories
from tests.factories import NOW, saved, stored

MONTH = timedelta(days=30)
TICK = timedelta(microseconds=1)


def add_sign_in(person, name, ends_at, ended_at=None):
    row = SignIn(
        person=person,
        token_hash=name,
        started_at=NOW,
        seen_at=NOW,
        ends_at=ends_at,
        ended_at=ended_at,
    )
    saved(row)


def test_what_ended_long_ago_is_forgotten(app):
    assert app.testing
    ada = factories.person()
    add_sign_in(ada, "running", NOW + TICK)
    add_sign_in(ada, "just ended", NOW + MONTH, NOW - MONTH + TICK)
    add_sign_in(ada, "ended", NOW + MONTH, NOW - MONTH)
    add_sign_in(ada, "just over", NOW - MONTH + TICK)
    add_sign_in(ada, "over", NOW - MONTH)
    for name, ends_at in (("open", NOW + TICK), ("over", NOW - MONTH)):
        link = OneTimeLink(
            token_hash=name,
            purpose=Purpose.RESET,
            email=ada.email,
            person=ada,
            created_at=NOW - MONTH,
            ends_at=ends_at,
        )
        saved(link)
    db.session.rollback()
    tidy({})
    tidy({})
    assert {row.token_hash for row in stored(SignIn)} == {
        *("running", "just ended", "just over")
    }
    assert [row.token_hash for row in stored(OneTimeLink)] == ["open"]
