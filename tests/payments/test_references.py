import pytest

from eventsite.payments.references import creditor_reference, find_reference, spaced

EXAMPLE = "RF18539007547034"  # from the standard's introduction


def test_the_check_digits_are_those_of_the_standard():
    assert creditor_reference("539007547034") == EXAMPLE


@pytest.mark.parametrize(
    "typed", [EXAMPLE, "RF18 5390 0754 7034", " rf18-5390/0754.7034 "]
)
def test_a_reference_is_found_however_it_was_typed(typed):
    assert find_reference(typed) == EXAMPLE


@pytest.mark.parametrize("wrong", ["RF18539007547035", "RF18539007547043", "", "RF18"])
def test_a_slip_of_the_pen_is_seen(wrong):
    assert find_reference(wrong) is None


@pytest.mark.parametrize("code", ["", "a", "Ä", "A B", "A" * 22])
def test_what_makes_no_reference_is_a_bug(code):
    with pytest.raises(ValueError, match=r"no payment reference|invalid literal"):
        creditor_reference(code)


def test_it_is_printed_in_groups_of_four():
    assert spaced(EXAMPLE) == "RF18 5390 0754 7034"
