import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.permissions import Right, Role
from eventsite.proposals.models import ProposalState
from eventsite.registration.rules import Buyer
from eventsite.tokens.models import ApiToken
from tests import factories
from tests.factories import only, stored
from tests.proposals.things import draft as draft_proposal
from tests.proposals.things import proposal
from tests.registration.conftest import guests_of, ordered


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="conf")


@pytest.fixture
def ask(ask_as, event):
    return ask_as(factories.token(factories.owner(event)))


def codes(answer):
    return [thing["code"] for thing in answer.json]


def test_who_decides_sees_who_proposes(ask, event):
    author = factories.person(name="Ada", email="ada@example.org")
    made = proposal(event, author, code="PRO222", notes="I am Ada", level="Beginner")
    shown = {
        "code": "PRO222",
        "state": "submitted",
        "title": made.title,
        "abstract": "What it is about.",
        "description": "",
        "type": "",
        "track": "",
        "language": "",
        "level": "Beginner",
        "may_record": False,
        "notes": "I am Ada",
        "speakers": [
            {
                "name": "Ada",
                "email": "ada@example.org",
                "affiliation": "",
                "biography": "",
            }
        ],
        "session": None,
        "submitted_at": "2030-09-01T12:00:00+00:00",
        "modified_at": "2030-09-01T12:00:00+00:00",
    }
    assert ask("/manage/conf/proposals").json == [shown]
    assert ask("/manage/conf/proposals/PRO222").json == shown
    assert codes(ask("/manage/conf/proposals?q=ada")) == ["PRO222"]


@pytest.mark.parametrize("way", ["reviewer", "token"])
def test_who_only_reads_does_not(ask_as, event, way):
    author = factories.person(name="Ada", email="ada@example.org")
    proposal(event, author, notes="I am Ada")
    if way == "reviewer":
        secret = factories.token(factories.team_member(event, Role.REVIEWER))
    else:
        secret = factories.token(
            factories.owner(event), rights=[Right.SEE_PROPOSALS, Right.SEE_EVENT]
        )
    ask = ask_as(secret)
    answer = ask("/manage/conf/proposals")
    [shown] = answer.json
    for text in (answer.text, ask(f"/manage/conf/proposals/{shown['code']}").text):
        assert "Ada" not in text
        assert "ada@" not in text
    found = {q: len(ask(f"/manage/conf/proposals?q={q}").json) for q in ("Ada", "a")}
    assert found == {"Ada": 0, "a": 1}  # nor does searching tell


def test_drafts_are_their_authors_alone(ask, event):
    mine = draft_proposal(event)
    factories.child(event, slug="side")
    proposal(factories.event(), code="THER22")
    assert ask("/manage/conf/proposals").json == []
    for code in (mine.code, "THER22"):
        assert ask(f"/manage/conf/proposals/{code}").status_code == 404
    assert ask("/manage/conf/proposals?state=draft").status_code == 422


def test_proposals_are_narrowed_and_paged(ask, event):
    first = proposal(event, title="Clouds and rain")
    second = proposal(event, state=ProposalState.WITHDRAWN)
    assert codes(ask("/manage/conf/proposals?q=rain")) == [first.code]
    assert codes(ask("/manage/conf/proposals?state=withdrawn")) == [second.code]
    assert codes(ask("/manage/conf/proposals?per_page=1&page=2")) == [second.code]
    assert ask("/manage/conf/proposals?per_page=1&page=3").json == []


def test_attendees_are_told_and_who_read_them(ask, event):
    ticket = factories.product(event, name="Ticket")
    ordered(ticket, guests=guests_of(ticket))
    answer = ask("/manage/conf/attendees")
    [shown] = answer.json
    assert shown["name"] == "Guest 0"
    assert shown["email"] == "guest0@example.org"
    assert shown["tickets"] == ["Ticket"]
    assert shown["confirmed"] is False
    assert shown["registered_with"] == "conf"
    assert answer.headers["X-Total-Count"] == "1"
    entry = only(AuditEntry)
    token = only(ApiToken)
    assert (entry.verb, entry.actor_id) == ("attendees.read", token.person_id)
    assert entry.detail == {"rows": 1, "token": token.id}
    ask("/manage/conf/attendees?q=nobody")
    assert stored(AuditEntry)[1].detail["rows"] == 0


def test_the_orders_of_other_events_stay_unnamed(ask_as, event):
    child = factories.child(event, slug="side")
    ticket = factories.product(event, includes={child: factories.quota(child)})
    ordered(ticket)
    ask = ask_as(factories.token(factories.owner(child), child))
    [shown] = ask("/manage/side/attendees").json
    assert (shown["order"], shown["registered_with"]) == (None, "conf")
    assert ask("/manage/side/orders").json == []


def test_orders(ask, event):
    order = ordered(factories.product(event))
    other = ordered(factories.product(event))
    found = ask("/manage/conf/orders").json
    assert [one["code"] for one in found] == [other.code, order.code]
    assert found[1]["total"] == {"minor": 40000, "currency": "USD"}
    assert (found[1]["state"], found[1]["attendees"]) == ("pending", 1)
    assert found[1]["due_at"].endswith("-07:00")
    assert "secret" not in found[1]
    assert codes(ask("/manage/conf/orders?state=paid")) == []
    assert codes(ask(f"/manage/conf/orders?q={order.code}")) == [order.code]
    assert {entry.verb for entry in stored(AuditEntry)} == {"orders.read"}


@pytest.mark.parametrize("many", [1, 50])
def test_a_list_asks_as_little_for_many(ask_as, event, queries, many):
    for _ in range(many):
        proposal(event, type=factories.session_type(event))
        name = f"buyer{factories.number()}"
        ordered(factories.product(event), buyer=Buyer(name, f"{name}@example.org"))
    ask = ask_as(factories.token(factories.owner(event), event))
    ask("/manage/conf")
    db.session.commit()
    for path in ("proposals", "attendees", "orders"):
        with queries() as sent:
            assert len(ask(f"/manage/conf/{path}").json) == many
        assert len(sent) <= 10, (path, sent)
