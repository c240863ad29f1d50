import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.permissions import Role
from eventsite.scholarships import panels
from eventsite.scholarships.models import Application, Programme
from eventsite.scholarships.models import ApplicationState as State
from tests import factories
from tests.factories import NOW, only, stored
from tests.scholarships import things
from tests.scholarships.things import CLOSES, SECRETS, ZONE

TERMS = {
    "name": "Diversity scholarship",
    "eligibility": "Members of groups that …",
    "covers": "Travel.",
    "awards": "3",
    "currency": "EUR",
    "zone": ZONE,
    "opens": "2030-08-01T09:00",
    "closes_on": "2030-09-23",
    "closes_time": "",
    "notified_on": "2030-10-05",
    "grace": "0",
}
DESK = "/manage/here/scholarships"


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="here")


@pytest.fixture
def programme(event):
    return things.programme(event)


@pytest.fixture
def member(event, sign_in):
    person = factories.team_member(event, Role.SCHOLARSHIP_COMMITTEE)
    sign_in(person)
    return person


@pytest.fixture
def owner(event, sign_in):
    person = factories.owner(event)
    sign_in(person)
    return person


@pytest.mark.usefixtures("owner")
def test_a_programme_is_set_up_and_changed_in_the_browser(client):
    assert client.get(f"{DESK}/edit").status_code == 200
    assert client.post(f"{DESK}/edit", data=TERMS).status_code == 302
    made = only(Programme)
    assert (made.name, made.pool.size, made.closes) == (TERMS["name"], 3, CLOSES)
    assert str(made.notified_on) == "2030-10-05"
    client.post(f"{DESK}/edit", data=TERMS | {"awards": "4"})
    db.session.expire_all()
    assert only(Programme).pool.size == 4
    page = client.get(f"{DESK}/edit").text
    assert 'value="4"' in page
    assert 'value="2030-09-23"' in page


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"awards": "0"}, "Type a whole number"),
        ({"awards": "9" * 30}, "Type a whole number"),
        ({"name": ""}, "Fill this in."),
        ({"currency": "XXX"}, "Choose one of the list."),
        ({"closes_on": "2030-07-01"}, "must open before they close"),
        ({"notified_on": "2030-09-01"}, "before the last day to apply"),
        ({"zone": "Nowhere"}, "no such time zone"),
    ],
)
def test_a_wrong_programme_is_refused_beside_the_field(client, wrong, said):
    page = client.post(f"{DESK}/edit", data=TERMS | wrong)
    assert (page.status_code, said in page.text) == (422, True)
    assert stored(Programme) == []


@pytest.mark.usefixtures("owner")
def test_fewer_awards_than_given_are_refused(client, programme):
    programme.pool.sold = 2
    db.session.commit()
    page = client.post(f"{DESK}/edit", data=TERMS | {"awards": "1"})
    assert (page.status_code, "2 places are taken already" in page.text) == (422, True)


@pytest.mark.parametrize("role", [Role.OWNER, Role.ORGANISER, Role.PROGRAMME_CHAIR])
def test_organisers_cannot_read_applications(client, sign_in, event, programme, role):
    made = things.application(programme)
    sign_in(factories.team_member(event, role))
    for path in ("", f"/{made.code}"):
        assert client.get(f"{DESK}{path}").status_code == 403
    for decision in ("award", "reject"):
        assert client.post(f"{DESK}/{made.code}/{decision}").status_code == 403
    assert only(Application).state is State.SUBMITTED


@pytest.mark.usefixtures("member")
def test_the_committee_cannot_change_the_programme(client, programme):
    assert client.get(f"{DESK}/edit").status_code == 403
    assert client.post(f"{DESK}/edit", data=TERMS).status_code == 403
    assert programme.pool.size == 3


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_for_any_number(client, programme, rows, queries):
    for _ in range(rows):
        things.application(programme)
    things.begun(programme)
    with queries() as sent:
        page = client.get(DESK)
    assert page.text.count(f"{DESK}/") >= rows
    assert len(sent) <= 12


@pytest.mark.usefixtures("member")
def test_the_list_stands_in_the_order_of_random_codes(client, programme):
    made = [things.application(programme) for _ in range(12)]
    page = client.get(DESK).text
    places = [page.index(code) for code in sorted(one.code for one in made)]
    assert places == sorted(places)


