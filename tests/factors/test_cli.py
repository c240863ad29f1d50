"""The way back in for somebody who has lost everything."""

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.factors.models import Authenticator, Passkey, RecoveryCode
from eventsite.mail.models import Letter
from tests.accounts import sign_in_with, visitor
from tests.factories import only, stored


def run(app, *args):
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["people", *args])


def test_all_factors_are_taken_away_and_it_is_told(
    app, client, ada_in, app_of, add_passkey
):
    app_of(ada_in)
    add_passkey()
    client.post("/account/second-factor/codes")
    done = run(app, "reset-second-factor", " ADA@example.org ")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "2 second factors" in done.stderr
    assert stored(Authenticator) + stored(Passkey) + stored(RecoveryCode) == []
    assert visitor(client) is None
    letter = stored(Letter)[-1]
    assert letter.subject == "Your second factors were removed by an administrator"
    entry = stored(AuditEntry)[-1]
    assert (entry.verb, entry.actor_id, entry.detail) == (
        "second-factor.reset",
        None,
        {"count": 2},
    )
    assert sign_in_with(client).location == "/account/todo"


def test_nobody_there(app):
    done = run(app, "reset-second-factor", "nobody@example.org")
    assert done.exit_code == 1
    assert "There is no account" in done.output
    assert stored(AuditEntry) == []


def test_a_person_without_factors_is_only_signed_out(app, client, ada_in):
    assert run(app, "reset-second-factor", ada_in.email).exit_code == 0
    assert visitor(client) is None
    assert only(AuditEntry).detail == {"count": 0}
