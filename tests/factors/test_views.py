"""Setting up, seeing and removing second factors."""

import re
from datetime import timedelta

import pytest

from eventsite.accounts.models import SignIn
from eventsite.accounts.rules import PROOF_LASTS
from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.factors import rules
from eventsite.factors.models import Authenticator, Passkey, RecoveryCode
from eventsite.mail.models import Letter
from tests import factories
from tests.accounts import TICK, post, sign_in_with, visitor
from tests.factories import NOW, only, stored
from tests.factors.conftest import code, fresh, options_in, value_of
from tests.passkey_device import Device

HERE = "/account/second-factor"
CODE = re.compile(r"<code>([0-9A-Z-]{19})</code>")


def set_up_app(client, **data):
    """Scan the picture and type the code that the app then shows."""
    page = client.get(f"{HERE}/app")
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
    sent = {"name": "phone", "sealed": value_of("sealed", page)}
    return client.post(f"{HERE}/app", data=sent | {"code": code(secret=secret)} | data)


def subjects():
    return [letter.subject for letter in stored(Letter)]


@pytest.mark.usefixtures("ada_in")
def test_the_first_app_brings_recovery_codes_and_signs_others_out(client, app):
    elsewhere = app.test_client()
    sign_in_with(elsewhere)
    page = set_up_app(client, name="  my   phone ")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    shown = CODE.findall(page.text)
    assert len(set(shown)) == rules.CODES

    row = only(Authenticator)
    assert (row.name, row.added_at, row.used_at) == ("my phone", NOW, None)
    assert len(stored(RecoveryCode)) == rules.CODES
    raw = db.session.connection().exec_driver_sql("SELECT secret FROM authenticators")
    assert row.secret not in raw.scalar_one()
    kept = repr([vars(each) for each in stored(RecoveryCode)])
    assert not any(each.replace("-", "") in kept for each in shown)

    assert visitor(client) == "Ada"
    assert visitor(elsewhere) is None
    assert subjects() == ["A second factor was added to your account"]
    assert only(Letter).confidential
    entry = only(AuditEntry)
    assert (entry.verb, entry.detail) == ("second-factor.add", {"kind": "app"})
    assert shown[0] not in client.get(HERE).text  # once, and never again


@pytest.mark.usefixtures("ada_in")
def test_a_second_app_brings_no_new_codes_and_signs_nobody_out(client, app):
    first = CODE.findall(set_up_app(client).text)
    again = app.test_client()
    sign_in_with(again)
    post(again, "/signin/second", code=first[0])
    assert visitor(again) == "Ada"
    answer = set_up_app(client, name="tablet")
    assert (answer.status_code, answer.location) == (302, HERE)
    assert visitor(again) == "Ada"
    assert [row.name for row in stored(Authenticator)] == ["phone", "tablet"]


@pytest.mark.usefixtures("ada_in")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "000000"}, "This code is not right"),
        ({"code": ""}, "Type the code"),
        ({"name": " "}, "Fill this in"),
        ({"sealed": ""}, "This took too long"),
        ({"sealed": "made up"}, "This took too long"),
        ({"sealed": "\0"}, "This took too long"),
    ],
)
def test_what_is_typed_wrongly_adds_nothing(client, wrong, said):
    page = set_up_app(client, **wrong)
    assert page.status_code == 422
    assert said in page.text
    assert stored(Authenticator) == []


def test_anothers_set_up_and_an_old_one_are_of_no_use(client, ada, set_clock, app):
    page = sign_in_with(client) and client.get(f"{HERE}/app")
    sealed = value_of("sealed", page)
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
    other, grace = app.test_client(), factories.person(password_hash=ada.password_hash)
    sign_in_with(other, grace.email)
    data = {"name": "phone", "sealed": sealed, "code": code(secret=secret)}
    assert other.post(f"{HERE}/app", data=data).status_code == 422

    late = NOW + rules.SET_UP_LASTS
    set_clock(late)
    post(client, "/account/prove", password="plover and xyzzy")
    data["code"] = code(late, secret)
    assert client.post(f"{HERE}/app", data=data).status_code == 422
    assert stored(Authenticator) == []


