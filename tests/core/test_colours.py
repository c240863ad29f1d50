"""Every colour that an organiser may choose must leave text that can be read."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventsite.core import colours

pytestmark = pytest.mark.one_database
TOKENS = Path(colours.__file__).parent.parent / "static" / "css" / "tokens.css"
any_colour = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
EDGES = ("#000000", "#ffffff", "#767676", "#777777", "#ff0000", "#00ff00", "#0000ff")


def hard_ones(test):
    for colour in EDGES:
        test = example(colour)(test)
    return test


@given(any_colour)
@hard_ones
def test_text_on_any_colour_reads(colour):
    assert colours.contrast(colours.readable_on(colour), colour) >= colours.AA


@pytest.mark.parametrize("page", [colours.LIGHT_PAGE, colours.DARK_PAGE])
@given(colour=any_colour)
def test_any_colour_can_be_a_texts_colour(colour, page):
    text = colours.readable_as_text(colour, page)
    assert colours.contrast(text, page) >= colours.AA


@given(any_colour)
@hard_ones
def test_buttons_in_any_brand_read(colour):
    css = colours.brand_css(colour)
    found = dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{6})", css))
    for fill in ("brand", "accent-light", "accent-dark"):
        assert colours.contrast(found[fill], found[f"{fill}-ink"]) >= colours.AA
    assert found["brand"] == colour


def test_a_colour_that_reads_already_stays():
    assert colours.readable_as_text("#2b5fa8", colours.LIGHT_PAGE) == "#2b5fa8"


def test_contrast_is_that_of_the_standard():
    assert colours.contrast("#000000", "#ffffff") == 21
    assert colours.contrast("#ffffff", "#ffffff") == 1
    assert round(colours.contrast("#777777", "#ffffff"), 2) == 4.48
    assert round(colours.contrast("#ffffff", "#767676"), 2) == 4.54


@pytest.mark.parametrize(
    ("colour", "ink"),
    [("#ffff00", "#000000"), ("#2b5fa8", "#ffffff"), ("#ffffff", "#000000")],
)
def test_black_or_white(colour, ink):
    assert colours.readable_on(colour) == ink


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("#2B5FA8", "#2b5fa8"),
        ("2b5fa8", "#2b5fa8"),
        (" #000000 ", "#000000"),
        ("red", None),
        ("#fff", None),
        ("#2b5fa8;}", None),
        ("#2b5fa8\n#", None),
        ("#٠٠٠٠٠٠", None),
        ("", None),
    ],
)
def test_only_colours_are_read_as_colours(typed, read):
    assert colours.parse(typed) == read


def test_the_style_sheets_surfaces_are_those_we_count_with():
    pages = f"--sunken: light-dark({colours.LIGHT_PAGE}, {colours.DARK_PAGE})"
    assert pages in TOKENS.read_text()


@pytest.mark.parametrize("surface", ["page", "surface", "sunken"])
def test_no_surface_leaves_less_contrast_than_we_count_with(surface):
    text = TOKENS.read_text()
    light, dark = re.search(
        rf"--{surface}: light-dark\((#\w+), (#\w+)\)", text
    ).groups()
    assert colours.luminance(light) >= colours.luminance(colours.LIGHT_PAGE)
    assert colours.luminance(dark) <= colours.luminance(colours.DARK_PAGE)


def test_things_without_a_colour_get_one_by_name():
    names = [f"Track {n}" for n in range(100)]
    given_to = {name: colours.colour_for(name) for name in names}
    assert set(given_to.values()) == set(colours.PALETTE)
    assert colours.colour_for("Track 7") == given_to["Track 7"]


def test_a_rule_for_each_colour():
    assert colours.colours_css(["#ffff00"]) == (
        '[data-colour="ffff00"]{--colour:#ffff00;--colour-ink:#000000;'
        f"--colour-light:{colours.readable_as_text('#ffff00', colours.LIGHT_PAGE)};"
        "--colour-dark:#ffff00}\n"
    )
