import pytest

from eventsite.core.emails import canonical

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("  Ada.Lovelace+x@EXAMPLE.org ", "ada.lovelace+x@example.org"),
        ("ada@Bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ada@conf.test", "ada@conf.test"),
    ],
)
def test_each_address_is_written_in_one_way(typed, address):
    assert canonical(typed) == address
    assert canonical(address) == address


@pytest.mark.parametrize(
    "typed",
    [
        *("", "ada", "ada@", "@example.org", "ada@example", "a b@example.org"),
        *("ädä@example.org", "a\0b@example.org", "Ada <ada@example.org>"),
        *("a@b@example.org", f"{'a' * 65}@example.org", f"a@{'b' * 250}.org"),
    ],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(ValueError, match=r"\w"):
        canonical(typed)
