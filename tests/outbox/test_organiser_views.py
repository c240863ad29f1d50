import pytest

from eventsite.core.db import db
from eventsite.core.jobs import Job
from eventsite.mail.models import Letter, LetterState
from eventsite.permissions import Role
from tests import factories
from tests.factories import NOW, only, stored
from tests.mail.letters import queue, use_template


@pytest.fixture
def event(app, monkeypatch):
    assert app.testing
    use_template(monkeypatch)
    return factories.event(slug="here", name="Here")


@pytest.fixture
def organiser(event, sign_in):
    return sign_in(factories.team_member(event, Role.ORGANISER))


def failed(**overrides):
    letter = queue(**overrides)
    letter.state, letter.last_error, letter.tries = LetterState.FAILED, "550 no", 1
    db.session.commit()
    for job in stored(Job):
        db.session.delete(job)
    db.session.commit()
    return letter


def after_posting(client, url):
    """Return the page one is led to."""
    answer = client.post(url)
    assert answer.status_code == 302
    return client.get(answer.location).text


def test_organisers_see_their_events_letters_and_no_others(organiser, event):
    child, other = factories.child(event), factories.event()
    mine = queue(event_id=event.id, name="Ada <b>")
    hidden = [
        queue(event_id=event.id, name="Secret", confidential=True),
        queue(event_id=child.id, name="Child"),
        queue(event_id=other.id, name="Other"),
        queue(name="Account"),
    ]
    db.session.commit()
    ids = [letter.id for letter in hidden]

    page = organiser.get("/manage/here/letters").text
    assert f'href="/manage/here/letters/{mine.id}"' in page
    assert "Hello Ada &lt;b&gt;" in page
    assert "All 1<" in page
    for name in ("Secret", "Child", "Other", "Account"):
        assert f"Hello {name}" not in page
    for letter_id in ids:
        assert organiser.get(f"/manage/here/letters/{letter_id}").status_code == 404
        url = f"/manage/here/letters/{letter_id}/retry"
        assert organiser.post(url).status_code == 404


def test_a_letter_is_shown_as_it_is_read(organiser, event):
    letter = queue(event_id=event.id, name="<script>alert(1)</script>")
    db.session.commit()
    page = organiser.get(f"/manage/here/letters/{letter.id}").text
    assert '<p><a href="https://conf.example/">https://conf.example/</a></p>' in page
    assert "<script>alert" not in page
    assert "Try again" not in page


@pytest.mark.parametrize("state", ["failed", "queued", "", "nonsense", "sent"])
def test_letters_are_filtered_by_state(organiser, event, state):
    queue(event_id=event.id, name="Waiting")
    failed(event_id=event.id, name="Failing")
    page = organiser.get("/manage/here/letters", query_string={"state": state}).text
    assert ("Hello Waiting" in page) == (state not in {"failed", "sent"})
    assert ("Hello Failing" in page) == (state not in {"queued", "sent"})


def test_a_failed_letter_is_tried_again_once(organiser, event):
    letter_id = failed(event_id=event.id).id
    url = f"/manage/here/letters/{letter_id}"
    assert "It could not be sent: 550 no" in organiser.get(url).text
    for told in ("The letter is on its way again.", "It has not failed."):
        assert told in after_posting(organiser, f"{url}/retry")

    letter = only(Letter)
    assert (letter.state, letter.tries) == (LetterState.QUEUED, 0)
    assert (only(Job).payload, only(Job).run_at) == ({"letter_id": letter_id}, NOW)


def test_a_letter_to_no_address_stays_failed(organiser, event):
    letter_id = queue(event_id=event.id, to="nobody").id
    db.session.commit()
    page = after_posting(organiser, f"/manage/here/letters/{letter_id}/retry")
    assert "We cannot send mail to this address. Ask Ada for another one." in page
    assert only(Letter).state is LetterState.FAILED
    assert stored(Job) == []


def test_all_failed_letters_of_the_event_are_tried_again(organiser, event):
    for n in range(3):
        failed(event_id=event.id, to=f"p{n}@example.org")
    queue(event_id=event.id, to="nobody")
    others = [failed(event_id=factories.event().id), failed(), queue(event_id=event.id)]
    others.append(failed(event_id=event.id, confidential=True))
    ids = [letter.id for letter in others]
    before = [letter.state for letter in others]
    db.session.rollback()

    page = after_posting(organiser, "/manage/here/letters/retry")
    told = "3 letters are on the way again. 1 cannot be sent to its address."
    assert told in page
    assert [db.session.get_one(Letter, i).state for i in ids] == before
    states = [letter.state for letter in stored(Letter) if letter.id not in ids]
    assert sorted(states) == ["failed", "queued", "queued", "queued"]


@pytest.mark.parametrize(
    "role", [Role.REVIEWER, Role.DOOR_STAFF, Role.SCHOLARSHIP_COMMITTEE, None]
)
def test_others_see_no_letters(client, event, sign_in, role):
    letter_id = queue(event_id=event.id).id
    db.session.commit()
    if role:
        sign_in(factories.team_member(event, role))
    else:
        sign_in(factories.owner(factories.event()))
    for url in ("", f"/{letter_id}"):
        assert client.get(f"/manage/here/letters{url}").status_code == 403
    for url in ("/retry", f"/{letter_id}/retry"):
        assert client.post(f"/manage/here/letters{url}").status_code == 403


@pytest.mark.parametrize(
    "page", ["0", "-1", "99999999999999999999", "x", "%00", "1e5", "9" * 5000]
)
def test_a_strange_page_is_no_error(organiser, event, page):
    queue(event_id=event.id)
    db.session.commit()
    url = f"/manage/here/letters?page={page}&state=%F0%9F%90%99"
    assert organiser.get(url).status_code == 200


def test_the_number_of_queries_does_not_grow(organiser, event, queries):
    counts = []
    for many in (1, 29):
        for n in range(many):
            queue(event_id=event.id, to=f"p{n}@example.org")
        db.session.commit()
        with queries() as sent:
            assert organiser.get("/manage/here/letters").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8
