"""Where sessions stand, in the organisers' list of them."""

from datetime import UTC, datetime, timedelta

import pytest

from eventsite.core.db import db
from eventsite.permissions import Role
from eventsite.programme.rules import Out, compare_places
from eventsite.schedule import actions
from eventsite.sessions.models import SessionState
from tests import factories
from tests.factories import NOW

PAGE = "/manage/conf/sessions"
NINE = datetime(2030, 11, 1, 16, tzinfo=UTC)
HALF = timedelta(minutes=30)
HERE, THERE = (NINE, HALF, "Aula"), (NINE, HALF, "Janson")


@pytest.mark.parametrize(
    ("planned", "released", "out"),
    [
        ([], [], None),
        ([HERE], [], Out.NOT_YET),
        ([], [HERE], Out.STILL),
        ([HERE], [HERE], Out.SAME),
        ([HERE, THERE], [THERE, HERE], Out.SAME),
        ([HERE], [THERE], Out.CHANGED),
        ([HERE], [HERE, THERE], Out.CHANGED),
        ([HERE], [(NINE, HALF * 2, "Aula")], Out.CHANGED),
    ],
)
def test_what_the_public_knows_of_a_place(planned, released, out):
    assert compare_places(planned, released) is out


@pytest.fixture
def event(sign_in):
    made = factories.event(slug="conf")
    sign_in(factories.team_member(made, Role.PROGRAMME_CHAIR))
    return made


def row(page, title):
    """Return what the table says of a session, blanks as a browser shows them."""
    rows = page.partition("<tbody>")[2].split("</tr>")
    [found] = [one for one in rows if f">{title}</a>" in one]
    return " ".join(found.split())


def test_the_list_says_where_and_whether_that_is_public(client, event):
    room, other = (factories.room(event, name=n) for n in ("Aula", "Janson"))
    draft = factories.draft(event)
    sessions = {
        title: factories.session(event, title=title)
        for title in ("Stays", "Moves", "Goes", "Comes", "Waits")
    }
    slots = {
        title: factories.slot(draft, sessions[title], room, NINE + n * HALF)
        for n, title in enumerate(("Stays", "Moves", "Goes"))
    }
    actions.release(event, [event], "1", NOW)
    slots["Moves"].room = other
    slots["Goes"].starts_at = slots["Goes"].room = None
    db.session.commit()
    factories.slot(draft, sessions["Comes"], None, NINE)
    page = client.get(PAGE).text

    assert "Fri 1 Nov, 09:00, Aula" in row(page, "Stays")
    assert ">public</span>" in row(page, "Stays")
    assert "Fri 1 Nov, 09:30, Janson" in row(page, "Moves")
    assert "changed since the release" in row(page, "Moves")
    assert "Not placed" in row(page, "Goes")
    assert "taken off, still public" in row(page, "Goes")
    assert "Fri 1 Nov, 09:00, no room yet" in row(page, "Comes")
    assert "not released yet" in row(page, "Comes")
    assert "Not placed" in row(page, "Waits")
    assert "badge" not in row(page, "Waits")
    code = sessions["Waits"].code
    assert f'href="/manage/conf/schedule/sessions/{code}"' in row(page, "Waits")


def test_the_list_is_narrowed_to_what_has_no_place(client, event):
    draft, child = factories.draft(event), factories.child(event)
    factories.slot(draft, factories.session(event, title="Here"), None, NINE)
    factories.slot(draft, factories.session(child, title="There"), None, NINE)
    taken_off = factories.session(event, title="Taken off")
    factories.slot(draft, taken_off, None, None)
    old = factories.draft(event, is_current=False, name="Old")
    factories.slot(old, factories.session(child, title="In an old draft"), None, NINE)
    factories.session(event, title="Cancelled", state=SessionState.CANCELLED)
    titles = ("Here", "There", "Taken off", "In an old draft", "Cancelled")

    def shown(asked):
        page = client.get(f"{PAGE}?{asked}").text
        return {title for title in titles if f">{title}</a>" in page}

    assert shown("place=unplaced") == {"Taken off", "In an old draft"}
    assert shown("place=placed") == {"Here", "There"}
    assert shown("place=nonsense") == set(titles)
