from datetime import timedelta

import pytest

from eventsite.sessions import rules
from eventsite.sessions.models import Session, SessionState, StageRole
from eventsite.sessions.rules import Part, SessionContent, SessionDetails, Web


def content(parts=(), links=(), tags=(), **details):
    said = SessionDetails(**{"title": "Ten years of Prometheus"} | details)
    return SessionContent(said, parts, links, tags)


def check(given):
    rules.check_content(given, track_ids={1, 2}, type_ids={5})


def test_what_a_session_may_be():
    check(
        content(
            parts=[Part(speaker_id=1), Part(StageRole.HOST, 2), Part(name="Ada")],
            links=[Web("https://example.org")] * rules.MOST_LINKS,
            tags=[str(n) for n in range(rules.MOST_TAGS)],
            track_id=2,
            type_id=5,
            duration=timedelta(minutes=5),
            do_not_record=True,
        )
    )
    check(content(parts=[Part(name="Same name"), Part(name="Same name")]))


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (content(track_id=3), rules.NotOffered),
        (content(type_id=1), rules.NotOffered),
        (
            content(do_not_record=True, recording_url="https://example.org/v"),
            rules.NotToBeRecorded,
        ),
        (
            content(parts=[Part(speaker_id=1), Part(StageRole.HOST, 1)]),
            rules.TwiceOnStage,
        ),
        (content(parts=[Part(name="A")] * 61), rules.TooManyPeople),
        (content(tags=["x"] * 31), rules.TooManyTags),
        (content(tags=["x" * 101]), rules.TagTooLong),
        (content(links=[Web("https://example.org")] * 51), rules.TooManyLinks),
    ],
)
def test_what_no_session_can_be(given, refusal):
    with pytest.raises(refusal):
        check(given)


def test_cancelling_and_restoring_take_turns():
    session = Session(state=SessionState.CONFIRMED)
    rules.check_cancel(session)
    with pytest.raises(rules.NotCancelled):
        rules.check_restore(session)

    session.state = SessionState.CANCELLED
    rules.check_restore(session)
    with pytest.raises(rules.AlreadyCancelled):
        rules.check_cancel(session)


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("", []),
        (" , ,", []),
        ("cloud,  open   source ,Cloud", ["cloud", "open source"]),
        ("Straße, STRASSE", ["Straße"]),
    ],
)
def test_tags_are_typed_with_commas(typed, tags):
    assert rules.split_tags(typed) == tags
