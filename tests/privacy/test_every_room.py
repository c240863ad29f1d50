"""No room forgets to say what it keeps about people."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from eventsite.core.db import db

PACKAGE = Path(__file__).parents[2] / "eventsite"
TELLING = {"email", "to"}  # columns that hold an address
BELOW = {"accounts", "factors", "identities", "mail", "audit", "privacy"}
# What refers to somebody and says no more than a number, which leads nowhere afterwards.
NUMBERS_ONLY = {"payments", "releases"}


def rooms():
    """Return the rooms whose tables know people, with the tables."""
    found = {}
    for mapper in db.Model.registry.mappers:
        table = mapper.local_table
        knows = any(
            key.column.table.name == "people" for key in table.foreign_keys
        ) or TELLING & set(table.columns.keys())
        if knows and table.name not in NUMBERS_ONLY | {"people"}:
            room = mapper.class_.__module__.split(".")[1]
            found.setdefault(room, set()).add(table.name)
    return found


@pytest.mark.usefixtures("app")
def test_every_room_that_knows_people_answers_for_it():
    silent = {
        room: tables
        for room, tables in rooms().items()
        if room not in BELOW and not (PACKAGE / room / "privacy.py").is_file()
    }
    assert silent == {}


def test_every_answer_is_asked_for(app):
    files = {path.parent.name for path in PACKAGE.glob("*/privacy.py")}
    asked = {room.erase.__module__.split(".")[1] for room in app.extensions["own_data"]}
    assert files - {"privacy"} <= asked
    assert sa.inspect(db.engine).has_table("people")


def test_names_in_the_file_are_told_apart(app):
    names = [room.name for room in app.extensions["own_data"]]
    assert len(names) == len(set(names))
