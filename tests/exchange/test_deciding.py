"""Deciding in a browser what to keep of what both have changed."""

import re

import pytest

from eventsite.core.db import db
from eventsite.exchange.models import ImportState
from tests import factories
from tests.exchange.bringing import CITY, session_of, talk
from tests.exchange.desk import read, work
from tests.formats.samples import xml


@pytest.fixture
def conf(app):
    assert app.testing
    return factories.event(slug="conf", own_timezone="Europe/Berlin")


@pytest.fixture
def desk(client, conf, sign_in):
    sign_in(factories.owner(conf))
    return client


def edited(app, client, **values):
    """Bring a file in, edit its first session by hand, and upload a newer one."""
    _, where = read(app, client)
    client.post(f"{where}/apply")
    work(app)
    for name, value in values.items():
        setattr(session_of(1), name, value)
    db.session.commit()
    newer = xml(
        talk(1, title="New", abstract="B"),
        talk(2, start="11:00", title="Two"),
        conference=CITY,
    )
    return read(app, client, newer)[1]


def titles():
    db.session.rollback()
    return [session_of(n).title for n in (1, 2)]


def test_a_conflict_shows_both_sides_and_is_decided(app, desk):
    where = edited(app, desk, title="By <i>hand")
    page = desk.get(where).text
    assert "Edited here and changed in the file: 1" in page
    assert "By &lt;i&gt;hand: title" in page
    assert "As it is here" in page
    desk.post(f"{where}/apply", data={"look": "1", "all": "each", "conflict-0": "file"})
    assert work(app).state is ImportState.DONE
    assert titles() == ["New", "Two"]
    _, where = read(app, desk, xml(talk(1, title="New", abstract="B"), conference=CITY))
    assert "Edited here" not in desk.get(where).text


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ({}, "By hand"),
        ({"conflict-0": "here"}, "By hand"),
        ({"conflict-0": "nonsense", "conflict-99": "file"}, "By hand"),
        ({"all": "file"}, "New"),
        ({"all": "here", "conflict-0": "file"}, "By hand"),
    ],
)
def test_one_side_is_chosen_for_each_or_for_all(app, desk, answer, title):
    where = edited(app, desk, title="By hand")
    desk.post(f"{where}/apply", data={"look": "1", "all": "each"} | answer)
    assert work(app).state is ImportState.DONE
    assert titles()[0] == title
    assert session_of(1).abstract == "B"


def test_what_changes_between_looking_and_writing_is_asked_again(app, desk):
    where = edited(app, desk, title="By hand")
    desk.post(f"{where}/apply", data={"look": "1", "all": "each", "conflict-0": "file"})
    session_of(1).title = "Meanwhile"
    db.session.commit()
    row = work(app)
    assert (row.state, row.looks) == (ImportState.READ, 2)
    assert titles() == ["Meanwhile", "<b>Two"]
    page = desk.get(where).text
    assert "Somebody changed something here while you were looking." in page
    assert "Meanwhile: title" in page
    assert re.search(
        r'value="file"\s+aria-describedby="conflict-0-file-text"\s+checked', page
    )
    desk.post(f"{where}/apply", data={"look": "2", "all": "each", "conflict-0": "here"})
    assert work(app).state is ImportState.DONE
    assert titles() == ["Meanwhile", "Two"]


@pytest.mark.parametrize("look", ["0", "2", "", "x", "9" * 30])
def test_an_answer_to_another_report_is_none(app, desk, look):
    where = edited(app, desk, title="By hand")
    response = desk.post(f"{where}/apply", data={"look": look, "all": "file"})
    assert "Please look again" in desk.get(response.location).text
    assert work(app).state is ImportState.READ
    assert titles()[0] == "By hand"


def test_conflicts_beyond_those_shown_wait(app, desk, monkeypatch):
    monkeypatch.setattr("eventsite.exchange.organiser_views.MOST_LISTED", 1)
    where = edited(app, desk, title="By hand", abstract="Mine")
    page = desk.get(where).text
    assert "Edited here and changed in the file: 2" in page
    assert "… and 1 more, which stays as it is here" in page
    desk.post(f"{where}/apply", data={"look": "1", "all": "each", "conflict-0": "file"})
    work(app)
    assert (session_of(1).title, session_of(1).abstract) == ("New", "Mine")
    newer = xml(talk(1, title="New", abstract="B"), conference=CITY)
    _, where = read(app, desk, newer)
    assert "Edited here and changed in the file: 1" in desk.get(where).text


def test_what_was_edited_here_alone_is_named(app, desk):
    _, where = read(app, desk)
    desk.post(f"{where}/apply")
    work(app)
    session_of(1).title = "By hand"
    db.session.commit()
    _, where = read(app, desk)
    page = desk.get(where).text
    assert "Edited here, not changed in the file; they stay: 1" in page
    assert "Nothing in it differs" in page
