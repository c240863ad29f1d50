import re

import pytest

from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.mail.models import Letter
from eventsite.scholarships.models import Application, Background, Statements
from eventsite.scholarships.models import ApplicationState as State
from tests import factories
from tests.factories import only, stored
from tests.scholarships import things
from tests.scholarships.things import CLOSES, OPENS, SECRETS, TICK

APPLY = "/events/here/scholarships/apply"
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def here(app):
    assert app.testing
    event = factories.event(slug="here", name="Here")
    things.programme(event, covers="Coach **air**.")
    return event


@pytest.fixture
def ada(here, sign_in):
    assert here
    person = factories.person(name="Ada")
    sign_in(person)
    return person


def form(**said):
    whole = {
        "need": SECRETS[0],
        "impact": SECRETS[1],
        "wants_ticket": "y",
        "travel": "900.00",
        "country": "KE",
        "underrepresented": "yes",
        "groups": ["disability", "place"],
        "self_description": SECRETS[2],
        "is_eligible": "y",
        "agrees": "y",
        "act": "submit",
    }
    return {key: value for key, value in (whole | said).items() if value is not None}


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("now", "said", "link"),
    [
        (OPENS.at - TICK, "Applications open on", False),
        (OPENS.at, "Apply until the end of 23 September 2030", True),
        (CLOSES.at - TICK, "Apply until the end of 23 September 2030", True),
        (CLOSES.at, "Applications ended with 23 September 2030", False),
    ],
)
def test_the_public_page_says_who_may_apply_until_when(
    client, set_clock, now, said, link
):
    set_clock(now)
    page = client.get("/events/here/scholarships")
    assert said in words(page)
    assert "<strong>air</strong>" in page.text
    assert "3 scholarships for Here." in words(page)
    assert (f'href="{APPLY}"' in page.text) == link


def test_an_event_without_a_programme_says_so(client):
    slug = factories.event().slug
    page = client.get(f"/events/{slug}/scholarships")
    assert (page.status_code, "No scholarships" in page.text) == (200, True)


@pytest.mark.usefixtures("ada")
def test_without_a_programme_there_is_nothing_to_apply_to(client):
    slug = factories.event().slug
    for verb in (client.get, client.post):
        assert verb(f"/events/{slug}/scholarships/apply").status_code == 404
    assert client.post(f"/events/{slug}/scholarships/withdraw").status_code == 404


@pytest.mark.usefixtures("here")
def test_the_public_page_costs_few_queries(client, queries):
    with queries() as sent:
        client.get("/events/here/scholarships")
    assert len(sent) == 2


@pytest.mark.usefixtures("here")
def test_a_stranger_signs_in_first(client):
    answer = client.get(APPLY)
    assert (answer.status_code, "/signin" in answer.location) == (302, True)
    assert client.post(APPLY, data=form()).status_code == 401
    assert stored(Application) == []


def test_a_whole_application_is_submitted(client, ada):
    page = client.get(APPLY)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.count("Who sees this:") == 3
    answer = client.post(APPLY, data=form())
    assert answer.location == "/account/scholarships"
    made = only(Application)
    assert (made.state, str(made.travel)) == (State.SUBMITTED, "$900")
    assert only(Statements).need == SECRETS[0]
    assert SECRETS[2] in only(Background).answers
    assert only(Letter).to == ada.email

    shown = client.get(answer.location)
    assert "Your application is submitted." in shown.text
    assert "You can still change or withdraw it. until the end of" in words(shown)
    again = client.get(APPLY).text
    assert SECRETS[2] in again
    assert re.search(
        r'checked[^>]*value="disability"|value="disability"[^>]*checked', again
    )


@pytest.mark.usefixtures("ada")
def test_a_double_click_makes_one_application_and_one_letter(client):
    for _ in range(2):
        client.post(APPLY, data=form())
    assert only(Application).statements.typed is None
    assert len(stored(Letter)) == 1


@pytest.mark.usefixtures("ada")
def test_an_unfinished_draft_comes_back_as_it_was_typed(client):
    sent = form(need="Half a thought", travel="lots", agrees=None, act="save")
    assert client.post(APPLY, data=sent).status_code == 422  # "lots" is no amount
    assert only(Application).state is State.DRAFT
    page = client.get(APPLY).text
    for shown in ("Half a thought", 'value="lots"', SECRETS[2]):
        assert shown in page
    assert "Agree to how your answers are used." in page
    assert stored(Letter) == []


@pytest.mark.usefixtures("ada")
def test_a_script_saves_at_the_same_address(client):
    said = client.post(APPLY, data=form(need=""), headers=SCRIPT)
    assert (said.status_code, said.json["kept"]) == (200, True)
    assert list(said.json["missing"]) == ["need"]
    assert only(Application).state is State.DRAFT


