import re
from urllib.parse import urlsplit

import pytest

from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.mail.models import Letter
from eventsite.permissions import Role
from eventsite.proposals import queries
from eventsite.proposals.models import Proposal
from eventsite.proposals.models import ProposalState as State
from tests import factories
from tests.factories import only, stored
from tests.proposals import things
from tests.proposals.things import CLOSES, LATER, OPENS, TICK

SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def ada(app, sign_in):
    assert app.testing
    person = factories.person(name="Ada", email="ada@example.org")
    sign_in(person)
    return person


@pytest.fixture
def here(app):
    """Return an event with an open call of two types and a track."""
    assert app.testing
    event = factories.event(slug="here")
    talk = factories.session_type(event, name="Talk")
    lightning = factories.session_type(event, name="Lightning talk", position=1)
    factories.track(event, name="Operations")
    things.call(event, [(talk, None), (lightning, LATER)], text="Tell **us** things.")
    return event


def form(kind=None, **typed):
    whole = {
        "title": "Tracing at scale",
        "abstract": "How we trace.",
        "type": str(kind.type_id) if kind else "",
        "speaker_name": "Ada",
        "once": "a-key-of-this-form",
        "act": "submit",
    }
    return {key: value for key, value in (whole | typed).items() if value is not None}


def types(event):
    return queries.find_call(event).types


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text))


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (OPENS.at - TICK, "The call opens on"),
        (OPENS.at, "Propose a session"),
        (CLOSES.at - TICK, "Propose a session"),
        (CLOSES.at, "Talk 30 minutes ended with 23 September 2030"),
        (LATER.at - TICK, "Propose a session"),
        (LATER.at, "The call is closed. It ended 12 October 2030, 18:00"),
    ],
)
@pytest.mark.usefixtures("here")
def test_the_call_says_what_is_open_until_when(client, set_clock, now, said):
    set_clock(now)
    page = client.get("/events/here/cfp")
    assert page.status_code == 200
    assert said in words(page)
    assert "<strong>us</strong>" in page.text


def test_an_event_without_a_call_says_so(client):
    event = factories.event()
    page = client.get(f"/events/{event.slug}/cfp")
    assert (page.status_code, "No call for proposals" in page.text) == (200, True)


@pytest.mark.usefixtures("sign_in", "here")
def test_the_call_costs_few_queries(client, queries):
    with queries() as sent:
        client.get("/events/here/cfp")
    assert len(sent) <= 3


@pytest.mark.usefixtures("here")
def test_a_stranger_signs_in_first(client):
    assert client.get("/events/here/cfp/submit").status_code in {302, 401}
    assert client.post("/events/here/cfp/submit", data=form()).status_code in {302, 401}
    assert stored(Proposal) == []


def test_a_whole_proposal_is_submitted_and_shown(client, ada, here):
    kind = types(here)[0]
    co = {"co-0-name": "Bob", "co-0-email": "bob@example.org"}

    answer = client.post("/events/here/cfp/submit", data=form(kind, **co))

    made = only(Proposal)
    assert answer.location == f"/events/here/cfp/proposals/{made.code}"
    assert (made.state, made.author, made.type) == (State.SUBMITTED, ada, kind.type)
    assert [(s.name, s.email, s.person_id) for s in made.speakers] == [
        ("Ada", "ada@example.org", ada.id),
        ("Bob", "bob@example.org", None),
    ]
    assert only(Letter).to == "ada@example.org"
    page = client.get(answer.location)
    assert "Your proposal is submitted." in page.text
    assert 'value="Tracing at scale"' in page.text
    assert "Submit changes" in page.text


@pytest.mark.usefixtures("ada")
def test_a_double_click_makes_one_proposal_and_one_letter(client, here):
    for _ in range(2):
        client.post("/events/here/cfp/submit", data=form(types(here)[0]))
    assert only(Proposal).typed is None
    assert len(stored(Letter)) == 1


@pytest.mark.usefixtures("ada", "here")
def test_an_unfinished_draft_comes_back_as_it_was_typed(client):
    typed = form(
        title="", abstract="Only a thought", type="999999999999999999999", act="save"
    )
    typed |= {"co-0-name": "Bob", "co-0-email": "no address", "language": "xx"}

    answer = client.post("/events/here/cfp/submit", data=typed)
    made = only(Proposal)
    assert (made.state, made.abstract) == (State.DRAFT, "")
    assert answer.status_code == 422  # two answers cannot stay as they are

    page = client.get(f"/events/here/cfp/proposals/{made.code}")
    assert "Only a thought" in page.text
    assert 'value="no address"' in page.text
    for lacking in ("Give your session a title.", "Choose a session type."):
        assert lacking in page.text
    assert stored(Letter) == []


@pytest.mark.usefixtures("ada", "here")
def test_a_plain_draft_is_saved_and_leads_to_its_own_page(client):
    answer = client.post("/events/here/cfp/submit", data=form(title="T", act="save"))
    made = only(Proposal)
    assert answer.location == f"/events/here/cfp/proposals/{made.code}"
    assert "Saved, not yet submitted." in client.get(answer.location).text