@pytest.mark.usefixtures("ada_in")
def test_the_form_that_is_sent_twice_adds_one(client):
    page = client.get(f"{HERE}/app")
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
    data = {
        "name": "phone",
        "sealed": value_of("sealed", page),
        "code": code(secret=secret),
    }
    assert client.post(f"{HERE}/app", data=data).status_code == 200
    assert client.post(f"{HERE}/app", data=data).status_code == 422
    assert len(stored(Authenticator)) == 1


@pytest.mark.usefixtures("ada_in")
def test_a_passkey_is_added_and_one_sees_it(client, add_passkey, device):
    page = add_passkey(name="blue key")
    assert len(CODE.findall(page.text)) == rules.CODES
    row = only(Passkey)
    assert (row.name, row.sign_count, row.used_at) == ("blue key", 0, None)
    assert "blue key" in client.get(HERE).text
    page = client.get(f"{HERE}/passkey")
    assert row.credential_id in options_in(page)  # it is not to be made again
    assert value_of("handle", page) == row.user_handle

    again = Device(credential_id=device.credential_id)
    answer = again.make(options_in(page))
    sent = {"name": "x", "handle": row.user_handle, "credential": answer}
    page = client.post(f"{HERE}/passkey", data=sent)
    assert page.status_code == 422
    assert "belongs to an account already" in page.text
    assert value_of("credential", page) == ""


@pytest.mark.usefixtures("ada_in")
@pytest.mark.parametrize(
    "wrong", [{"credential": "{}"}, {"handle": "x" * 500}, {"credential": "\0"}]
)
def test_a_wrong_answer_of_a_browser_adds_no_passkey(add_passkey, wrong):
    page = add_passkey(**wrong)
    assert page.status_code == 422
    assert "not accepted" in page.text
    assert stored(Passkey) == []


@pytest.mark.usefixtures("ada_in")
def test_an_answer_for_another_site_adds_no_passkey(add_passkey, device):
    device.origin = "http://evil.example"
    assert add_passkey().status_code == 422
    assert stored(Passkey) == []


def test_removing_the_last_one_makes_the_codes_void(client, ada_in, app_of):
    app_id = app_of(ada_in).id
    client.post(f"{HERE}/codes")
    assert len(stored(RecoveryCode)) == rules.CODES
    other = app_of(ada_in, name="tablet").id
    client.post(f"{HERE}/app/{other}/remove")
    assert len(stored(RecoveryCode)) == rules.CODES
    assert client.post(f"{HERE}/app/{app_id}/remove").location == HERE
    assert "“phone” is removed" in client.get(HERE).text
    assert (stored(Authenticator), stored(RecoveryCode)) == ([], [])
    assert subjects() == [
        "New recovery codes were made for your account",
        "A second factor was removed from your account",
        "A second factor was removed from your account",
    ]


def test_nobody_removes_what_is_anothers(client, sign_in, ada, app_of, add_passkey):
    sign_in(ada)
    add_passkey()
    app_id, passkey_id = app_of(ada).id, only(Passkey).id
    sign_in(factories.person())
    assert client.post(f"{HERE}/app/{app_id}/remove").status_code == 404
    assert client.post(f"{HERE}/passkey/{passkey_id}/remove").status_code == 404
    assert len(stored(Authenticator) + stored(Passkey)) == 2


def test_new_codes_make_the_old_ones_void(client, ada_in, app_of, app):
    app_of(ada_in)
    first = CODE.findall(client.post(f"{HERE}/codes").text)
    second = CODE.findall(client.post(f"{HERE}/codes").text)
    assert not set(first) & set(second)
    browser = app.test_client()
    sign_in_with(browser)
    assert post(browser, "/signin/second", code=first[0]).status_code == 422
    assert post(browser, "/signin/second", code=second[0]).status_code == 302


