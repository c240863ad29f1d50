import re

import pytest

from eventsite.core.text import clean, clean_line, page_text, plain_text, rich_text


def test_markdown_becomes_html():
    assert rich_text("Some *text*\n\n- one\n- two") == (
        "<p>Some <em>text</em></p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


def test_imported_html_stays_html():
    assert rich_text("<p>FOSDEM <b>welcome</b></p>") == "<p>FOSDEM <b>welcome</b></p>"


def test_headings_stay_below_the_pages_own():
    assert (
        rich_text("# Big\n\n## Less\n\n### Third")
        == "<h3>Big</h3>\n<h4>Less</h4>\n<h3>Third</h3>\n"
    )


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<p onclick=alert(1)>x</p>",
        "<img src=x onerror=alert(1)>",
        "<p>x</p><svg/onload=alert(1)>",
        "[x](javascript:alert(1))",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<p><a href='data:text/html,<script>alert(1)</script>'>x</a></p>",
        "<p style='background:url(//evil.example)'>x</p>",
        "<p><iframe src=//evil.example></iframe></p>",
        "<p><form action=//evil.example><input name=x></form></p>",
        "![x](http://evil.example/track.png)",
        "<p><math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    ],
)
def test_nothing_that_runs_loads_or_looks_like_ours_gets_through(attack):
    made = str(rich_text(attack)).lower()
    for bad in (
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "<form",
        "<input",
        "<style",
        "style=",
        "<math",
    ):
        assert bad not in made
    for bad in ("onclick=", 'javascript:alert(1)"', 'href="java', 'href="data:'):
        assert bad not in made


def test_links_do_not_hand_anything_over():
    assert 'rel="noopener noreferrer nofollow ugc"' in rich_text(
        "[x](https://example.org)"
    )


def test_the_words_alone():
    assert plain_text("<p>A &amp; B</p><p>C</p>") == "A & B C"
    assert plain_text("*one* two three", limit=9) == "one two…"
    assert plain_text("<b>1 < 2</b>") == "1 < 2"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("# A\n\n## B", ["h2", "h3"]),
        ("## A\n\n#### B", ["h2", "h3"]),
        ("#### A", ["h2"]),
        ("<h1 class='x'>A</h1><H3>B</H3>", ["h2", "h3"]),
        ("words", []),
    ],
)
def test_headings_of_a_page_begin_below_its_title_and_skip_none(source, found):
    made = page_text(source)
    assert re.findall(r"<(h\d)>", made) == found
    assert len(re.findall(r"</h\d>", made)) == len(found)


def test_a_page_of_somebodys_own_runs_nothing():
    made = page_text("<p onclick='x()'>a</p><script>x()</script><h2 onload=x>b</h2>")
    assert made == "<p>a</p><h2>b</h2>"


TURNING = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]


@pytest.mark.parametrize("code", TURNING, ids=hex)
def test_nothing_turns_the_reading_direction_round(code):
    assert clean(f"a{chr(code)}b\nc") == "ab\nc"
    assert clean_line(f"{chr(code)} a {chr(code)}\n b") == "a b"


def test_joiners_and_marks_of_direction_stay():
    kept = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 👩\u200d💻 a\u200eb\u200fc"
    assert clean(kept) == kept
