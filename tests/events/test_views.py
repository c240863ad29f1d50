"""Looking at an event's public pages as of another moment."""

from datetime import UTC, datetime, timedelta

import pytest

from eventsite.core import clock
from eventsite.core.db import write_tx
from eventsite.events.models import EventState
from eventsite.permissions import Role
from eventsite.schedule import actions as schedule
from tests import factories
from tests.factories import NOW
from tests.proposals import things as proposals

BAR = "You see this page as of"
BEFORE, AFTER = "2030-09-23T23:59", "2030-09-24T00:00"  # of the deadline in `things`


@pytest.fixture
def event(app):
    assert app.testing
    made = factories.event(slug="conf", name="Conf")
    proposals.call(made)
    return made


@pytest.fixture
def chair(event, sign_in):
    return sign_in(factories.team_member(event, Role.DOOR_STAFF))


def look(browser, address, moment):
    answer = browser.get(f"/events/conf{address}?as_of={moment}")
    assert answer.status_code == 200
    return answer.text


def test_a_call_is_seen_before_and_after_its_deadline(chair):
    assert BAR not in chair.get("/events/conf/cfp").text
    before, after = (look(chair, "/cfp", moment) for moment in (BEFORE, AFTER))
    for page in (before, after):
        assert BAR in page
    assert "Monday, 23 September 2030, 23:59" in before
    assert "Propose a session" in before
    assert "Propose a session" not in after
    assert BAR not in chair.get("/events/conf/cfp").text  # it was for one request


def test_the_next_price_is_seen(chair, event):
    factories.product(event)  # $400 until 23 September, then $550
    assert "$400" in look(chair, "/register", BEFORE)
    assert "$550" in look(chair, "/register", AFTER)


def test_what_was_released_later_is_not_seen(chair, event):
    day = timedelta(days=1)
    draft = factories.draft(event)
    room = factories.room(event)
    at = datetime(2030, 11, 1, 17, tzinfo=UTC)
    for version, title in enumerate(("First", "Second")):
        factories.slot(draft, factories.session(event, title=title), room, at)
        at += timedelta(hours=1)
        released_at = NOW + version * day
        schedule.release(event, [event], f"{version}", released_at)
    factories.db.session.commit()

    for address in ("/schedule", "/sessions", "/schedule.xml"):
        now = chair.get(f"/events/conf{address}").text
        assert "First" in now
        assert "Second" in now
        earlier = look(chair, address, "2030-09-01T05:01")
        assert "First" in earlier
        assert "Second" not in earlier
        assert "First" not in look(chair, address, "2030-08-31T05:00")
    assert "Second" in chair.get("/events/conf/schedule").text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2030-09-23T18:00", "Monday, 23 September 2030, 18:00 PDT"),
        ("2030-09-23 18:00:30", "Monday, 23 September 2030, 18:00 PDT"),
        ("2030-09-24T01:00Z", "Monday, 23 September 2030, 18:00 PDT"),
        ("2030-09-24T03:00%2B02:00", "Monday, 23 September 2030, 18:00 PDT"),
        ("2030-12-24", "Tuesday, 24 December 2030, 00:00 PST"),
    ],
)
def test_a_moment_is_one_of_the_events_clocks(chair, written, said):
    assert said in look(chair, "", written)


@pytest.mark.parametrize(
    "wrong",
    ["", "tomorrow", "%00", "1989-01-01", "9999-12-31T23:59", "0001-01-01T00:00Z"],
)
def test_what_is_no_moment_is_refused(chair, wrong):
    assert chair.get(f"/events/conf?as_of={wrong}").status_code == 400
    assert clock.looked_at() is None


def test_links_lead_to_the_same_moment_and_back(chair, event):
    child = factories.child(event, slug="devroom")
    factories.product(event)
    page = look(chair, "", "2030-09-23T18:00")
    for address in ("/events/conf/cfp", "/events/conf/register", "/events/devroom"):
        assert f'href="{address}?as_of=2030-09-24T01:00:00Z"' in page
    assert 'href="/events/conf"' in page  # back to now
    assert BAR in chair.get(f"/events/{child.slug}?as_of=2030-09-24T01:00:00Z").text
    assert "as_of" not in chair.get("/events/conf").text


def test_other_filters_stay(chair):
    page = chair.get("/events/conf/schedule?view=list&as_of=2030-09-23&q=a%22b").text
    assert '<input type="hidden" name="view" value="list">' in page
    assert '<input type="hidden" name="q" value="a&#34;b">' in page
    assert 'href="/events/conf/schedule?view=list&amp;q=a%22b"' in page


def test_nobody_else_may_look(client, sign_in, app, event):
    address = f"/events/conf/cfp?view=x&as_of={AFTER}"
    assert client.get(address).location == "/events/conf/cfp?view=x"
    elsewhere = factories.event()
    sign_in(factories.owner(elsewhere))
    assert client.get(address).location == "/events/conf/cfp?view=x"
    below = sign_in(factories.owner(factories.child(event)), app.test_client())
    assert below.get(address).location == "/events/conf/cfp?view=x"


def test_a_draft_is_no_more_public_by_it(client, sign_in, event):
    event.state = EventState.DRAFT
    factories.db.session.commit()
    for slug in ("conf", "nosuch"):  # nobody learns which of the two there is
        plain = f"/events/{slug}"
        assert client.get(f"{plain}?as_of={AFTER}").location == plain
        assert client.get(plain).status_code == 404
    sign_in(factories.owner(event))
    assert client.get(f"/events/conf?as_of={AFTER}").status_code == 200


def test_pages_for_those_signed_in_are_shown_as_of_now(chair):
    pages = [
        rule.rule.replace("<slug>", "conf")
        for rule in chair.application.url_map.iter_rules()
        if rule.rule.startswith("/events/<slug>")
        and rule.rule.count("<") == 1
        and "GET" in rule.methods
        and chair.application.view_functions[rule.endpoint].guard != "public"
    ]
    for page in pages:
        assert chair.get(f"{page}?as_of={AFTER}").location == page


def test_nothing_can_be_sent(app, chair):
    posts = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/events/<slug>") and "POST" in rule.methods
    ]
    assert "/events/<slug>/register/details" in posts
    for rule in posts:
        address = rule.replace("<slug>", "conf").replace("<", "x").replace(">", "")
        if ":" in address:
            continue
        answer = chair.post(f"{address}?as_of={AFTER}")
        assert answer.status_code == 403
        assert "a look at another moment" in answer.text


def test_nothing_is_written_and_nothing_kept(chair, event, statements, app):
    factories.product(event)
    clock.look_at(NOW)
    with pytest.raises(RuntimeError, match="another moment"), write_tx():
        pass
    clock.look_at(None)
    kept = app.extensions["documents"].used
    for address in ("", "/cfp", "/register", "/schedule", "/schedule.xml", "/sponsors"):
        with statements() as sent:
            answer = chair.get(f"/events/conf{address}?as_of={AFTER}")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in answer.headers
        assert not [s for s in sent if s.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert app.extensions["documents"].used == kept


def test_one_stays_signed_in_at_the_end_of_time(chair):
    assert BAR in look(chair, "", "2099-01-01T00:00")
    assert chair.get("/account/todo").status_code == 200


def test_a_failing_page_leaves_the_clock_right(chair):
    assert chair.get(f"/events/conf/sessions/NOSUCH?as_of={AFTER}").status_code == 404
    assert clock.looked_at() is None


def test_organisers_find_it_on_their_first_page(chair):
    assert 'name="as_of"' in chair.get("/manage/conf/").text
