"""What Python and scripts say to people goes through `core/words.py`.

Found are whole sentences anywhere, and texts of any length where they are shown: labels
and messages of forms, refusals, what is flashed. Templates: `test_translations.py`.
"""

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database
SOURCE = Path(__file__).parent.parent / "eventsite"
# To developers, to who sits at a terminal and to other programs we speak English.
FOR_OTHERS = (
    "api/", "demo/", "front/forms.py", "core/archive.py", "core/backup.py",
    "core/bearer.py", "core/cli.py", "core/health.py", "core/jobs.py", "core/metrics.py", "core/openapi.py",
    "core/problems.py", "core/rest.py", "core/server.py", "core/soundness.py",
)  # fmt: skip
MODULES = [
    path
    for path in sorted(SOURCE.rglob("*.py"))
    if not path.relative_to(SOURCE).as_posix().startswith(FOR_OTHERS)
    and path.name != "cli.py"
]
SCRIPTS = [
    path
    for path in sorted((SOURCE / "static" / "js").rglob("*.js"))
    if path.name != "widget.js"  # on other people's sites; see its own test
]
MARKED = {
    "_", "gettext", "ngettext", "pgettext", "npgettext", "lazy", "lazy_pgettext",
    "lazy_ngettext", "counted",
}  # fmt: skip
# These tell nobody but developers, logs and tables of a database.
NOT_SHOWN = {
    "ValueError", "TypeError", "KeyError", "RuntimeError", "LookupError", "OSError",
    "AssertionError", "debug", "info", "warning", "error", "exception", "compile",
    "text", "execute", "DDL", "CheckConstraint", "Index", "relationship", "ForeignKey",
}  # fmt: skip
SHOWN = {"message", "label", "description", "help", "legend"}  # of forms, refusals
SENTENCE = re.compile(r"^[“„]?[A-Z{][^\n]* [^\n]*[.?!…]$")
IN_A_SCRIPT = re.compile(r"""(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1""")
# In a script: a sentence, or two words with a capital at the beginning.
SAID_IN_SCRIPT = re.compile(r"^(?:[A-Z][^<>=]* [^<>=]*[.?!…]|[A-Z][a-z]+ [a-z]+.*)$")


def literal(node):
    """Return what a text says, with {} where something is put in; None: no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (literal(part) for part in node.values)
        return "".join("{}" if part is None else part for part in parts)
    return None


def name_of(node):
    return getattr(node, "id", None) or getattr(node, "attr", "")


def where_it_is_shown(tree):
    """Yield expressions whose texts people see, however short these are."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (k.value for k in node.keywords if k.arg in SHOWN)
            if name_of(node.func) in {"flash", "ValidationError", "Refusal"}:
                yield from node.args[:1]
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if not isinstance(each, ast.Assign):
                    continue
                if {name_of(target) for target in each.targets} & SHOWN:
                    yield each.value
                is_field = isinstance(each.value, ast.Call) and any(
                    base in name_of(one) for one in node.bases for base in ("Form",)
                )
                if is_field:
                    yield from each.value.args[:1]


def unmarked(source):
    """Return (line, text) of what people are told in English whatever they read."""
    tree = ast.parse(source)
    marked = set()
    for node in ast.walk(tree):
        is_docstring = isinstance(node, ast.Expr) and isinstance(
            node.value, ast.Constant
        )
        is_marked = isinstance(node, ast.Call) and name_of(node.func) in (
            MARKED | NOT_SHOWN
        )
        if is_docstring or is_marked or isinstance(node, ast.Assert):
            marked.update(id(each) for each in ast.walk(node))
        if isinstance(node, ast.JoinedStr):
            marked.update(id(part) for part in node.values)
    found = [
        (node.lineno, said)
        for node in where_it_is_shown(tree)
        if id(node) not in marked
        and re.search(r"[A-Za-z]{2}", said := literal(node) or "")
    ]
    found += [
        (node.lineno, said)
        for node in ast.walk(tree)
        if id(node) not in marked and SENTENCE.match(said := literal(node) or "")
    ]
    return sorted(set(found))


def said_by_script(source):
    code = re.sub(r"^\s*(?://|\*|/\*).*$|\s//\s.*$", "", source, flags=re.MULTILINE)
    return [
        text
        for line in code.splitlines()
        if "Error(" not in line
        for _quote, text in IN_A_SCRIPT.findall(line)
        if SAID_IN_SCRIPT.match(text)
    ]


@pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix()
)
def test_python_says_nothing_that_cannot_be_translated(path):
    assert unmarked(path.read_text()) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_nothing_that_cannot_be_translated(path):
    assert said_by_script(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('flash("Saved.")', ["Saved."]),
        ('flash(f"{name} is there.")', ["{} is there."]),
        ('flash(_("Saved."))', []),
        ('class Full(Refusal):\n    message = "Sold out"', ["Sold out"]),
        ('class AForm(Form):\n    name = Text("Name")', ["Name"]),
        ('class AForm(Form):\n    name = Text(lazy("Name"))', []),
        ('x = InputRequired(message="Name it")', ["Name it"]),
        ('what = "This cannot be read."', ["This cannot be read."]),
        ('"""This is a docstring."""', []),
        ('raise ValueError("This is a bug.")', []),
        ('log.info("Something has happened.")', []),
        ('said = {1: "One tag goes on."}', ["One tag goes on."]),
    ],
)
def test_what_counts_as_said(source, found):
    assert [text for _line, text in unmarked(source)] == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('status.textContent = "Draft saved.";', ["Draft saved."]),
        ("status.textContent = `Draft saved at ${time}`;", ["Draft saved at ${time}"]),
        ('status.textContent = words.saved; // "Draft saved."', []),
        ('throw new Error("No answer came.");', []),
        ('node.className = "button is-wide";', []),
    ],
)
def test_what_counts_as_said_by_a_script(source, found):
    assert said_by_script(source) == found


LETTERS = [
    path for path in MODULES if path.name == "mails.py" and "mail/" not in str(path)
]


def said_too_soon(source):
    """Return the lines that make words for a letter, in the language of who causes it.

    Outside of `later(…)` there are none to be made: values go in as what they are.
    """
    tree = ast.parse(source)
    makers = MARKED - {"lazy", "lazy_pgettext", "lazy_ngettext", "counted"}
    makers |= {
        "str",
        "plain",
        "translated",
        "listed",
        "long_day",
        "day",
        "days",
        "clock",
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node.func) in makers
    ]


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.parent.name)
def test_letters_are_given_no_words_in_the_language_of_who_causes_them(path):
    assert said_too_soon(path.read_text()) == []


def test_words_that_are_made_too_soon_are_found():
    assert said_too_soon("queue_letter(total=str(order.total))") == [1]
    assert said_too_soon("queue_letter(event=later(plain, event))") == []
