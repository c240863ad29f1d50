"""What a password, a way back and a browser's name may be."""

from datetime import timedelta

import pytest

from eventsite.accounts.models import SignIn
from eventsite.accounts.rules import (
    COMMON,
    LONGEST,
    PROOF_LASTS,
    SHORTEST,
    WeakPassword,
    browser_name,
    check_password,
    is_proven,
    network,
    own_path,
)
from tests.factories import NOW

pytestmark = pytest.mark.one_database
TICK = timedelta(microseconds=1)
MOZILLA = "Mozilla/5.0"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
ABOUT = ["ada.lovelace@example.org", "Ada Lovelace"]


@pytest.mark.parametrize(
    "password",
    [
        "ten chars!",
        "пароль на море",
        "four words of mine",
        "aB3$" * 50,
        "🐙🦑🐚🌊🐙🦑🐚🌊🐙🦑",
        "ada lovelace's engine",
    ],
)
def test_any_mixture_of_enough_characters_will_do(password):
    check_password(password, ABOUT)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "at least 10"),
        ("ninechars", "at least 10"),
        ("aB3$" * 50 + "x", "Keep your password to 200"),
        ("ﷺ" * 12, "Keep your password to 200"),  # one character, 18 in NFKC
        ("password123", "Too many people"),
        ("Password-1234", "Too many people"),
        ("ｐａｓｓｗｏｒｄ１２３", "Too many people"),
        ("1234567890", "Too many people"),
        ("aaaaaaaaaaaa", "Too many people"),
        ("abababababab", "Too many people"),
        ("efghijklmnop", "Too many people"),
        ("zyxwvutsrqpo", "Too many people"),
        ("ada.lovelace@example.org", "your own name"),
        ("ada.lovelace", "your own name"),
        ("adaLOVELACE", "your own name"),
    ],
)
def test_what_would_be_guessed_is_refused_with_advice(password, said):
    with pytest.raises(WeakPassword, match=said):
        check_password(password, ABOUT)


def test_the_list_of_common_passwords_is_reached():
    """Each is long enough to get there, and stands as it is compared."""
    for password in COMMON:
        assert SHORTEST <= len(password) <= LONGEST
        assert password == password.casefold()
        assert password.isalnum()


@pytest.mark.parametrize(
    "path",
    ["/", "/account/", "/events/x/schedule?day=2&q=a%20b", "/a:b", "/ä/ö", "/x#y"],
)
def test_own_paths_lead_back(path):
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "account",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "https:evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "/\u2028x",
        "/\u200b/evil.example",
        "/\ud800",
        "/" + "x" * 500,
        "//[evil",
    ],
)
def test_paths_that_could_lead_elsewhere_are_refused(path):
    assert own_path(path) is None


def test_a_proof_lasts_a_quarter_of_an_hour():
    begun = SignIn(started_at=NOW)
    assert is_proven(begun, NOW + PROOF_LASTS - TICK)
    assert not is_proven(begun, NOW + PROOF_LASTS)
    begun.proved_at = NOW + PROOF_LASTS
    assert is_proven(begun, NOW + 2 * PROOF_LASTS - TICK)
    assert not is_proven(begun, NOW + 2 * PROOF_LASTS)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_attempts_are_counted_by_household(address, found):
    assert network(address) == found


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{MOZILLA} (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox on Linux"),
        (
            f"{MOZILLA} (Windows NT 10.0; Win64; x64) {CHROME} Edg/141.0.0.0",
            "Edge on Windows",
        ),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1",
            "Safari on iPhone",
        ),
        (f"{MOZILLA} (Linux; Android 15; Pixel 9) {CHROME}", "Chrome on Android"),
        ("curl/8.10.1", "curl"),
        ("", "Unknown browser"),
        ("<script>", "Unknown browser"),
        ("x" * 10_000, "x" * 41),
    ],
)
def test_browsers_have_names_that_their_owner_knows(user_agent, name):
    assert browser_name(user_agent) == name
