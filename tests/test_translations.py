"""Every word for people can be said in another language, and German says them all."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import nodes

from scripts.translations import FOLDER, extract

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
# For developers alone, in the language in which programs and OpenAPI are written.
ENGLISH_ONLY = {"front/styleguide.html", "api/_reference.html"}
PAGES = [
    path
    for path in sorted(TEMPLATES.rglob("*.html"))
    if path.relative_to(TEMPLATES).as_posix() not in ENGLISH_ONLY
]
NAMES = {
    "eventsite",
    "· eventsite",
    "API",
    "OpenAPI",
    "JSON",
}  # the same in every language
SAID = {"title", "aria-label", "placeholder", "alt", "data-label", "label", "summary"}
PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"  # where something is printed
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
PATH = re.compile(r"(?:/[\w-]+)+/")  # a part of an address
# In an expression: a sentence, or a word that begins like one.
SAYS = re.compile(r"^[“„]?[A-Z][a-z]|[a-z,.] [a-zA-Z]|[.?!…]$")
NO_WORDS = (
    nodes.Compare,
    nodes.Getitem,
    nodes.FromImport,
    nodes.Include,
    nodes.Extends,
)
TRANSLATE = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
TAG = re.compile(r"</?[a-z][^>]*>")


@pytest.fixture(scope="module")
def template():
    return extract()


class Words(HTMLParser):
    """Collects what people read: texts, and attributes that are read out or shown."""

    def __init__(self):
        super().__init__()
        self.found, self.raw = [], None

    def handle_starttag(self, tag, attrs):
        if tag in {"script", "style", "pre"}:
            self.raw = tag
        is_description = ("name", "description") in attrs
        for name, value in attrs:
            if name in SAID or (name == "content" and is_description):
                self.keep(value or "")

    def handle_endtag(self, tag):
        self.raw = None if tag == self.raw else self.raw

    def handle_data(self, data):
        if self.raw is None:
            self.keep(data)

    def keep(self, text):
        bare = " ".join(PATH.sub(" ", text).replace(PLACE, " ").split())
        if re.search(r"[^\W\d_]{2}", bare) and bare not in NAMES:
            self.found.append(bare)


def source_of(tree):
    """Return what a template writes by itself, with a mark where it prints a value."""
    parts = []

    def walk(node):
        if isinstance(node, nodes.TemplateData):
            parts.append(node.data)
        elif isinstance(node, nodes.Output):
            for child in node.nodes:
                walk(child)
        elif isinstance(node, nodes.Expr):
            parts.append(PLACE)
        elif isinstance(node, nodes.Block) and node.name in {"body_class", "canonical"}:
            pass
        else:
            for child in node.iter_child_nodes():
                if not isinstance(child, nodes.Expr):
                    walk(child)

    walk(tree)
    return "".join(parts)


@pytest.mark.parametrize(
    "path", PAGES, ids=lambda p: p.relative_to(TEMPLATES).as_posix()
)
def test_a_page_has_no_words_that_cannot_be_translated(shared_app, path):
    found = Words()
    found.feed(source_of(shared_app.jinja_env.parse(path.read_text())))
    assert found.found == []


def said_in_expressions(node):
    """Yield the words in a template's expressions that nobody translates."""
    if isinstance(node, nodes.Const):
        if isinstance(node.value, str) and SAYS.search(node.value.strip()):
            yield node.value
        return
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in TRANSLATE:
        looked_at = [keyword.value for keyword in node.kwargs]  # may be words, too
    elif isinstance(node, nodes.Dict):
        looked_at = [pair.value for pair in node.items]
    elif isinstance(node, NO_WORDS) or getattr(node, "name", "") == "selectattr":
        looked_at = []
    else:
        looked_at = node.iter_child_nodes()
    for child in looked_at:
        yield from said_in_expressions(child)


@pytest.mark.parametrize(
    "path", PAGES, ids=lambda p: p.relative_to(TEMPLATES).as_posix()
)
def test_an_expression_has_no_words_that_cannot_be_translated(shared_app, path):
    tree = shared_app.jinja_env.parse(path.read_text())
    assert set(said_in_expressions(tree)) <= {"light dark"}  # to a browser


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")))
def test_translations_say_what_the_code_says(path, template):
    with path.open("rb") as source:
        catalog = read_po(source, locale=path.parents[1].name)
    wrong = []
    for message in catalog:
        if not message.id:
            continue
        if template.get(_key(message.id), message.context) is None:
            wrong.append(f"not in the code: {message.id!r}")
        said = _forms(message.string)
        wanted = [set(PLACEHOLDER.findall(form)) for form in _forms(message.id)]
        for form in filter(None, said):
            names = set(PLACEHOLDER.findall(form))
            if names not in wanted and names | {"num", "count"} not in wanted:
                wrong.append(f"other placeholders: {form!r}")
            try:
                form % dict.fromkeys(names, "")
            except (ValueError, TypeError):
                wrong.append(f"a lone percent sign: {form!r}")
            if _marks(form) not in [_marks(one) for one in _forms(message.id)]:
                wrong.append(f"markup or straight quotes: {form!r}")
            if sorted(TAG.findall(form)) not in [
                sorted(TAG.findall(one)) for one in _forms(message.id)
            ]:
                wrong.append(f"other markup: {form!r}")
        if message.fuzzy:
            wrong.append(f"fuzzy: {message.id!r}")
    assert wrong == []


def test_german_is_complete(template):
    with (FOLDER / "de" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalog = read_po(source, locale="de")
    missing = []
    for message in template:
        if message.id:
            there = catalog.get(_key(message.id), message.context)
            if there is None or not all(_forms(there.string)):
                missing.append(_key(message.id))
    assert missing == [], "run `make translations`, then translate these"


def _key(id_):
    return id_[0] if isinstance(id_, tuple) else id_


def _marks(said):
    return sorted(re.findall(r'[<>"]', said))


def _forms(said):
    return said if isinstance(said, tuple) else (said,)