@pytest.mark.parametrize(
    ("state", "does"), [("DRAFT", "save"), ("SUBMITTED", "submit")]
)
def test_enter_hands_in_what_was_handed_in_before(client, ada, here, state, does):
    """A browser takes a form's first button for it."""
    made = things.proposal(here, ada, state=State[state])
    page = client.get(f"/events/here/cfp/proposals/{made.code}").text
    first = page[page.index("<button", page.index("data-autosave")) :]
    assert f'value="{does}"' in first.partition(">")[0]


@pytest.mark.usefixtures("ada", "here")
def test_a_script_saves_at_the_same_address(client):
    said = client.post("/events/here/cfp/submit", data=form(title=""), headers=SCRIPT)
    assert said.status_code == 200
    assert said.json["kept"] is True
    assert said.json["address"] == f"/events/here/cfp/proposals/{only(Proposal).code}"
    assert list(said.json["missing"]) == ["title", "type"]
    assert only(Proposal).state is State.DRAFT

    client.post(said.json["address"], data=form(title="Later"), headers=SCRIPT)
    assert only(Proposal).typed["title"] == ["Later"]


@pytest.mark.usefixtures("ada", "here")
def test_incomplete_is_refused_beside_the_fields_and_kept(client):
    page = client.post("/events/here/cfp/submit", data=form(abstract="", title=""))
    assert page.status_code == 422
    assert "Give your session a title." in page.text
    assert "Write an abstract." in page.text
    assert "What you typed is kept." in page.text
    assert only(Proposal).state is State.DRAFT


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (CLOSES.at - TICK, State.SUBMITTED),
        (CLOSES.at, State.DRAFT),
        (CLOSES.at + TICK, State.DRAFT),
    ],
)
@pytest.mark.usefixtures("ada")
def test_in_time_to_the_microsecond_and_late_words_are_kept(
    client, here, set_clock, now, state
):
    talk = types(here)[0]
    client.get("/events/here/cfp/submit")
    set_clock(now)
    answer = client.post("/events/here/cfp/submit", data=form(talk))

    made = only(Proposal)
    assert made.state is state
    if state is State.DRAFT:
        assert answer.status_code == 422
        assert "The deadline of this session type has passed." in answer.text
        assert "How we trace." in answer.text
        shown = client.get(f"/events/here/cfp/proposals/{made.code}")
        assert "How we trace." in shown.text


def test_after_the_last_deadline_nothing_begins_but_a_draft_is_still_there(
    client, ada, here, set_clock
):
    mine = things.draft(here, ada, typed={"title": ["My idea"]})
    set_clock(LATER.at)
    assert client.get("/events/here/cfp/submit").location == "/events/here/cfp"
    page = client.get(f"/events/here/cfp/proposals/{mine.code}")
    assert 'value="My idea"' in page.text
    assert "Submit proposal" not in page.text


def test_changes_of_a_submitted_proposal_wait_until_they_are_submitted(
    client, ada, here
):
    kind = types(here)[0]
    mine = things.proposal(here, ada, title="Old", type_id=kind.type_id)
    address = f"/events/here/cfp/proposals/{mine.code}"

    client.post(address, data=form(kind, title="New", act="save"))
    db.session.expire_all()
    assert mine.title == "Old"
    assert "You have changed this proposal since" in client.get(address).text

    client.post(address, data=form(kind, title="New"))
    db.session.expire_all()
    assert (mine.title, mine.typed) == ("New", None)
    assert stored(Letter) == []


def test_withdrawing_and_discarding(client, ada, here):
    mine, unfinished = things.proposal(here, ada), things.draft(here, ada)
    base = "/events/here/cfp/proposals"
    client.post(f"{base}/{mine.code}/withdraw")
    client.post(f"{base}/{unfinished.code}/discard")
    client.post(f"{base}/{mine.code}/discard")
    db.session.expire_all()
    assert [made.state for made in stored(Proposal)] == [State.WITHDRAWN]


@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("rest", ["", "/withdraw", "/discard"])
def test_another_persons_or_another_events_proposal_does_not_exist(
    client, ada, here, verb, rest
):
    if (verb, rest) in {("get", "/withdraw"), ("get", "/discard")}:
        return
    other = factories.event()
    theirs, elsewhere = things.draft(here), things.draft(other, ada)
    for code in (theirs.code, elsewhere.code, "NOPE42"):
        answer = getattr(client, verb)(f"/events/here/cfp/proposals/{code}{rest}")
        assert answer.status_code == 404
    assert len(stored(Proposal)) == 2