@pytest.mark.usefixtures("ada_in")
def test_without_a_factor_there_are_no_codes(client):
    assert client.post(f"{HERE}/codes").location == HERE
    assert stored(RecoveryCode) == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/app"),
        ("POST", "/app"),
        ("GET", "/passkey"),
        ("POST", "/passkey"),
        ("POST", "/codes"),
        ("POST", "/app/{}/remove"),
    ],
)
def test_every_change_asks_for_a_recent_proof(
    client, ada_in, app_of, set_clock, method, path
):
    row = app_of(ada_in)
    path = HERE + path.format(row.id)
    set_clock(NOW + PROOF_LASTS - TICK)
    assert client.open(f"{HERE}/app").status_code == 200
    set_clock(NOW + PROOF_LASTS)
    answer = client.open(path, method=method, data={"name": "x"})
    assert answer.status_code == 302
    assert answer.location.startswith("/account/prove?next=/account/")
    assert only(Authenticator).name == "phone"
    assert stored(RecoveryCode) == []
    if method == "GET":
        assert post(client, answer.location, password="no").status_code == 422
        answer = post(client, answer.location, password="plover and xyzzy")
        assert answer.location == path
        assert client.get(path).status_code == 200


def test_there_is_a_measure(client, ada_in, app_of):
    for n in range(rules.MOST):
        app_of(ada_in, name=f"phone {n}")
    page = set_up_app(client)
    assert page.status_code == 422
    assert "You have 10 second factors" in page.text
    assert len(stored(Authenticator)) == rules.MOST


@pytest.mark.parametrize("number", [1, 9])
def test_the_list_costs_the_same_for_any_number(
    client, ada_in, app_of, queries, number
):
    for n in range(number):
        app_of(ada_in, name=f"phone {n}")
    with queries() as sent:
        page = client.get(HERE)
    assert page.text.count("App with codes</td>") == number
    assert len(sent) <= 5


def test_a_name_is_shown_as_it_was_typed(client, ada_in, app_of):
    app_of(ada_in, name='<script>"x"')
    page = client.get(HERE).text
    assert "<script>&#34;" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.usefixtures("ada_in")
def test_trying_codes_while_setting_up_is_counted(client):
    answers = [set_up_app(client, code="000000").status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]


def test_where_a_host_asks_for_one_its_organisers_are_led_to_it(client, sign_in):
    event = factories.event(host=factories.host(requires_factor=True))
    child = factories.child(event)
    ada = factories.owner(event)
    sign_in(ada)
    for path in (f"/manage/{event.slug}/edit", f"/manage/{child.slug}/edit"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.location == f"{HERE}?next={path}"
        assert client.post(path).status_code == 302
    page = client.get(answer.location)
    assert "asks everybody who manages its events" in page.text
    assert client.post(f"/manage/{event.slug}/edit", json={}).status_code == 403
    assert client.get(f"/events/{event.slug}").status_code == 200

    path = f"/manage/{event.slug}/edit"
    page = client.get(f"{HERE}/app?next={path}")
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
    sent = {"name": "x", "sealed": value_of("sealed", page), "next": path}
    page = client.post(f"{HERE}/app", data=sent | {"code": code(secret=secret)})
    assert f'href="{path}"' in page.text
    assert client.get(path).status_code == 200


def test_what_one_asks_of_others_one_does_oneself(client, sign_in, app_of):
    host = factories.host()
    root = factories.admin()
    sign_in(root)
    path, data = f"/manage/hosts/{host.slug}/edit", {"name": "Host", "slug": host.slug}
    page = client.post(path, data=data | {"requires_factor": "y"})
    assert page.status_code == 422
    assert "Set up a second factor for your own account first" in page.text
    app_of(root)
    assert client.post(path, data=data | {"requires_factor": "y"}).status_code == 302
    fresh()
    assert host.requires_factor
    assert client.post(path, data=data).status_code == 302
    fresh()
    assert not host.requires_factor


def test_host_pages_ask_for_it_too(client, sign_in):
    host = factories.host(requires_factor=True)
    sign_in(factories.admin())
    answer = client.get(f"/manage/hosts/{host.slug}/edit")
    assert answer.location.startswith(f"{HERE}?next=/manage/hosts/")


def test_a_sign_in_by_password_alone_ends_with_the_first_factor(app, ada, set_clock):
    """So every running sign-in of somebody with a factor has passed it."""
    browsers = [app.test_client() for _ in range(2)]
    for browser in browsers:
        sign_in_with(browser)
    set_up_app(browsers[1])
    set_clock(NOW + timedelta(minutes=1))
    assert [row.ended_at for row in stored(SignIn)] == [NOW, None]
    assert visitor(browsers[1]) == ada.name