@pytest.mark.usefixtures("ada")
def test_incomplete_is_refused_beside_the_fields_and_kept(client):
    page = client.post(APPLY, data=form(impact="", is_eligible=None))
    assert page.status_code == 422
    assert "Say what coming would change" in page.text
    assert only(Application).state is State.DRAFT


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("now", "state"),
    [
        (CLOSES.at - TICK, State.SUBMITTED),
        (CLOSES.at, State.DRAFT),
        (CLOSES.at + TICK, State.DRAFT),
    ],
)
def test_in_time_to_the_microsecond_and_late_words_are_kept(
    client, set_clock, now, state
):
    set_clock(now)
    answer = client.post(APPLY, data=form())
    assert only(Application).state is state
    if state is State.DRAFT:
        assert answer.status_code == 422
        assert "The deadline has passed. What you typed is kept" in answer.text
        assert SECRETS[0] in client.get(APPLY).text


@pytest.mark.usefixtures("ada")
def test_before_the_opening_and_at_hidden_events_nothing_is_taken(
    client, here, set_clock
):
    set_clock(OPENS.at - TICK)
    assert "not open yet" in client.post(APPLY, data=form()).text
    set_clock(OPENS.at)
    here.state = EventState.ARCHIVED
    db.session.commit()
    answer = client.post(APPLY, data=form())
    assert "takes no applications" in answer.text
    assert SECRETS[0] in answer.text
    here.state = EventState.DRAFT
    db.session.commit()
    assert client.post(APPLY, data=form()).status_code == 404
    assert stored(Application) == []


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"travel": "-5"}, "Type an amount"),
        ({"travel": "9" * 30}, "amount"),
        ({"country": "XX"}, "Choose one of the list."),
        ({"groups": ["nonsense"]}, "Choose from the list."),
        ({"underrepresented": "maybe"}, "Choose one of the list."),
        ({"need": "x" * 5001}, "Keep this to 5,000 characters."),
        ({"travel": "", "lodging": "", "wants_ticket": None}, "Say what you ask for"),
    ],
)
def test_wrong_answers_are_refused_beside_the_field(client, said, shown):
    page = client.post(APPLY, data=form(**said))
    assert (page.status_code, shown in page.text) == (422, True)
    assert only(Application).state is State.DRAFT


@pytest.mark.usefixtures("ada")
def test_what_was_not_offered_changes_nothing(client):
    other = things.programme(factories.event())
    sent = form() | {
        "state": "awarded",
        "programme_id": str(other.id),
        "code": "HACKED",
    }
    sent |= {"decided_at": "2000-01-01", "person_id": "1", "application_id": "99"}
    assert client.post(APPLY, data=sent).status_code == 302
    made = only(Application)
    assert made.state is State.SUBMITTED
    assert (made.programme != other, made.code != "HACKED") == (True, True)
    assert made.decided_at is None


def test_withdrawing_deletes_what_was_said(client, ada, here):
    things.application(things.queries.find_programme(here), ada)
    client.post("/events/here/scholarships/withdraw")
    db.session.expire_all()
    assert only(Application).state is State.WITHDRAWN
    assert only(Statements).need is None
    page = client.get(APPLY)
    assert SECRETS[0] not in page.text
    assert "Submit application" in page.text


@pytest.mark.usefixtures("ada")
def test_there_is_nothing_of_others_to_see_or_withdraw(client, here):
    things.application(things.queries.find_programme(here))
    assert SECRETS[0] not in client.get(APPLY).text
    assert client.post("/events/here/scholarships/withdraw").status_code == 404
    assert "No applications" in client.get("/account/scholarships").text
    assert only(Application).state is State.SUBMITTED


def test_after_the_decision_the_form_is_closed(client, ada, here):
    made = things.application(things.queries.find_programme(here), ada)
    made.state = State.AWARDED
    db.session.commit()
    assert client.get(APPLY).location == "/account/scholarships"
    answer = client.post(APPLY, data=form(need="Other words"))
    assert "A decision has been made" in answer.text
    assert only(Statements).need == SECRETS[0]
    assert "Congratulations!" in client.get("/account/scholarships").text


@pytest.mark.parametrize("rows", [1, 30])
def test_my_applications_cost_the_same_for_any_number(client, ada, queries, rows):
    for _ in range(rows):
        things.begun(things.programme(factories.event()), ada)
    with queries() as sent:
        page = client.get("/account/scholarships")
    assert page.text.count("/scholarships/apply") == rows
    assert len(sent) <= 3


@pytest.mark.usefixtures("here")
def test_the_events_page_offers_it_while_it_is_open(client, set_clock):
    assert "Apply until the end of 23 September 2030" in words(
        client.get("/events/here")
    )
    set_clock(CLOSES.at)
    assert "Diversity scholarship" not in client.get("/events/here").text
