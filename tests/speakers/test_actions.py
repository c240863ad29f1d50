from datetime import timedelta

import pytest

from eventsite.core.db import db
from eventsite.sessions.actions import create_speaker
from eventsite.sessions.models import Speaker
from eventsite.sessions.queries import find_speaker
from eventsite.sessions.rules import SpeakerDetails, Web
from eventsite.speakers import actions, queries, rules
from tests import factories
from tests.factories import NOW, stored

pytestmark = pytest.mark.usefixtures("app")
BY = {"actor_id": 7, "now": NOW}
LATER = {"actor_id": 7, "now": NOW + timedelta(hours=1)}


def test_a_speakers_page_is_what_organisers_write():
    event = factories.event()
    speaker = factories.speaker(event, name="Susan")
    session = factories.session(event, [speaker])
    elsewhere = factories.session(event)

    changed = actions.edit_speaker(
        speaker,
        SpeakerDetails("Susan Wu", "Director", "Midokura", "Networks."),
        [Web("https://example.org/susan", "Blog")],
        **LATER,
    )
    db.session.commit()

    assert changed == ["name", "job_title", "affiliation", "biography", "links"]
    found = find_speaker(event, speaker.code)
    assert (found.name, found.biography, found.changed_at) == (
        "Susan Wu",
        "Networks.",
        NOW + timedelta(hours=1),
    )
    assert [(link.url, link.title) for link in found.links] == [
        ("https://example.org/susan", "Blog")
    ]
    assert session.changed_at == NOW + timedelta(hours=1)
    assert elsewhere.changed_at == NOW


def test_an_address_leads_to_the_account_that_has_confirmed_it():
    event = factories.event()
    sure = factories.person(email="sure@example.org")
    unsure = factories.person(email="unsure@example.org", email_confirmed_at=None)
    one, two = factories.speaker(event), factories.speaker(event)

    actions.edit_speaker(one, SpeakerDetails("One", email=sure.email), [], **LATER)
    actions.edit_speaker(two, SpeakerDetails("Two", email=unsure.email), [], **LATER)
    db.session.commit()

    assert (one.person_id, two.person_id) == (sure.id, None)
    assert queries.list_speakers_of(sure) == [one]
    assert queries.list_speakers_of(unsure) == []
    unsure.email_confirmed_at = NOW
    assert queries.list_speakers_of(unsure) == [two]

    actions.edit_speaker(one, SpeakerDetails("One"), [], **LATER)
    db.session.commit()
    assert queries.list_speakers_of(sure) == []


def test_only_who_is_on_no_stage_can_be_forgotten():
    event = factories.event()
    on_stage_one = factories.speaker(event)
    factories.session(event, [on_stage_one])
    made = create_speaker(event, SpeakerDetails("Ghost"), **BY)
    db.session.commit()

    with pytest.raises(rules.StillOnStage):
        actions.delete_speaker(on_stage_one, **BY)
    actions.delete_speaker(made, **BY)
    db.session.commit()

    assert stored(Speaker) == [on_stage_one]