@pytest.mark.usefixtures("member")
def test_the_list_shows_a_state_and_ignores_nonsense(client, programme):
    waiting, rejected = things.application(programme), things.decided(programme)
    page = client.get(f"{DESK}?state=rejected").text
    assert rejected.code in page
    assert waiting.code not in page
    for asked in ("state=draft", "state=%00", "page=-1", "page=x"):
        assert waiting.code in client.get(f"{DESK}?{asked}").text
    assert client.get(f"{DESK}?page={'9' * 30}").status_code == 200


def test_every_reading_is_logged_before_it_is_shown(client, programme, member):
    made = things.application(programme)
    page = client.get(f"{DESK}/{made.code}")
    assert SECRETS[0] in page.text
    assert page.headers["Cache-Control"] == "no-store"
    client.get(DESK)
    assert [(e.verb, e.actor_id, e.subject) for e in stored(AuditEntry)] == [
        ("scholarship.read", member.id, f"scholarship application {made.code}"),
        ("scholarship.read", member.id, "scholarship applications of here"),
    ]


@pytest.mark.usefixtures("member")
def test_drafts_withdrawn_ones_and_other_events_do_not_exist_here(client, programme):
    draft, withdrawn = things.begun(programme), things.application(programme)
    things.actions.withdraw(withdrawn, NOW)
    db.session.commit()
    elsewhere = things.application(things.programme(factories.event()))
    for made in (draft, withdrawn, elsewhere):
        assert client.get(f"{DESK}/{made.code}").status_code == 404
        for decision in ("award", "reject"):
            assert client.post(f"{DESK}/{made.code}/{decision}").status_code == 404
    assert stored(AuditEntry) == []


@pytest.mark.usefixtures("member")
def test_deciding_in_the_browser(client, programme):
    first, second = things.application(programme), things.application(programme)
    client.post(f"{DESK}/{first.code}/award")
    client.post(f"{DESK}/{first.code}/award")
    client.post(f"{DESK}/{second.code}/reject")
    client.post(f"{DESK}/{second.code}/award")
    page = client.get(f"{DESK}/{second.code}")
    assert "Somebody else has decided" in page.text
    db.session.expire_all()
    assert (first.state, second.state) == (State.AWARDED, State.REJECTED)
    assert programme.pool.sold == 1


def test_nobody_decides_on_their_own_in_the_browser(client, programme, member):
    made = things.application(programme, member)
    client.post(f"{DESK}/{made.code}/award")
    assert "This is your own application" in client.get(f"{DESK}/{made.code}").text
    db.session.expire_all()
    assert (made.state, programme.pool.sold) == (State.SUBMITTED, 0)


@pytest.mark.usefixtures("member")
def test_an_archived_event_is_only_read(client, event, programme):
    made = things.application(programme)
    event.state = EventState.ARCHIVED
    db.session.commit()
    assert client.get(f"{DESK}/{made.code}").status_code == 200
    assert client.post(f"{DESK}/{made.code}/award").status_code == 403


@pytest.mark.usefixtures("member")
def test_what_applicants_typed_is_made_harmless(client, programme):
    made = things.application(
        programme, need="<script>alert(1)</script> **b**", impact="[x](javascript:a)"
    )
    page = client.get(f"{DESK}/{made.code}").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<strong>b</strong>" in page


def test_who_has_something_to_do(app, programme, member):
    ada = factories.person()
    things.begun(programme, ada)
    things.application(programme)
    owner = factories.owner(programme.event)
    with app.test_request_context():
        [mine] = panels.to_dos(ada.id, NOW)
        [theirs] = panels.to_dos(member.id, NOW)
        assert panels.to_dos(ada.id, CLOSES.at) == []
        assert panels.to_dos(owner.id, NOW) == []
        [figure] = panels.figures(programme.event, NOW)
    assert (mine.text, mine.until) == ("Submit your application", CLOSES)
    assert (theirs.text, theirs.url) == (
        "Decide on 1 scholarship application",
        f"{DESK}?state=submitted",
    )
    assert figure.value == "1"
