"""The second step, signing in by passkey, and proving once more who one is."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from eventsite.accounts.models import OneTimeLink, SignIn
from eventsite.accounts.rules import PROOF_LASTS
from eventsite.core.db import db
from eventsite.factors.models import Authenticator, Passkey
from eventsite.mail.models import Letter
from tests import factories
from tests.accounts import PASSWORD, TICK, post, sign_in_with, visitor
from tests.factories import NOW, only, stored
from tests.factors.conftest import code, fresh, options_in, value_of

STEP = "/signin/second"
HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture
def careful(ada, app_of):
    """Return Ada, who has an app."""
    app_of(ada)
    return ada


@pytest.fixture
def with_passkey(client, ada_in, add_passkey):
    """Return Ada, signed out, with a passkey."""
    add_passkey()
    client.post("/signout")
    return ada_in


# The second step


@pytest.mark.usefixtures("careful")
def test_after_the_password_comes_the_code(client):
    answer = sign_in_with(client, path="/signin?next=/account/security")
    assert (answer.status_code, answer.location) == (302, STEP)
    assert visitor(client) is None
    assert "One more step" in client.get(STEP).text

    page = post(client, STEP, code="000000")
    assert page.status_code == 422
    assert "This code is not right" in page.text
    answer = post(client, STEP, code=f" {code()[:3]} {code()[3:]} ")
    assert (answer.status_code, answer.location) == (302, "/account/security")
    assert visitor(client) == "Ada"
    assert only(Authenticator).used_at == NOW
    with client.session_transaction() as session:
        assert "second_step" not in session


@pytest.mark.usefixtures("careful")
def test_a_code_is_taken_once_and_none_before_it(app, set_clock):
    for at, typed, is_in in [
        (NOW, code(), True),
        (NOW, code(), False),
        (NOW + HALF_MINUTE, code(), False),
        (NOW + HALF_MINUTE, code(NOW - HALF_MINUTE), False),
        (NOW + HALF_MINUTE, code(NOW + HALF_MINUTE), True),
    ]:
        set_clock(at)
        browser = app.test_client()
        sign_in_with(browser)
        assert (post(browser, STEP, code=typed).status_code == 302) is is_in


@pytest.mark.usefixtures("careful")
def test_a_code_taken_by_two_at_once_lets_one_in(app):
    browsers = [app.test_client() for _ in range(4)]
    for browser in browsers:
        sign_in_with(browser)
    db.session.rollback()
    barrier = Barrier(len(browsers))

    def enter(browser):
        with app.app_context():
            barrier.wait()
            return post(browser, STEP, code=code()).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        assert sorted(pool.map(enter, browsers)) == [302, 422, 422, 422]


def test_nobody_sees_that_there_is_a_factor_without_the_password(client, careful, ada):
    page = sign_in_with(client, password="wrong wrong wrong")
    assert page.status_code == 422
    assert "do not belong together" in page.text
    assert "code" not in page.text.split("<form")[1].split("</form>")[0].lower()
    assert client.get(STEP).location == "/signin"
    assert post(client, STEP, code=code()).location == "/signin"
    assert stored(OneTimeLink) == []
    assert careful is ada


@pytest.mark.usefixtures("careful")
def test_the_step_is_to_be_done_in_time(client, set_clock):
    sign_in_with(client)
    set_clock(NOW + timedelta(minutes=15) - TICK)
    assert client.get(STEP).status_code == 200
    late = NOW + timedelta(minutes=15)
    set_clock(late)
    assert post(client, STEP, code=code(late)).location == "/signin"
    assert "took too long" in client.get("/signin").text
    assert visitor(client) is None


@pytest.mark.usefixtures("careful")
def test_a_copied_cookie_is_of_no_use_after_the_step(client, app):
    sign_in_with(client)
    with client.session_transaction() as session:
        token = session["second_step"]
    post(client, STEP, code=code())
    thief = app.test_client()
    with thief.session_transaction() as session:
        session["second_step"] = token
    assert thief.get(STEP).location == "/signin"


@pytest.mark.usefixtures("careful")
def test_a_new_password_ends_a_step_that_is_pending(client, app):
    sign_in_with(client)
    other = app.test_client()
    sign_in_with(other)
    post(other, STEP, code=code())
    data = {"current_password": PASSWORD, "password": "quite another one"}
    assert post(other, "/account/password", **data).status_code == 302
    assert client.get(STEP).location == "/signin"


@pytest.mark.usefixtures("careful")
def test_guessing_is_slowed_down_and_its_owner_hears_of_it(client, set_clock, app):
    sign_in_with(client)
    answers = [post(client, STEP, code="000000").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert [letter.subject for letter in stored(Letter)] == [
        "Somebody knows your password"
    ]
    for quarter in range(1, 6):  # thirty a day, and no more letters
        set_clock(NOW + quarter * timedelta(minutes=15))
        browser = app.test_client()
        sign_in_with(browser)
        answers = [post(browser, STEP, code="000000").status_code for _ in range(5)]
        assert answers == [422] * 5
    set_clock(NOW + timedelta(hours=2))
    browser = app.test_client()
    sign_in_with(browser)
    assert post(browser, STEP, code=code(NOW + timedelta(hours=2))).status_code == 429
    assert len(stored(Letter)) == 1


def test_a_recovery_code_works_once(client, app, ada_in, app_of):
    app_of(ada_in)
    page = client.post("/account/second-factor/codes").text
    mine = page.split("<code>")[1][:19]
    client.post("/signout")
    sign_in_with(client)
    assert post(client, STEP, code=mine.lower().replace("-", " ")).status_code == 302
    assert visitor(client) == "Ada"
    letter = stored(Letter)[-1]
    assert letter.subject == "A recovery code was used to sign in to your account"
    assert "9 are left" in letter.text
    assert "9 of 10 codes are left" in client.get("/account/second-factor").text
    other = app.test_client()
    sign_in_with(other)
    assert post(other, STEP, code=mine).status_code == 422


def test_anothers_code_is_none(client, careful, app_of, app):
    grace = factories.person(name="Grace", password_hash=careful.password_hash)
    app_of(grace, secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    browser = app.test_client()
    sign_in_with(browser, grace.email)
    assert post(browser, STEP, code=code()).status_code == 422
    sign_in_with(client)
    assert post(client, STEP, code=code()).status_code == 302


@pytest.mark.usefixtures("careful")
def test_a_reset_password_does_not_get_round_it(client, newest_link):
    post(client, "/password/forgotten?next=/events/x", email="ada@example.org")
    answer = post(client, newest_link(), password="quite another one")
    assert answer.location == STEP
    assert visitor(client) is None
    assert "Your new password is set" in client.get(STEP).text
    assert post(client, STEP, code=code()).location == "/events/x"
    assert visitor(client) == "Ada"


@pytest.mark.usefixtures("careful")
def test_an_operators_link_does_not_get_round_it(client, app):
    db.session.rollback()
    done = app.test_cli_runner().invoke(args=["people", "link", "ada@example.org"])
    path = done.stdout.strip().removeprefix("http://127.0.0.1:8000")
    assert client.post(path).location == STEP
    assert visitor(client) is None


@pytest.mark.usefixtures("careful")
def test_what_was_typed_while_signed_out_is_kept_over_both_steps(client):
    page = post(client, "/account/", name="Ada King", timezone="")
    carried = value_of("carried", page)
    page = sign_in_with(client, carried=carried)
    assert page.status_code == 200
    assert value_of("carried", page) == carried
    page = post(client, STEP, code="000000", carried=carried)
    assert value_of("carried", page) == carried
    page = post(client, STEP, code=code(), carried=carried)
    assert page.status_code == 200
    assert "Ada King" in page.text
    assert 'action="/account/"' in page.text


# Passkeys


def test_a_passkey_signs_in_without_a_password(client, with_passkey, device):
    page = client.get("/signin?next=/account/security")
    answer = post(
        client,
        "/signin/passkey?next=/account/security",
        credential=device.use(options_in(page)),
    )
    assert (answer.status_code, answer.location) == (302, "/account/security")
    assert visitor(client) == with_passkey.name
    fresh()
    assert (only(Passkey).sign_count, only(Passkey).used_at) == (1, NOW)


@pytest.mark.usefixtures("with_passkey")
def test_a_passkeys_answer_is_taken_once(client, app, device):
    answer = device.use(options_in(client.get("/signin")))
    device.count = 0
    assert (
        post(client, "/signin/passkey", credential=answer).location == "/account/todo"
    )
    row = only(Passkey)
    row.sign_count = 0  # as with the many that do not count
    db.session.commit()
    thief = app.test_client()
    assert post(thief, "/signin/passkey", credential=answer).location == "/signin"
    assert visitor(thief) is None


def wrong_answers(device, options):
    right = json.loads(device.use(options))
    return [
        "",
        "{}",
        "\0",
        json.dumps({**right, "id": "AAAA", "rawId": "AAAA"}),
        json.dumps({**right, "response": {**right["response"], "signature": "AAAA"}}),
    ]


@pytest.mark.usefixtures("with_passkey")
def test_a_wrong_answer_and_an_unknown_passkey_look_alike(client, app, device):
    seen = set()
    for wrong in wrong_answers(device, options_in(client.get("/signin"))):
        browser = app.test_client()
        answer = post(browser, "/signin/passkey", credential=wrong)
        page = browser.get("/signin").text
        seen.add((answer.status_code, answer.location, "was not accepted" in page))
        assert visitor(browser) is None
    assert seen == {(302, "/signin", True)}


@pytest.mark.usefixtures("with_passkey")
def test_a_passkey_that_asks_nobody_is_a_second_factor_only(client, device):
    device.verifies = False
    answer = device.use(options_in(client.get("/signin")))
    assert post(client, "/signin/passkey", credential=answer).location == "/signin"

    assert sign_in_with(client).location == STEP
    answer = device.use(options_in(client.get(STEP)))
    assert post(client, f"{STEP}/passkey", credential=answer).status_code == 302
    assert visitor(client) == "Ada"


@pytest.mark.usefixtures("with_passkey")
def test_a_challenge_is_for_one_purpose_only(client, device):
    alone = device.use(options_in(client.get("/signin")))
    sign_in_with(client)
    page = post(client, f"{STEP}/passkey", credential=alone)
    assert page.status_code == 422
    assert "not accepted" in page.text
    second = device.use(options_in(client.get(STEP)))
    assert post(client, "/signin/passkey", credential=second).location == "/signin"
    assert visitor(client) is None


def test_anothers_passkey_is_no_second_factor(client, with_passkey, device, app_of):
    grace = factories.person(name="Grace", password_hash=with_passkey.password_hash)
    app_of(grace)
    sign_in_with(client, grace.email)
    assert "data-options" not in client.get(STEP).text
    answer = device.use(options_in(client.get("/signin")))
    assert post(client, f"{STEP}/passkey", credential=answer).status_code == 422
    assert visitor(client) is None


@pytest.mark.usefixtures("with_passkey")
def test_guesses_at_passkeys_are_counted_by_address(client):
    answers = {post(client, "/signin/passkey").status_code for _ in range(60)}
    assert answers == {302}
    assert post(client, "/signin/passkey").status_code == 429


def test_where_browsers_know_no_passkeys_none_is_offered(client, app):
    assert "data-passkey" in client.get("/signin").text
    assert "data-passkey" not in client.get("http://127.0.0.1/signin").text
    assert app.test_client().post("http://127.0.0.1/signin/passkey").status_code == 302


# Proving once more


@pytest.mark.usefixtures("ada_in")
def test_a_proof_is_asked_for_and_noted(client, set_clock):
    late = NOW + PROOF_LASTS
    set_clock(late)
    page = post(client, "/account/prove", password="wrong wrong wrong")
    assert page.status_code == 422
    assert "This is not your password" in page.text
    answer = post(
        client, "/account/prove?next=/account/second-factor/app", password=PASSWORD
    )
    assert answer.location == "/account/second-factor/app"
    assert only(SignIn).proved_at == late
    assert (
        post(client, "/account/prove?next=//x", password=PASSWORD).location
        == "/account/security"
    )


@pytest.mark.usefixtures("ada_in")
def test_guesses_at_the_proof_are_counted(client):
    answers = [
        post(client, "/account/prove", password="x").status_code for _ in range(11)
    ]
    assert answers == [422] * 10 + [429]


def test_a_passkey_is_a_proof(client, ada_in, add_passkey, device, set_clock):
    add_passkey()
    late = NOW + PROOF_LASTS
    set_clock(late)
    answer = device.use(options_in(client.get("/account/prove")))
    path = "/account/prove/passkey?next=/account/email"
    assert post(client, path, credential=answer).location == "/account/email"
    assert stored(SignIn)[-1].proved_at == late
    assert post(client, path, credential=answer).status_code == 422
    assert ada_in.name == "Ada"


def test_who_has_no_password_is_told_the_way(client, sign_in):
    sign_in(factories.person())
    page = client.get("/account/prove")
    assert "Sign out</a> and in again" in page.text
    assert post(client, "/account/prove", password="").status_code == 422
    assert post(client, "/account/prove", password="x").status_code == 422
