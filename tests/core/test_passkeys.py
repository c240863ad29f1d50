"""Passkeys: right answers are taken, and no other."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsite.core import passkeys
from eventsite.core.passkeys import KnownPasskey, NotRight, Question
from tests.factories import NOW
from tests.passkey_device import Device, tampered

SITE = passkeys.site("http://localhost/", "Test")
KEYS = ["a key"]
TO_ADA = Question("sign in", 7, KEYS)
USER = (passkeys.new_handle(), "ada@example.org", "Ada")
TICK = timedelta(seconds=1)


def made(device):
    options = passkeys.ask_new(SITE, TO_ADA, user=USER, known=[], now=NOW)
    return passkeys.read_new(SITE, TO_ADA, device.make(options), NOW)


def proved(device, new, *, question=TO_ADA, answer=None, now=NOW, is_alone=True):
    options = passkeys.ask_proof(SITE, TO_ADA, [], NOW)
    return passkeys.read_proof(
        SITE,
        question,
        answer(device.use(options)) if answer else device.use(options),
        public_key=new.public_key,
        sign_count=new.sign_count,
        is_alone=is_alone,
        now=now,
    )


def test_a_passkey_is_made_and_used():
    device = Device()
    new = made(device)
    assert (new.sign_count, new.transports) == (0, [])
    assert proved(device, new) == 1


def test_the_options_ask_for_what_is_needed():
    known = [KnownPasskey("AAAA", ["usb", "of a later standard"])]
    new = json.loads(passkeys.ask_new(SITE, TO_ADA, user=USER, known=known, now=NOW))
    assert new["rp"] == {"id": "localhost", "name": "Test"}
    assert new["user"]["name"] == "ada@example.org"
    assert new["excludeCredentials"][0]["id"] == "AAAA"
    alone = json.loads(passkeys.ask_proof(SITE, TO_ADA, [], NOW))
    assert alone["userVerification"] == "required"
    assert not alone["allowCredentials"]
    second = json.loads(passkeys.ask_proof(SITE, TO_ADA, known, NOW))
    assert second["userVerification"] == "preferred"
    assert second["allowCredentials"][0]["transports"] == ["usb"]


@pytest.mark.parametrize(
    "device",
    [
        Device(origin="http://evil.example"),
        Device(host="evil.example"),
        Device(credential_id=b"x" * 1024),
    ],
)
def test_a_passkey_of_another_site_or_without_measure_is_not_taken(device):
    with pytest.raises(NotRight):
        made(device)


@pytest.mark.parametrize("change", [{"origin": "http://evil.example"}, {"host": "x"}])
def test_a_proof_for_another_site_is_none(change):
    device = Device()
    new = made(device)
    vars(device).update(change)
    with pytest.raises(NotRight):
        proved(device, new)


@pytest.mark.parametrize("part", ["signature", "authenticatorData", "clientDataJSON"])
def test_what_was_tampered_with_is_no_proof(part):
    device = Device()
    new = made(device)
    with pytest.raises(NotRight):
        proved(device, new, answer=lambda answer: tampered(answer, part))


def test_another_key_is_no_proof():
    new = made(Device())
    with pytest.raises(NotRight):
        proved(Device(), new)


@pytest.mark.parametrize(
    "question",
    [
        Question("prove", 7, KEYS),
        Question("sign in", 8, KEYS),
        Question("sign in", 0, KEYS),
        Question("sign in", 7, ["another key"]),
    ],
)
def test_an_answer_to_another_question_is_none(question):
    device = Device()
    new = made(device)
    with pytest.raises(NotRight):
        proved(device, new, question=question)


def test_an_answer_comes_in_time():
    device = Device()
    new = made(device)
    assert proved(device, new, now=NOW + passkeys.CHALLENGE_LASTS - TICK)
    with pytest.raises(NotRight, match="over"):
        proved(device, new, now=NOW + passkeys.CHALLENGE_LASTS)


def test_a_copied_key_is_found_out_by_its_count():
    device = Device(count=5)
    new = made(device)
    device.count = 4  # the next one says 5, as the copy did
    with pytest.raises(NotRight):
        proved(device, new)


def test_a_device_that_asks_nobody_stands_for_no_password():
    device = Device(verifies=False)
    new = made(device)
    assert proved(device, new, is_alone=False)
    with pytest.raises(NotRight):
        proved(device, new, is_alone=True)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://conf.example/", "conf.example"),
        ("https://conf.example:8443/x", "conf.example"),
        ("http://localhost:8000/", "localhost"),
        ("http://conf.example/", None),
        ("http://127.0.0.1:8000/", None),
        ("https://192.0.2.1/", None),
        ("https://[::1]/", None),
    ],
)
def test_browsers_know_passkeys_only_at_names_behind_tls(url, host):
    found = passkeys.site(url, "Test")
    assert (found and found.host) == host


ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=8,
)


@settings(deadline=None, derandomize=True)
@given(st.one_of(st.text(), ANSWERS.map(json.dumps)))
def test_whatever_a_browser_sends_is_a_no_and_never_a_bug(answer):
    with pytest.raises(NotRight):
        passkeys.read_new(SITE, TO_ADA, answer, NOW)
    with pytest.raises(NotRight):
        passkeys.challenge_in(answer)
    with pytest.raises(NotRight):
        passkeys.read_proof(
            SITE, TO_ADA, answer, public_key=b"", sign_count=0, is_alone=True, now=NOW
        )


@settings(deadline=None, derandomize=True)
@given(st.binary(max_size=300))
def test_whatever_octets_a_device_makes_are_a_no_and_never_a_bug(octets):
    options = passkeys.ask_new(SITE, TO_ADA, user=USER, known=[], now=NOW)
    answer = json.loads(Device().make(options))
    answer["response"]["attestationObject"] = octets.hex()
    with pytest.raises(NotRight):
        passkeys.read_new(SITE, TO_ADA, json.dumps(answer), NOW)
