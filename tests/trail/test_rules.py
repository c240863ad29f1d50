import ast
import re
from pathlib import Path

import pytest

import eventsite
from eventsite.trail import rules

VERB = re.compile(r"([a-z-]+)\.[a-z-]+")
PACKAGE = Path(eventsite.__file__).parent
MADE_OF_PIECES = {
    *(f"{noun}.{verb}" for noun in ("room", "track", "session-type", "tag")
      for verb in ("add", "edit", "move", "delete")),
    "proposal.accept", "proposal.reject", "scholarship.award", "scholarship.reject",
}  # fmt: skip


def noted():
    """Return the verbs that the rooms pass to what notes them."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call):
                continue
            called = ast.unparse(call.func).rpartition(".")[2].lstrip("_")
            if called not in {"note", "audit", "record", "note_host"}:
                continue
            given = [*call.args, *(each.value for each in call.keywords)]
            found |= {
                one.value
                for one in given
                if isinstance(one, ast.Constant)
                and isinstance(one.value, str)
                and VERB.fullmatch(one.value)
            }
    return found


def test_every_verb_has_words_for_people():
    verbs = noted()
    assert "session.edit" in verbs
    assert verbs | MADE_OF_PIECES <= set(rules.SAID)


def test_every_verb_is_found_by_its_area():
    nouns = {noun for area in rules.AREAS.values() for noun in area.nouns}
    verbs = {verb for area in rules.AREAS.values() for verb in area.verbs}
    alone = {
        "second-factor",
        "identity",
        "account",
        "own-data",
    }  # of accounts, at no event
    for verb in rules.SAID:
        assert verb in verbs or verb.partition(".")[0] in nouns | alone


def test_a_verb_without_words_is_readable():
    assert rules.said("session.edit") == "Edited a session"
    assert rules.said("badge.print-all") == "Badge: print all"
    assert rules.said("odd") == "Odd: "


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        ({"changed": "title, own_starts_on"}, ["changed: title, starts on"]),
        ({"listed": True, "places": 0}, ["on sale to everybody: yes", "places: 0"]),
        ({"role": "", "code": None}, []),
        ({"what_else": "x"}, ["what else: x"]),
    ],
)
def test_details_in_words(noted, said):
    assert rules.details(noted) == said
