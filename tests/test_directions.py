"""Nothing in our styles says left or right: pages run as their language does."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database
STATIC = Path(__file__).parent.parent / "eventsite" / "static"
STYLES = sorted(STATIC.rglob("*.css"))
SIDED = re.compile(
    r"^\s*(?:left|right|(?:margin|padding|border|inset|scroll-(?:margin|padding))"
    r"-(?:left|right)(?:-\w+)?|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear|caption-side)\s*:[^;]*\b(?:left|right)\b"
    r"|gradient\(\s*to (?:left|right)\b|translateX\(|(?<![-\w])direction\s*:",
    re.MULTILINE,
)
FOUR_SIDES = re.compile(  # those on the left and right differ
    r"^\s*(?:margin|padding|inset|border-width)\s*:\s*(\S+) (\S+) (\S+) (\S+);",
    re.MULTILINE,
)


def sided(css):
    found = [match[0].strip() for match in SIDED.finditer(css)]
    found += [m[0].strip() for m in FOUR_SIDES.finditer(css) if m[2] != m[4]]
    return found


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_know_no_left_and_right(path):
    assert sided(path.read_text()) == []


@pytest.mark.parametrize(
    ("css", "is_sided"),
    [
        ("a {\n  margin-left: 1px;\n}", True),
        ("a {\n  right: 0;\n}", True),
        ("a {\n  text-align: right;\n}", True),
        ("a {\n  border-top-left-radius: 1px;\n}", True),
        ("a {\n  padding: 0 1px 0 2px;\n}", True),
        ("a {\n  background: linear-gradient(to right, red, blue);\n}", True),
        ("a {\n  margin-inline-start: 1px;\n}", False),
        ("a {\n  inset-inline-end: 0;\n}", False),
        ("a {\n  text-align: end;\n}", False),
        ("a {\n  padding: 0 1px 2px 1px;\n}", False),
    ],
)
def test_what_counts_as_a_side(css, is_sided):
    assert bool(sided(css)) is is_sided
