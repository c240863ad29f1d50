"""Ada, signed in, and her telephone."""

import re
from html import unescape

import pytest

from eventsite.core import one_time_codes, passwords
from eventsite.core.db import db
from eventsite.factors.models import Authenticator
from tests import factories
from tests.accounts import PASSWORD, sign_in_with
from tests.factories import NOW
from tests.passkey_device import Device

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture
def ada(app):
    assert app.testing
    kept = passwords.make_hash(PASSWORD)
    return factories.person(name="Ada", email="ada@example.org", password_hash=kept)


@pytest.fixture
def ada_in(client, ada):
    """Sign Ada in, with her password."""
    sign_in_with(client)
    return ada


@pytest.fixture
def app_of(app):
    """Give a person an app with codes, as if long ago."""
    assert app.testing

    def give(person, **overrides):
        defaults = {
            "person_id": person.id,
            "name": "phone",
            "secret": SECRET,
            "last_step": 0,
            "added_at": NOW,
        }
        return factories.saved(Authenticator(**defaults | overrides))

    return give


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def add_passkey(client, device):
    """Add the device's passkey to whom the client is signed in as."""

    def add(**data):
        page = client.get("/account/second-factor/passkey")
        answer = device.make(options_in(page))
        handle = value_of("handle", page)
        sent = {"name": "key", "handle": handle, "credential": answer}
        return client.post("/account/second-factor/passkey", data=sent | data)

    return add


def options_in(page):
    return unescape(re.search(r'data-options="([^"]*)"', page.text)[1])


def value_of(name, page):
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page.text)[0]
    return unescape(re.search(r'value="([^"]*)"', field)[1])


def code(now=NOW, secret=SECRET):
    return one_time_codes.code_at(secret, now)


def fresh():
    db.session.expire_all()
