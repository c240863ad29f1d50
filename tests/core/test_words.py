"""Words in the reader's language, with a catalog made here: no real words are pinned."""

import json
from contextvars import copy_context

import pytest
from markupsafe import escape

from eventsite.core import words
from eventsite.core.errors import Refusal
from eventsite.core.words import (
    _,
    lazy,
    lazy_ngettext,
    lazy_pgettext,
    ngettext,
    npgettext,
    pgettext,
    reading,
)

CATALOG = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Save"
msgstr "Speichern"

msgid "%(num)s place in %(room)s"
msgid_plural "%(num)s places in %(room)s"
msgstr[0] "%(num)s Platz in %(room)s"
msgstr[1] "%(num)s Plätze in %(room)s"

msgctxt "state"
msgid "Open"
msgstr "Offen"

msgid "Open"
msgstr "Öffnen"

msgctxt "post"
msgid "%(num)s letter"
msgid_plural "%(num)s letters"
msgstr[0] "%(num)s Brief"
msgstr[1] "%(num)s Briefe"

msgid "Not yet"
msgstr ""

msgid "%(num)s half done"
msgid_plural "%(num)s halves done"
msgstr[0] "%(num)s halb"
msgstr[1] ""
"""


@pytest.fixture(autouse=True)
def catalog(tmp_path, monkeypatch):
    for tag in ("de", "pt_BR", "ar"):
        folder = tmp_path / tag / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "messages.po").write_text(CATALOG)
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    monkeypatch.setattr(words, "_catalogs", {})
    words.languages.cache_clear()
    yield
    words.languages.cache_clear()


def test_the_folders_say_which_languages_there_are():
    assert words.languages() == ("en", "ar", "de", "pt-BR")


def test_english_is_what_stands_in_the_code():
    assert _("Save") == "Save"
    assert ngettext("%(num)s place in %(room)s", "%(num)s places in %(room)s", 1, room="A") == "1 place in A"  # fmt: skip
    assert pgettext("state", "Open") == "Open"


def test_words_are_the_readers():
    with reading("de"):
        assert _("Save") == "Speichern"
        assert _("Open") == "Öffnen"
        assert pgettext("state", "Open") == "Offen"
        assert npgettext("post", "%(num)s letter", "%(num)s letters", 2) == "2 Briefe"
    assert _("Save") == "Save"


@pytest.mark.parametrize(("count", "said"), [(1, "1 Platz in A"), (1234, "1.234 Plätze in A")])  # fmt: skip
def test_plurals_follow_the_language_and_numbers_are_written_its_way(count, said):
    with reading("de"):
        found = ngettext(
            "%(num)s place in %(room)s", "%(num)s places in %(room)s", count, room="A"
        )
    assert found == said


def test_what_is_not_translated_wholly_is_english():
    with reading("de"):
        assert _("Not yet") == "Not yet"
        assert _("never seen") == "never seen"
        assert ngettext("%(num)s half done", "%(num)s halves done", 1) == "1 half done"


def test_a_percent_sign_is_doubled():
    assert _("100%% of %(all)s", all=3) == "100% of 3"
    assert _("100%%") == "100%"


def test_lazy_words_wait_for_their_reader():
    label = lazy("Save")
    assert str(label) == "Save"
    with reading("de"):
        assert (str(label), f"{label:>10}", "→ " + label) == (
            "Speichern",
            " Speichern",
            "→ Speichern",
        )
        assert label == "Speichern"
        assert escape(label) == "Speichern"
        assert label.upper() == "SPEICHERN"
        assert str(lazy_pgettext("state", "Open")) == "Offen"
        assert str(lazy_ngettext("%(num)s place in %(room)s", "%(num)s places in %(room)s", 1, room="A")) == "1 Platz in A"  # fmt: skip


def test_lazy_words_are_escaped_on_a_page():
    assert escape(lazy("<b> %(name)s", name="&")) == "&lt;b&gt; &amp;"


def test_lazy_words_are_never_kept_by_mistake():
    with pytest.raises(TypeError):
        json.dumps(lazy("Save"))
    with pytest.raises(TypeError):
        "".join([lazy("Save")])


def test_a_refusal_says_it_when_it_is_raised():
    class Full(Refusal):
        message = lazy("Open")

    with reading("de"):
        refusal = Full()
    assert type(refusal.message) is str
    assert (str(refusal), refusal.message) == ("Öffnen", "Öffnen")


@pytest.mark.parametrize(
    ("tag", "known"),
    [
        ("de", "de"), ("DE", "de"), ("de-AT", "de"), ("de-Latn-CH", "de"),
        ("pt-br", "pt-BR"), ("pt", None), ("tlh", None), ("", None), (None, None),
        ("-", None), ("de\n", None), ("../de", None),
    ],
)  # fmt: skip
def test_which_language_serves_a_reader(tag, known):
    assert words.supported(tag) == known


def test_the_first_known_language_is_taken():
    with reading(None, "tlh", "de", "ar"):
        assert words.language() == "de"
        with reading("tlh"):
            assert words.language() == "de"


def test_a_reader_is_nobody_elses():
    words.read_in("de")
    try:
        assert copy_context().run(words.language) == "de"
        here = copy_context()
        here.run(words.read_in, "ar")
        assert words.language() == "de"
    finally:
        words.read_in("en")


def test_direction_and_own_name():
    assert [words.own_name(tag) for tag in words.languages()] == [
        "English",
        "العربية",
        "Deutsch",
        "Português (Brasil)",
    ]
    with reading("ar"):
        assert words.direction() == "rtl"
    assert words.direction() == "ltr"


def test_lists():
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a", "b"], "or") == "a or b"
    with reading("de"):
        assert words.listed(["a", "b", "c"]) == "a, b und c"
