"""Somebody who has left traces in every room."""

import pytest

from eventsite.core import passwords
from tests import factories
from tests.accounts import PASSWORD, sign_in_with

NAME = "Adelheid Zwiebelfisch"
EMAIL = "adelheid@zwiebelfisch.example"


@pytest.fixture
def adelheid(app):
    assert app.testing
    kept = passwords.make_hash(PASSWORD)
    return factories.person(name=NAME, email=EMAIL, password_hash=kept)


@pytest.fixture
def adelheid_in(client, adelheid):
    sign_in_with(client, EMAIL)
    return adelheid
