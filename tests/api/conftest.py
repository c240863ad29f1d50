"""A released conference, and a client that holds every answer against its description."""

import pytest

from tests.api.described import Described
from tests.programme.conftest import (  # noqa: F401  # fixtures
    conf,
    draft,
    event,
    release,
)


@pytest.fixture
def ask(app, client):
    """Ask the API; what is answered must be as it is described."""
    return Described(app, client)


@pytest.fixture
def ask_as(app):
    """Return a way to ask with a token; no cookie is sent."""

    def with_token(secret):
        headers = {"Authorization": f"Bearer {secret}"}
        return Described(app, app.test_client(), headers)

    return with_token
