"""Somebody with a password, and what it takes to use it."""

import re

import pytest
from sqlalchemy import select

from eventsite.core import passwords
from eventsite.core.db import db
from eventsite.mail.models import Letter
from tests import factories
from tests.accounts import PASSWORD


@pytest.fixture
def ada(app):
    """Return somebody with an account and a password."""
    assert app.testing
    kept = passwords.make_hash(PASSWORD)
    return factories.person(name="Ada", email="ada@example.org", password_hash=kept)


@pytest.fixture
def newest_link(app):
    """Return the path of the link in the newest letter."""
    assert app.testing

    def find():
        letters = db.session.scalars(select(Letter).order_by(Letter.id.desc()))
        return re.search(r"http://localhost(/\S+)", letters.first().text)[1]

    return find
