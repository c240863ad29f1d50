"""What holds for every template, whoever wrote it."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(  # letters follow rules of their own
    path for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "mail"
)
SHEETS = sorted((ROOT / "eventsite" / "static" / "css").glob("*.css"))
INLINE = re.compile(
    r"<style\b|\sstyle=|\son[a-z]+=|javascript:"
    r"|<script(?![^>]*\bsrc=|[^>]*application/(?:ld\+)?json)",
    re.IGNORECASE,
)

LETTERS = (
    ROOT / "templates" / "mail"
)  # their style must stand inside: no policy, no sheets
PAGES = [path for path in TEMPLATES if LETTERS not in path.parents]

each_page = pytest.mark.parametrize(
    "path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates"))
)
each_template = pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates"))
)
each_sheet = pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)


@each_page
def test_no_style_and_no_script_inline(path):
    found = [
        f"{number}: {line.strip()}"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if INLINE.search(line)
    ]
    assert found == []


@each_template
def test_nothing_is_called_safe_that_is_not_made_by_us(path):
    assert not re.search(r"\|\s*safe\b|autoescape", path.read_text())


@each_template
def test_nothing_is_loaded_from_elsewhere(path):
    loaded = re.findall(
        r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["']http[^>]*""",
        path.read_text(),
    )
    assert loaded == []


@each_sheet
def test_every_rule_is_in_a_layer(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    depth, outside = 0, ""
    for character in text:
        depth -= character == "}"
        outside += character if depth == 0 else ""
        depth += character == "{"
    assert re.fullmatch(r"(\s*@layer [a-z, ]+[;{}]+)+\s*}?\s*", outside), outside


@each_sheet
def test_sheets_stay_short_and_load_nothing(path):
    text = path.read_text()
    assert len(text.splitlines()) < 400
    assert "@import" not in text
    assert "url(" not in text


@each_sheet
def test_braces_match(path):
    assert path.read_text().count("{") == path.read_text().count("}")


@pytest.mark.parametrize(
    "text",
    [
        '<p style="x">',
        "<style>",
        "<script>",
        "<script defer>",
        '<a onclick="x">',
        '<a href="javascript:x">',
    ],
)
def test_the_check_finds_what_it_should(text):
    assert INLINE.search(text)


@pytest.mark.parametrize(
    "text",
    [
        '<script src="/a.js"></script>',
        '<script type="module" src="/a.js">',
        '<script type="application/ld+json">',
        '<link rel="stylesheet" href="/a.css">',
    ],
)
def test_the_check_lets_pass_what_it_should(text):
    assert not INLINE.search(text)
