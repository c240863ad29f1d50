import pytest

from eventsite.mail import rules

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("Zoë 🐙 محمد", "Zoë 🐙 محمد"),
        ("a\r\nBcc: x@y.z\x00\u2028b", "a Bcc: x@\u200cy.\u200cz b"),
        ("\u202eevil\u2066", "evil"),
        ("lone \ud800 and \ue0000\ue001", "lone  and 0"),
        ("http://evil.example/a?b@c.", "http[:]//evil[.]example/a?b[at]c."),
        ("see HTTPS://EVIL.EXAMPLE now", "see HTTPS[:]//EVIL[.]EXAMPLE now"),
        ("www.evil.example", "www[.]evil[.]example"),
        ("evil.example", "evil.\u200cexample"),
        ("evil.\u2060example", "evil.\u200cexample"),
        ("evil。example", "evil。\u200cexample"),
        ("mailto:me@evil.example", "mailto:\u200cme@\u200cevil.\u200cexample"),
        ("Kubernetes 1.5, $400.00 at 10:30", "Kubernetes 1.5, $400.00 at 10:30"),
    ],
)
def test_what_outsiders_type_stays_words(given, shown):
    assert rules.words(given) == shown


def test_a_headers_text_has_no_invisible_parts():
    assert rules.header("Node.js at\nwww.x.org") == "Node.js at www[.]x[.]org"


@pytest.mark.parametrize(
    ("address", "mailed"),
    [
        ("ada@example.org", "ada@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_written_as_mail_servers_know_it(address, mailed):
    assert rules.mailable(address) == mailed


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "adá@example.org",
        "a" * 65 + "@example.org",
        "a@" + "b" * 60 + ("." + "c" * 60) * 4 + ".org",
        "ada@example.org\r\nBcc: eve@example.org",
        "ada@example.org, eve@example.org",
        "Ada <ada@example.org>",
        "ada@\ud800.org",
    ],
)
def test_an_address_no_letter_can_reach_is_refused(address):
    with pytest.raises(rules.NotMailable):
        rules.mailable(address)


def test_a_long_text_is_cut_with_a_sign_that_it_was():
    assert rules.cut("abcdef", 6) == "abcdef"
    assert rules.cut("abcdefg", 6) == "abcde…"
