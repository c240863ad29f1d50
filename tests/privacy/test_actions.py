"""What people agreed to: noted in the words they read, and taken back."""

from datetime import timedelta

from eventsite.core.db import db
from eventsite.privacy import actions
from eventsite.privacy.models import Consent
from eventsite.proposals import actions as proposals
from eventsite.scholarships import actions as scholarships
from tests import factories
from tests.factories import NOW, only, stored
from tests.proposals import things as proposal_things
from tests.proposals.test_actions import answers
from tests.scholarships import things

LATER = NOW + timedelta(hours=1)


def test_a_consent_is_noted_once_for_the_same_words(adelheid):
    for words in ("A.", "A.", "B."):
        actions.note_consent(adelheid.id, "proposal X", words, NOW)
    actions.note_consent(adelheid.id, "proposal Y", "A.", NOW)
    db.session.commit()
    held = [(c.subject, c.words, c.withdrawn_at is None) for c in stored(Consent)]
    assert held == [
        ("proposal X", "A.", False),
        ("proposal X", "B.", True),
        ("proposal Y", "A.", True),
    ]
    actions.withdraw_consent(adelheid.id, "proposal X", LATER)
    actions.withdraw_consent(adelheid.id, "proposal Z", LATER)
    db.session.commit()
    assert [c.withdrawn_at for c in stored(Consent)] == [NOW, LATER, None]


def test_who_applies_for_a_scholarship_agrees_until_they_withdraw(adelheid):
    programme = things.programme(factories.event(name="Conf"))
    application = things.application(programme, adelheid)
    consent = only(Consent)
    assert (consent.person_id, consent.given_at) == (adelheid.id, NOW)
    assert "Diversity scholarship, Conf: my answers may be used" in consent.words
    scholarships.withdraw(application, LATER)
    db.session.commit()
    assert only(Consent).withdrawn_at == LATER


def test_who_lets_a_session_be_recorded_agrees_and_may_change_their_mind(adelheid):
    event = factories.event(name="Conf")
    call = proposal_things.call(event)
    proposal = proposal_things.draft(event, adelheid)

    def submit(*, may_record):
        given = answers(adelheid, title="Turnips", may_record=may_record)
        proposals.submit(proposal, given, call, NOW)
        db.session.commit()

    submit(may_record=False)
    assert stored(Consent) == []
    submit(may_record=True)
    assert "the session “Turnips” may be recorded" in only(Consent).words
    submit(may_record=False)
    assert only(Consent).withdrawn_at == NOW


def test_a_person_sees_what_they_agreed_to(client, adelheid_in):
    actions.note_consent(adelheid_in.id, "x", "I agree to <b>this</b>.", NOW)
    db.session.commit()
    page = client.get("/account/data").text
    assert "I agree to &lt;b&gt;this&lt;/b&gt;." in page
    assert "holds" in page
    actions.withdraw_consent(adelheid_in.id, "x", LATER)
    db.session.commit()
    assert "taken back on" in client.get("/account/data").text
