"""Which of several languages a text is read in, and what it is marked with."""

import pytest

from eventsite.core import content
from eventsite.core.content import Text, Translated, direction, find_text
from eventsite.core.words import ENGLISH, read_in

IN = {"de": {"name": "Konferenz"}, "pt-BR": {"name": "Conferência"}, "ar": {"name": ""}}


class Thing(Translated):
    TEXTS = ("name", "text")
    main_language = "en"

    def __init__(self, name, text="", **translations):
        self.name, self.text, self.translations = name, text, translations


@pytest.fixture(autouse=True)
def _english_again():
    yield
    read_in(ENGLISH)


@pytest.mark.parametrize(
    ("liked", "found"),
    [
        ((), ("Conference", "en")),
        (("de",), ("Konferenz", "de")),
        (("de-AT",), ("Konferenz", "de")),
        (("pt",), ("Conferência", "pt-BR")),
        (("fr", "de"), ("Konferenz", "de")),
        (("en", "de"), ("Conference", "en")),  # the main one is liked best
        (("en-GB", "de"), ("Conference", "en")),
        (("ar",), ("Conference", "en")),  # blank is not there
        (("d",), ("Conference", "en")),
        (("",), ("Conference", "en")),
    ],
)
def test_the_first_liked_language_that_there_is(liked, found):
    assert find_text("Conference", "en", IN, "name", *liked) == Text(*found)


def test_what_was_taken_away_in_the_main_language_is_nowhere():
    assert find_text("", "en", IN, "name", "de") == Text("", "en")


def test_without_any_translation():
    assert find_text("Conference", "en", {}, "name", "de") == Text("Conference", "en")


@pytest.mark.parametrize(
    ("page", "liked", "shown"),
    [
        ("en", None, "Talks &amp; tea"),
        ("de", None, "Vorträge &amp; Tee"),
        ("en", "de", '<span lang="de">Vorträge &amp; Tee</span>'),
        ("en", "ar", '<span lang="ar" dir="rtl">محادثات</span>'),
        ("de", "fr", "Vorträge &amp; Tee"),
    ],
)
def test_a_text_says_its_language_where_that_is_not_the_pages(page, liked, shown):
    read_in(page, liked)
    thing = Thing("Talks & tea", de={"name": "Vorträge & Tee"}, ar={"name": "محادثات"})
    assert content.marked(thing, "name") == shown


def test_a_text_without_translation_says_its_own_language():
    read_in("de")
    assert content.marked(Thing("Talks"), "name") == '<span lang="en">Talks</span>'


def test_paragraphs_stand_in_an_element_of_their_language():
    thing = Thing("", "**No** `b & c`", fr={"text": "**Non** <script>x</script> oui"})
    assert content.rich(thing, "text") == (
        "<p><strong>No</strong> <code>b &amp; c</code></p>\n"
    )
    read_in("en", "fr")
    shown = content.rich(thing, "text")
    assert shown.startswith('<div lang="fr"><p><strong>Non</strong>')
    assert "<script" not in shown
    assert content.summary(thing, "text", 5) == "Non…"


@pytest.mark.parametrize(
    ("tag", "side"),
    [
        ("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr"),
        ("en", "ltr"), ("FA", "rtl"), ("", "ltr"),
    ],
)  # fmt: skip
def test_the_direction_of_a_language(tag, side):
    assert direction(tag) == side
