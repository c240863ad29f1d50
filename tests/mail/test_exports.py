from datetime import timedelta
from email import message_from_string, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsite.mail import exports
from eventsite.mail.exports import Sender
from eventsite.mail.models import Letter, Letterhead
from eventsite.mail.rules import NotMailable
from tests.factories import NOW

pytestmark = pytest.mark.one_database

SENDER = Sender("eventsite", "post@conf.example", "https://conf.example")
HEAD = Letterhead("Köln, Conf", "koeln", "#ffcc00", "team@koeln.example")


def letter(**overrides):
    given = {
        "to": "ada@example.org",
        "name": "Ada Lovelace",
        "subject": "Your place – Köln",
        "text": "Dear Ada,\n\n" + "a long line " * 200 + "ends.\n",
        "html": "<p>Dear Ada</p>",
        "language": "en",
        "guid": "0-1-2",
        "queued_at": NOW,
    }
    return Letter(**given | overrides)


def received(letter, head=HEAD):
    sent = bytes(exports.message(letter, SENDER, head))
    assert max(map(len, sent.splitlines())) <= 998
    text = sent.decode("ascii").replace("\r\n", "\n")
    assert "\r" not in text
    return message_from_string(text, policy=policy.default)


def test_the_headers_say_who_writes_what_and_when():
    message = received(letter())

    [author], [to], [reply_to] = (
        message[name].addresses for name in ("From", "To", "Reply-To")
    )
    assert (author.display_name, author.addr_spec) == (
        "Köln, Conf",
        "post@conf.example",
    )
    assert (to.display_name, to.addr_spec) == ("Ada Lovelace", "ada@example.org")
    assert reply_to.addr_spec == "team@koeln.example"
    assert message["Subject"] == "Your place – Köln"
    assert message["Message-ID"] == "<0-1-2@conf.example>"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert not [name for name in message if name.lower().startswith("list-")]
    assert message.get_content_type() == "multipart/alternative"


def test_text_and_html_arrive_as_written():
    message = received(letter())

    text, html = message.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert text.get_content() == letter().text
    page = html.get_content()
    assert '<p style="margin: 0 0 16px;">Dear Ada</p>' in page
    assert 'href="https://conf.example/events/koeln"' in page
    assert "background: #ffcc00" in page
    assert "color: #000000" in page


@pytest.mark.parametrize(("tag", "side"), [("de", "ltr"), ("ar", "rtl")])
def test_a_letter_says_its_language(tag, side):
    message = received(letter(language=tag))

    assert message["Content-Language"] == tag
    _text, html = message.iter_parts()
    assert f'<html lang="{tag}" dir="{side}">' in html.get_content()


def test_the_same_letter_is_the_same_message_every_time():
    one, other = (exports.message(letter(), SENDER, HEAD) for _ in range(2))
    assert one.items() == other.items()
    later = exports.message(letter(queued_at=NOW + timedelta(1)), SENDER, HEAD)
    assert later["Date"] != one["Date"]


def test_a_letter_of_no_event_comes_from_the_site():
    message = received(letter(), None)
    assert message["From"] == "eventsite <post@conf.example>"
    assert message["Reply-To"] is None
    assert 'href="https://conf.example"' in list(message.iter_parts())[1].get_content()


@pytest.mark.parametrize(
    "contact", ["", "nobody", "a@b.c\r\nBcc: eve@example.org", "é@example.org"]
)
def test_a_contact_that_is_no_address_is_left_out(contact):
    message = received(letter(), HEAD._replace(reply_to=contact))
    assert message["Reply-To"] is None
    assert message["Bcc"] is None


NAMES = st.text(max_size=150) | st.text(
    st.sampled_from('é<>@,;:"\\()[] \r\nab=?'), max_size=150
)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(name=NAMES, event=NAMES)
def test_no_name_becomes_another_address_or_header(name, event):
    message = received(letter(name=name), HEAD._replace(name=event))

    allowed = {"From", "To", "Reply-To", "Subject", "Date", "Message-ID"} | {
        *("Auto-Submitted", "Content-Language", "Content-Type", "MIME-Version")
    }
    assert set(message.keys()) == allowed
    addresses = [
        [address.addr_spec for address in message[name].addresses]
        for name in ("From", "To", "Reply-To")
    ]
    assert addresses == [
        ["post@conf.example"],
        ["ada@example.org"],
        ["team@koeln.example"],
    ]


@pytest.mark.parametrize(
    ("setting", "public_url", "name", "address"),
    [
        ("", "https://conf.example:8443", "eventsite", "eventsite@conf.example"),
        ("", "", "eventsite", "eventsite@localhost"),
        ("Team <t@x.org>", "https://conf.example", "Team", "t@x.org"),
        ("t@x.org", "", "eventsite", "t@x.org"),
    ],
)
def test_the_sender_is_what_the_settings_say(setting, public_url, name, address):
    assert exports.sender(setting, public_url) == (name, address, public_url)


def test_a_sender_without_address_is_refused():
    with pytest.raises(NotMailable):
        exports.sender("The Team", "")


@pytest.mark.parametrize(
    "name", ["evil.example/x", "http://evil.example", "Call www.evil.example", "a@b.cd"]
)
def test_a_name_that_looks_like_a_link_is_left_out(name):
    [to] = received(letter(name=name))["To"].addresses
    assert (to.display_name, to.addr_spec) == ("", "ada@example.org")
