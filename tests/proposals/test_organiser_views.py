import pytest

from eventsite.core.db import db
from eventsite.events.models import EventState, HostAdministrator
from eventsite.mail.models import Letter
from eventsite.permissions import Role
from eventsite.proposals import panels
from eventsite.proposals.models import Call, Proposal, ProposalSpeaker
from eventsite.proposals.models import ProposalState as State
from eventsite.sessions.models import Session
from tests import factories
from tests.factories import NOW, only, stored
from tests.proposals import things
from tests.proposals.things import CLOSES, LATER, ZONE

TERMS = {
    "text": "Send us things.",
    "zone": ZONE,
    "opens": "2030-08-01T09:00",
    "closes_on": "2030-09-23",
    "closes_time": "",
    "grace": "30",
}


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="here")


@pytest.fixture
def chair(event, sign_in):
    person = factories.team_member(event, Role.PROGRAMME_CHAIR)
    sign_in(person)
    return person


@pytest.mark.usefixtures("chair")
def test_a_call_is_made_and_changed_in_the_browser(client, event):
    talk, lightning = factories.session_type(event), factories.session_type(event)
    sent = TERMS | {
        f"type_{talk.id}": "y",
        f"type_{lightning.id}": "y",
        f"type_{lightning.id}_on": "2030-10-12",
        f"type_{lightning.id}_time": "18:00",
    }
    assert client.get("/manage/here/call").status_code == 200
    assert client.post("/manage/here/call", data=sent).status_code == 302

    call = only(Call)
    assert (call.text, call.closes, call.opens.local.hour) == (
        "Send us things.",
        CLOSES,
        9,
    )
    assert {wanted.type: wanted.own_closes for wanted in call.types} == {
        talk: None,
        lightning: LATER,
    }
    assert call.grace.total_seconds() == 1800
    page = client.get("/manage/here/call").text
    for shown in ('value="2030-09-23"', 'value="2030-10-12"', 'value="18:00"'):
        assert shown in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"closes_on": "2030-07-31"}, "must open before it closes"),
        ({"closes_on": "99999-01-01"}, "Choose a day"),
        ({"zone": "Mars/Olympus"}, "no such time zone"),
        ({"opens": ""}, "Choose a day and time"),
        ({"closes_time": "25:00"}, "Type a time of day"),
        ({"grace": "99999999999999999999"}, "Type a whole number"),
        ({"grace": "-1"}, "Type a whole number"),
    ],
)
@pytest.mark.usefixtures("event", "chair")
def test_a_wrong_call_is_refused_beside_the_field(client, wrong, said):
    page = client.post("/manage/here/call", data=TERMS | wrong)
    assert (page.status_code, said in page.text) == (422, True)
    assert "Send us things." in page.text
    assert stored(Call) == []


@pytest.mark.usefixtures("event", "chair")
def test_only_the_events_own_types_are_asked_for(client):
    foreign = factories.session_type(factories.event())
    client.post("/manage/here/call", data=TERMS | {f"type_{foreign.id}": "y"})
    assert only(Call).types == []


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.usefixtures("chair")
def test_the_list_costs_the_same_for_any_number(client, event, rows, queries):
    for _ in range(rows):
        things.proposal(
            event, type=factories.session_type(event), track=factories.track(event)
        )
    things.draft(event, title="A secret draft")
    with queries() as sent:
        page = client.get("/manage/here/proposals")
    assert page.text.count("/manage/here/proposals/") == rows
    assert "A secret draft" not in page.text
    assert len(sent) <= 9


def found(client, **asked):
    page = client.get("/manage/here/proposals", query_string=asked).text
    return {made.title for made in stored_proposals() if f">{made.title}<" in page}


def stored_proposals():
    return stored(Proposal)


@pytest.mark.usefixtures("chair")
def test_the_list_is_filtered_and_searched(client, event):
    talk, track = factories.session_type(event), factories.track(event)
    things.proposal(event, title="One", type=talk)
    things.proposal(event, title="Two", track=track, state=State.REJECTED)
    things.proposal(
        event,
        title="100% Three",
        speakers=[ProposalSpeaker(name="Ada Lovelace", email="a@example.org")],
    )
    assert found(client) == {"One", "Two", "100% Three"}
    assert found(client, type=talk.id) == {"One"}
    assert found(client, track=track.id) == {"Two"}
    assert found(client, state="rejected") == {"Two"}
    assert found(client, q="lovelace three") == {"100% Three"}
    assert found(client, q="%") == {"100% Three"}
    assert found(client, state="draft") == {"One", "Two", "100% Three"}
    assert found(client, state="x", type="9" * 30, track="-1", page="9" * 30) == set()
    assert found(client, page="-3") == {"One", "Two", "100% Three"}


@pytest.mark.usefixtures("chair")
def test_one_proposal_with_what_authors_typed_made_harmless(client, event):
    made = things.proposal(
        event,
        title="<b>Bold</b>",
        abstract="**strong** <script>alert(1)</script>",
        notes="[x](javascript:alert(1))",
    )
    page = client.get(f"/manage/here/proposals/{made.code}").text
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
    assert "<strong>strong</strong>" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


@pytest.mark.usefixtures("chair")
def test_a_draft_is_its_authors_only(client, event):
    made = things.draft(event)
    for rest in ("", "/accept", "/reject"):
        path = f"/manage/here/proposals/{made.code}{rest}"
        assert client.get(path).status_code == 404


