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
