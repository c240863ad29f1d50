import pytest

from eventsite.core.db import db
from eventsite.core.jobs import Job
from eventsite.mail.actions import SEND
from eventsite.mail.models import Letter, LetterState
from tests.factories import NOW, only, stored
from tests.mail.letters import queue, use_template


@pytest.fixture(autouse=True)
def _template(app, monkeypatch):
    assert app.testing
    use_template(monkeypatch)


def test_a_letter_is_written_and_queued_with_its_cause():
    letter = queue(event_id=7, person_id=8)
    db.session.commit()

    assert (letter.to, letter.name, letter.event_id, letter.person_id) == (
        "ada@example.org",
        "Ada",
        7,
        8,
    )
    assert (letter.subject, letter.text) == (
        "Hello Ada",
        "Dear Ada,\n\nhttps://conf.example/\n",
    )
    assert (letter.state, letter.tries, letter.queued_at) == (
        LetterState.QUEUED,
        0,
        NOW,
    )
    job = only(Job)
    assert (job.name, job.payload, job.run_at) == (SEND, {"letter_id": letter.id}, NOW)


def test_a_rolled_back_letter_is_gone():
    queue()
    db.session.rollback()

    assert (stored(Letter), stored(Job)) == ([], [])


def test_the_same_key_makes_one_letter():
    first = queue(unique_key="order 1 paid")
    assert queue(unique_key="order 1 paid", name="Other") is first
    assert queue(unique_key="order 2 paid") is not first

    assert first.name == "Ada"
    assert len(stored(Job)) == 2


def test_an_address_that_cannot_be_written_to_fails_at_once_and_stays_visible():
    letter = queue(to="ada@example.org\r\nBcc: eve@example.org" + "x" * 300)

    assert letter.state is LetterState.FAILED
    assert letter.to.startswith("ada@example.org Bcc: eve")
    assert len(letter.to) == 254
    assert letter.last_error == "We cannot send mail to this address."
    assert stored(Job) == []
