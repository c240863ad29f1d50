from datetime import timedelta

import pytest

from eventsite.accounts.queries import hash_token
from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.mail.models import Letter
from eventsite.permissions import Right, Role
from eventsite.tokens import actions, jobs, queries
from eventsite.tokens.models import ApiToken
from eventsite.tokens.rules import SHOWN_AFTER_END, MadeBefore, MoreThanYours, Wish
from tests import factories
from tests.factories import NOW, only, stored

WISH = Wish(
    "Signage",
    frozenset({Right.SEE_EVENT, Right.EDIT_SESSIONS}),
    may_write=False,
    lasts=timedelta(days=7),
)


@pytest.fixture
def chair(app):
    assert app.testing
    return factories.team_member(factories.event(), Role.PROGRAMME_CHAIR)


def made(person, event=None, key="once", wish=WISH):
    secret = actions.make_token(person, event, wish, key, NOW)
    db.session.commit()
    return secret


def test_a_token_is_kept_as_a_hash_and_its_maker_is_told(chair):
    secret = made(chair)
    token = only(ApiToken)
    assert token.token_hash == hash_token(secret)
    assert (token.hint, token.name) == (secret[:8], "Signage")
    assert token.expires_at == NOW + timedelta(days=7)
    assert token.rights == ["event:see", "sessions:edit"]
    assert queries.find_live(secret, NOW) is token
    letter = only(Letter)
    assert letter.to == chair.email
    assert "Signage" in letter.text
    for row in (*stored(AuditEntry), letter, token):
        assert secret not in str(vars(row))


def test_making_and_revoking_are_written_down(chair):
    made(chair)
    token = only(ApiToken)
    actions.revoke(token, actor_id=chair.id, now=NOW)
    actions.revoke(token, actor_id=chair.id, now=NOW + timedelta(days=1))
    db.session.commit()
    assert token.revoked_at == NOW
    found = [(row.verb, row.actor_id, row.subject) for row in stored(AuditEntry)]
    assert found == [
        ("token.create", chair.id, f"token {token.hint}"),
        ("token.revoke", chair.id, f"token {token.hint}"),
    ]
    assert stored(AuditEntry)[0].detail == {
        "rights": "event:see sessions:edit",
        "may_write": False,
    }


def test_a_form_sent_twice_makes_one(chair):
    made(chair)
    with pytest.raises(MadeBefore):
        actions.make_token(chair, None, WISH, "once", NOW)
    db.session.rollback()
    assert len(stored(ApiToken)) == len(stored(Letter)) == 1
    other = factories.team_member(factories.event(), Role.OWNER)
    made(other)
    assert len(stored(ApiToken)) == 2


def test_nobody_gives_what_they_do_not_have(chair):
    wide = Wish("x", frozenset({Right.EDIT_EVENT}), may_write=True, lasts=timedelta(1))
    elsewhere = factories.event()
    for event, wish in ((None, wide), (elsewhere, WISH)):
        with pytest.raises(MoreThanYours):
            actions.make_token(chair, event, wish, "once", NOW)
    assert stored(ApiToken) == []


def test_what_is_shown_to_nobody_is_deleted(chair, set_clock):
    made(chair, key="a")
    made(chair, key="b")
    actions.revoke(stored(ApiToken)[0], actor_id=chair.id, now=NOW)
    db.session.commit()
    for days, left in ((29, 2), (30, 1), (36, 1), (37, 0)):
        set_clock(NOW + timedelta(days=days))
        db.session.rollback()
        jobs.tidy({})
        assert len(stored(ApiToken)) == left, days
    assert timedelta(days=30) == SHOWN_AFTER_END
