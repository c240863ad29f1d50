"""The rules of the house that no other tool can check."""

import ast
import itertools
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "eventsite"
TEMPLATES = ROOT / "templates"
FREE = {"core", "formats", "solver", "payments", "demo"}  # they name their own files
ROOMS = [
    d
    for d in sorted(PACKAGE.iterdir())
    if d.is_dir() and d.name not in FREE | {"static", "__pycache__"}
]
FILES = sorted(PACKAGE.rglob("*.py"))
EDGE = {"views", "organiser_views", "cli", "jobs"}
STEPS = {
    "db",
    "jobs",
    "backup",
    "keys",
    "long_forms",
}  # core's own work in several steps
VOCABULARY = EDGE | {
    "__init__",
    "models",
    "rules",
    "queries",
    "mails",
    "actions",
    "forms",
    "exports",
    "panels",
    "privacy",
}
COMMITS = {"db.session.commit", "write_tx"}
TIMES = {"clock.now", "datetime.now", "datetime.utcnow", "date.today", "time.time"}
MAX_LINES = 400  # from 300 on, conftest.py asks for the second noun

each_file = pytest.mark.parametrize(
    "path", FILES, ids=lambda p: str(p.relative_to(PACKAGE))
)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_holds_only_the_files_everyone_expects(room):
    assert {p.stem for p in room.glob("*.py")} <= VOCABULARY


@pytest.mark.parametrize(
    "path",
    [*FILES, *ROOT.glob("tests/**/*.py"), *TEMPLATES.rglob("*.*")],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_no_file_outgrows_a_sitting(path):
    assert len(path.read_text().splitlines()) <= MAX_LINES


def calls(tree):
    return {ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}


@each_file
def test_only_the_edge_commits_and_asks_the_time(path):
    made = calls(ast.parse(path.read_text()))
    if path.parent.name in EDGE:  # a folder of views
        return
    if path.stem not in EDGE | STEPS:
        assert not made & COMMITS
    if path.stem not in EDGE | {"clock", "app", "metrics"}:
        assert not made & TIMES


@each_file
def test_imports_stand_at_the_top(path):
    functions = (
        n
        for n in ast.walk(ast.parse(path.read_text()))
        if isinstance(n, ast.FunctionDef)
    )
    inside = itertools.chain.from_iterable(map(ast.walk, functions))
    assert not [n.lineno for n in inside if isinstance(n, ast.Import | ast.ImportFrom)]


def pages(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_page_says_who_may_open_it(app):
    unmarked = [
        rule.endpoint
        for rule in pages(app)
        if not hasattr(app.view_functions[rule.endpoint], "guard")
    ]
    assert unmarked == []


def test_organisers_pages_and_only_they_ask_for_a_right(app):
    for rule in pages(app):
        guard = app.view_functions[rule.endpoint].guard
        asks = guard not in {"public", "signed in", "administrators"}
        managed = ("/manage/<slug>", "/api/v1/manage/<slug>")
        assert asks == rule.rule.startswith(managed), rule


def test_every_page_template_is_named_after_its_view(app):
    views = {name.split(".", 1)[1] for name in app.view_functions if "." in name}
    templates = {
        p.stem
        for room in ROOMS
        for p in (TEMPLATES / room.name).glob("*.html")
        if not p.stem.startswith("_")  # a piece of a page
    }
    assert templates <= views