@pytest.mark.usefixtures("ada")
def test_what_was_not_offered_changes_nothing(client, here):
    other = factories.event()
    foreign_type, foreign_track = (
        factories.session_type(other),
        factories.track(other),
    )
    sent = form(types(here)[0], track=str(foreign_track.id))
    sent |= {"state": "accepted", "event_id": str(other.id), "session_id": "1"}
    sent |= {"author_id": "1", "submitted_at": "2000-01-01", "code": "HACKED"}
    assert client.post("/events/here/cfp/submit", data=sent).status_code == 422
    assert only(Proposal).state is State.DRAFT

    sent = form(types(here)[0], type=str(foreign_type.id))
    assert client.post("/events/here/cfp/submit", data=sent).status_code == 422
    sent = form(types(here)[0]) | {"state": "accepted", "event_id": str(other.id)}
    assert client.post("/events/here/cfp/submit", data=sent).status_code == 302
    made = only(Proposal)
    assert (made.state, made.event, made.track) == (State.SUBMITTED, here, None)


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.ARCHIVED])
@pytest.mark.usefixtures("ada")
def test_nothing_is_sent_to_a_draft_or_an_archived_event(client, here, state):
    kind = form(types(here)[0])
    here.state = state
    db.session.commit()
    answer = client.post("/events/here/cfp/submit", data=kind)
    assert answer.status_code == (404 if state is EventState.DRAFT else 422)
    assert stored(Proposal) == []
    if state is EventState.ARCHIVED:
        assert "This event takes no proposals" in answer.text
        assert "How we trace." in answer.text


@pytest.mark.usefixtures("ada")
def test_before_the_opening_nothing_is_taken(client, here, set_clock):
    set_clock(OPENS.at - TICK)
    assert client.get("/events/here/cfp/submit").status_code == 302
    answer = client.post("/events/here/cfp/submit", data=form(types(here)[0]))
    assert "not open yet" in answer.text
    assert stored(Proposal) == []


@pytest.mark.parametrize(
    "nonsense",
    ["\0", "\ud800", "x" * 301, "🎉" * 300, "\u202eevil", "<script>alert(1)</script>"],
)
@pytest.mark.usefixtures("ada")
def test_strange_words_break_nothing(client, here, nonsense):
    kind = types(here)[0]
    sent = form(kind, title=f"Title {nonsense}")
    body = "&".join(
        f"{key}={_quoted(value)}" for key, value in sent.items() if value is not None
    )
    answer = client.post(
        "/events/here/cfp/submit",
        data=body,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in {302, 422}
    page = client.get(f"/events/here/cfp/proposals/{only(Proposal).code}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def _quoted(value):
    return "".join(f"%{byte:02x}" for byte in value.encode("utf-8", "surrogatepass"))


@pytest.mark.usefixtures("ada", "here")
def test_more_than_anyone_types_is_refused_and_shown_again(client):
    answer = client.post(
        "/events/here/cfp/submit", data=form(description="x" * 300_001, act="save")
    )
    assert answer.status_code == 422
    assert "This is more than can be kept" in answer.text
    assert stored(Proposal) == []


def test_a_decided_proposal_is_read_only(client, ada, here):
    mine = things.proposal(here, ada, state=State.ACCEPTED, title="Mine")
    address = f"/events/here/cfp/proposals/{mine.code}"
    assert "Your proposal is accepted." in client.get(address).text
    answer = client.post(address, data=form(types(here)[0]))
    assert "A decision has been made" in answer.text
    db.session.expire_all()
    assert (mine.title, mine.typed) == ("Mine", None)


@pytest.mark.parametrize("rows", [1, 30])
def test_my_proposals_cost_the_same_for_any_number(client, ada, here, queries, rows):
    for _ in range(rows):
        things.proposal(here, ada)
    things.proposal(here)  # another person's
    with queries() as sent:
        page = client.get("/account/proposals")
    assert page.text.count("/events/here/cfp/proposals/") == rows
    assert "You can still change it." in page.text
    assert len(sent) <= 3


def test_my_drafts_are_in_the_list_with_their_deadline(client, ada, here):
    things.draft(here, ada, title="Half", typed={"type": [str(types(here)[1].type_id)]})
    page = client.get("/account/proposals")
    assert "Complete and submit it. until 12 October 2030, 18:00" in words(page)


@pytest.mark.usefixtures("here")
def test_the_events_page_tells_what_is_open(client, set_clock):
    shown = words(client.get("/events/here"))
    assert "Talk: until the end of 23 September 2030" in shown
    set_clock(LATER.at)
    assert "Talk:" not in words(client.get("/events/here"))


def test_reviewers_read_only_their_events(client, sign_in, here):
    other = factories.event()
    sign_in(factories.team_member(other, Role.REVIEWER))
    made = things.proposal(here)
    for path in ("proposals", f"proposals/{made.code}", "call"):
        assert client.get(f"/manage/here/{path}").status_code == 403
    assert client.get(f"/manage/{other.slug}/proposals/{made.code}").status_code == 404


@pytest.mark.usefixtures("ada", "here")
def test_addresses_stay_on_this_site(client):
    answer = client.post("/events/here/cfp/submit", data=form(act="save"))
    assert not urlsplit(answer.location).netloc
