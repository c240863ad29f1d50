"""How passwords are kept."""

import pytest
from argon2 import PasswordHasher, extract_parameters

from eventsite.core import passwords
from eventsite.core.db import db
from tests import factories

pytestmark = pytest.mark.usefixtures("app")


def test_a_hash_is_right_for_its_password_only():
    kept = passwords.make_hash("plover and xyzzy")
    assert kept.startswith("$argon2id$")
    assert kept != passwords.make_hash("plover and xyzzy")
    assert passwords.is_right("plover and xyzzy", kept)
    assert not passwords.is_right("Plover and xyzzy", kept)
    assert not passwords.is_right("", kept)
    assert not passwords.is_right("plover and xyzzy", None)
    assert not passwords.is_right("nobody's password", None)
    assert not passwords.is_right("plover and xyzzy", "no hash")


def test_the_same_letters_are_the_same_password_however_they_are_typed():
    kept = passwords.make_hash("\u00c5ngstr\u00f6m sat down")
    assert passwords.is_right("A\u030angstro\u0308m sat down", kept)
    assert passwords.is_right("\u212bngstr\u00f6m sat down", kept)


@pytest.mark.parametrize("odd", ["nul\0inside it", "\ud800 lone surrogate", "🐙" * 10])
def test_any_text_can_be_a_password(odd):
    assert passwords.is_right(odd, passwords.make_hash(odd))


def test_a_hash_of_other_parameters_is_outdated():
    kept = passwords.make_hash("plover and xyzzy")
    assert not passwords.is_outdated(kept)
    other = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    assert passwords.is_outdated(other.hash("plover and xyzzy"))


def test_installations_hash_at_the_price_the_standard_asks_for(app, monkeypatch):
    monkeypatch.setattr(app, "testing", False)
    with app.app_context():
        assert "$m=65536,t=3,p=4$" in passwords.make_hash("plover and xyzzy")


@pytest.mark.parametrize("testing", [True, False])
def test_there_being_no_hash_takes_the_same_work(app, monkeypatch, testing):
    """Argon2's work depends on the parameters in the hash alone: they are the same."""
    seen = []

    def verify(_hasher, kept, _typed):
        seen.append(extract_parameters(kept))

    monkeypatch.setattr(app, "testing", testing)
    monkeypatch.setattr(PasswordHasher, "verify", verify)
    passwords.is_right("plover and xyzzy", passwords.make_hash("anything at all"))
    assert not passwords.is_right("plover and xyzzy", None)
    assert seen[0] == seen[1]


def test_nothing_is_hashed_while_others_wait_for_the_database():
    factories.person()
    db.session.begin()
    db.session.connection()
    with pytest.raises(RuntimeError, match="transaction"):
        passwords.make_hash("plover and xyzzy")
    with pytest.raises(RuntimeError, match="transaction"):
        passwords.is_right("plover and xyzzy", None)
    db.session.rollback()
