import pytest

from eventsite.search.rules import Doc, Index, excerpt, fold, highlighted, words_of


def found(asked, *docs):
    return [doc.code for doc in Index(docs).find(asked)]


DOCS = (
    Doc("session", "TEXT", "Another", text="How <b>Kubernetes</b> grew"),
    Doc("session", "ROOM", "Third", beside="Kubernetes track"),
    Doc("session", "BY", "Fourth", people="Kim Kubernetes"),
    Doc("session", "PART", "Minikubernetes"),
    Doc("session", "LONG", "Kubernetesque"),
    Doc("session", "TITLE", "Why Kubernetes"),
    Doc("person", "MULLER", "Zoë Müller", beside="Straße Ltd"),
)


def test_a_title_before_people_before_what_stands_beside_before_a_text():
    assert found("kubernetes", *DOCS) == ["TITLE", "LONG", "BY", "ROOM", "PART", "TEXT"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("Muller", ["MULLER"]), ("MÜLLER", ["MULLER"]), ("zoe mull", ["MULLER"]),
        ("strasse", ["MULLER"]), ("how kube", ["TEXT"]), ("kube how", ["TEXT"]),
        ("nope kube", []), ("", []), ("  ", []), ("<b>", []), ("()", []), ("%", []),
        ("ü", []),
    ],
)  # fmt: skip
def test_what_is_found(asked, code):
    assert found(asked, *DOCS) == code


def test_of_equals_the_first():
    docs = [Doc("session", str(n), "Same") for n in range(5)]
    assert found("same", *docs) == ["0", "1", "2", "3", "4"]


def test_scripts_without_blanks_are_found_inside():
    assert found("東京", Doc("session", "A", "はじめての東京")) == ["A"]
    assert found("京", Doc("session", "A", "はじめての東京")) == ["A"]
    assert found("e", Doc("session", "A", "The")) == []  # one letter of any word


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("<b>Été</b> ẞ", "ete ss"), ("C++ & k8s.io/x", "c k8s io x"),
        ("snake_case", "snake case"), ("ﬁne", "fine"), ("\0", ""),
    ],
)  # fmt: skip
def test_how_texts_are_folded(text, folded):
    assert fold(text) == folded


def test_what_is_asked_for_is_bounded():
    assert len(words_of("a " * 1000)) == 8
    assert words_of("x" * 1000) == ("x" * 100,)


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("Why Kubernetes", "kube", "Why <mark>Kube</mark>rnetes"),
        ("Zoë Müller", "mull zoe", "<mark>Zoë</mark> <mark>Müll</mark>er"),
        ("Minikube", "kube", "Minikube"),
        ("<script>alert(1)</script>", "script",
         "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;"),
        ("a & b", "<mark>", "a &amp; b"),
        ("Straße", "strasse", "<mark>Straße</mark>"),
        ("ﬁne", "fi", "<mark>ﬁ</mark>ne"),
        ("abc abcd", "ab abc", "<mark>abc</mark> <mark>abc</mark>d"),
        ("", "x", ""),
        ("はじめての東京", "東京", "はじめての<mark>東京</mark>"),
    ],
)  # fmt: skip
def test_what_is_marked(text, asked, shown):
    assert highlighted(text, asked) == shown


def test_an_excerpt_is_around_the_first_word_that_fits():
    text = "word " * 100 + "needle " + "tail " * 100
    shown = excerpt(text, "needle", 60)
    assert "<mark>needle</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 100
    assert excerpt("short <x>", "nothing") == "short &lt;x&gt;"
