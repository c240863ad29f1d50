import pytest

from eventsite.core.languages import OFTEN, find_tag, name_of


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        (" French ", "fr"),
        ("pt-br", "pt-BR"),
        ("zh-Hant", "zh-Hant"),
        ("Klingon", "tlh"),
        ("aa", "aa"),
    ],
)
def test_languages_by_tag_or_name(typed, tag):
    assert find_tag(typed) == tag


@pytest.mark.parametrize(
    "typed", ["", "Frensh", "x", "qq", "en_US", "en;", "\0", "e" * 99]
)
def test_what_is_no_language(typed):
    assert find_tag(typed) is None


def test_names():
    assert name_of("fr") == "French"
    assert name_of("pt-BR") == "Portuguese (Brazil)"
    assert name_of("xx-nowhere") == "xx-nowhere"
    assert [find_tag(name_of(tag)) for tag in ("de", "ja")] == ["de", "ja"]
    assert all(find_tag(tag) == tag for tag in OFTEN)