@pytest.mark.usefixtures("chair")
def test_the_letter_is_shown_before_it_is_sent(client, event):
    made = things.proposal(event, title="Tracing")
    path = f"/manage/here/proposals/{made.code}/accept"
    assert "Accepted: “Tracing” at" in client.get(path).text
    page = client.post(path, data={"note": "Bring a jumper.", "act": "preview"})
    assert page.status_code == 200
    assert page.text.count("Bring a jumper.") == 2  # typed, and in the letter
    assert (stored(Letter), made.state) == ([], State.SUBMITTED)

    answer = client.post(path, data={"note": "Bring a jumper.", "act": "decide"})
    assert answer.status_code == 302
    assert "Bring a jumper." in only(Letter).text
    assert only(Session).title == "Tracing"


@pytest.mark.usefixtures("chair")
def test_deciding_twice_is_harmless_and_differently_is_refused(client, event):
    made = things.proposal(event)
    path = f"/manage/here/proposals/{made.code}"
    assert client.post(f"{path}/reject", data={"note": ""}).status_code == 302
    assert client.post(f"{path}/reject", data={"note": ""}).status_code == 302
    page = client.post(f"{path}/accept", data={"note": ""})
    assert (page.status_code, "Somebody else has decided" in page.text) == (422, True)
    assert len(stored(Letter)) == 1
    assert stored(Session) == []


def test_a_reviewer_reads_and_does_not_decide(client, sign_in, event):
    made = things.proposal(event)
    sign_in(factories.team_member(event, Role.REVIEWER))
    page = client.get(f"/manage/here/proposals/{made.code}")
    assert page.status_code == 200
    assert "Accept…" not in page.text
    assert made.author.email not in page.text
    for decision in ("accept", "reject"):
        path = f"/manage/here/proposals/{made.code}/{decision}"
        assert client.get(path).status_code == 403
        assert client.post(path, data={"note": ""}).status_code == 403
    assert made.state is State.SUBMITTED


def test_a_reviewer_is_not_told_who_proposed(client, sign_in, event):
    author = factories.person(name="Zora Quill", email="zora@example.org")
    made = things.proposal(event, author, notes="I am Zora of Quillworks")
    who = made.speakers[0]
    who.affiliation, who.biography = "Quillworks", "Zora wrote three books."
    db.session.commit()
    here = "/manage/here/proposals"
    paths = (here, f"{here}/{made.code}", "/manage/here/", f"{here}?q=Quill")
    sign_in(factories.team_member(event, Role.REVIEWER))
    for path in paths:
        page = client.get(path)
        assert page.status_code == 200
        for secret in ("Zora", "zora@", "Quillworks", "three books"):
            assert secret not in page.text, path
    assert made.code not in client.get(f"{here}?q=Zora").text  # nor does searching tell
    assert made.code in client.get(f"{here}?q={made.title.split()[0]}").text

    sign_in(factories.team_member(event, Role.PROGRAMME_CHAIR))
    assert "Zora Quill" in client.get(here).text
    assert "Quillworks" in client.get(f"{here}/{made.code}").text
    assert made.code in client.get(f"{here}?q=Zora").text


@pytest.mark.usefixtures("event", "chair")
def test_another_events_proposal_does_not_exist_here(client):
    made = things.proposal(factories.event())
    for rest in ("", "/accept", "/reject"):
        path = f"/manage/here/proposals/{made.code}{rest}"
        assert client.get(path).status_code == 404
        if rest:
            assert client.post(path, data={"note": ""}).status_code == 404


@pytest.mark.usefixtures("chair")
def test_an_archived_event_is_only_read(client, event):
    made = things.proposal(event)
    event.state = EventState.ARCHIVED
    db.session.commit()
    path = f"/manage/here/proposals/{made.code}"
    assert client.get(path).status_code == 200
    assert client.post(f"{path}/accept", data={"note": ""}).status_code == 403
    assert client.post("/manage/here/call", data=TERMS).status_code == 403


def test_what_to_do_and_the_numbers(app, event):
    ada = factories.person()
    things.call(event)
    things.draft(event, ada, title="Half done")
    things.proposal(event)
    with app.test_request_context():
        [to_do] = panels.to_dos(ada.id, NOW)
        [figure] = panels.figures(event, NOW)
        assert panels.to_dos(ada.id, CLOSES.at) == []
    assert (to_do.text, to_do.until) == ("Submit your proposal “Half done”", CLOSES)
    assert (figure.value, figure.url) == ("1", "/manage/here/proposals")


def test_who_decides_is_told_what_waits_and_nobody_else_is(app):
    root = factories.event()
    child = factories.child(root, slug="below")
    things.proposal(child)
    things.proposal(child)
    things.proposal(child, state=State.REJECTED)
    things.draft(child)
    host_admin = factories.person()
    factories.saved(HostAdministrator(host=root.host, person=host_admin))
    told = [
        factories.team_member(child, Role.DEVROOM_MANAGER),
        factories.team_member(root, Role.PROGRAMME_CHAIR),
        factories.admin(),
        host_admin,
    ]
    untold = [
        factories.team_member(child, Role.REVIEWER),
        factories.team_member(factories.child(root), Role.PROGRAMME_CHAIR),
        factories.team_member(factories.event(), Role.OWNER),
        factories.person(),
    ]
    with app.test_request_context():
        found = [panels.to_dos(who.id, NOW) for who in told]
        assert [panels.to_dos(who.id, NOW) for who in untold] == [[]] * 4
    assert {(each.text, each.url) for [each] in found} == {
        ("Decide on 2 proposals", "/manage/below/proposals?state=submitted")
    }
