"""The small conference of the programme's tests, and somebody who goes there."""

import pytest

from tests import factories
from tests.programme.conftest import conf, draft, event, release

__all__ = ["conf", "draft", "event", "release"]


@pytest.fixture
def person(app, sign_in):
    assert app.testing
    who = factories.person(name="Ana Attendee")
    sign_in(who)
    return who


@pytest.fixture
def told(client):
    """Tell the server of stars as a browser does; return its answer."""

    def tell(add=(), remove=(), status=200):
        answer = client.post(
            "/account/stars.json", json={"add": list(add), "remove": list(remove)}
        )
        assert answer.status_code == status
        return answer.json

    return tell
