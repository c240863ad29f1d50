"""Letters lead to us, whatever a request claims to be sent to."""

import pytest

from eventsite.core.addresses import AddressUnknown, public_url
from eventsite.mail.models import Letter
from tests.factories import only, stored


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8123", "127.0.0.1:8000", "[::1]:8000", "conf.localhost"],
)
def test_this_machine_is_believed_where_nothing_is_set(app, host):
    with app.test_request_context(base_url=f"http://{host}"):
        assert public_url("accounts.signin") == f"http://{host}/signin"


@pytest.mark.parametrize(
    "host", ["evil.example", "192.0.2.1", "10.0.0.1:8000", "localhost.evil.example"]
)
def test_other_names_are_not(app, host):
    with (
        app.test_request_context(base_url=f"http://{host}"),
        pytest.raises(AddressUnknown),
    ):
        public_url("accounts.signin")


def test_a_letter_under_a_forged_host_is_not_written(client):
    for path in ("/signup", "/password/forgotten"):
        page = client.post(
            path, data={"email": "a@example.org"}, base_url="http://evil.example"
        )
        assert page.status_code == 422
        assert "PUBLIC_URL" in page.text
    assert stored(Letter) == []


def test_what_is_set_counts(make_app):
    app = make_app(PUBLIC_URL="https://conf.example")
    with app.app_context():
        app.test_client().post(
            "/signup", data={"email": "a@example.org"}, base_url="http://evil.example"
        )
        assert "https://conf.example/signup/" in only(Letter).text
        assert "evil" not in only(Letter).text + only(Letter).html


def test_commands_and_jobs_have_an_address_too(app, make_app):
    with make_app(PORT=9000).app_context():
        assert public_url("accounts.signin") == "http://127.0.0.1:9000/signin"
    with app.app_context():
        assert public_url("accounts.signin") == "http://127.0.0.1:8000/signin"
        link = public_url("accounts.join", token="a b")
        assert link == "http://127.0.0.1:8000/signup/a%20b"
