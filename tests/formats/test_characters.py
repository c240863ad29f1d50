"""Text of files, as it is kept."""

import pytest

from eventsite.formats.characters import long_text, one_line

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("code", [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
def test_nothing_in_a_file_turns_the_reading_direction_round(code):
    assert one_line(f"Talk {chr(code)}gpj.exe") == "Talk gpj.exe"
    assert long_text(f"a{chr(code)}\nb") == "a\nb"


def test_joiners_and_marks_of_direction_stay():
    assert one_line("a\u200cb\u200dc\u200ed\u200fe") == "a\u200cb\u200dc\u200ed\u200fe"
