from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from eventsite.audit.models import AuditEntry
from eventsite.core.db import db, write_tx
from eventsite.events.models import Event
from eventsite.mail.models import Letter
from eventsite.proposals import actions, queries, rules
from eventsite.proposals.models import Proposal, ProposalSpeaker
from eventsite.proposals.models import ProposalState as State
from eventsite.proposals.rules import Answers, SpeakerAnswer
from eventsite.sessions.models import Session, Speaker
from tests import factories
from tests.factories import NOW, only, stored
from tests.proposals import things
from tests.proposals.things import CLOSES, LATER, TICK

pytestmark = pytest.mark.usefixtures("app")


def answers(author, **given):
    whole = {
        "title": "Tracing at scale",
        "abstract": "How we trace.",
        "description": "",
        "notes": "",
        "type_id": None,
        "track_id": None,
        "language": "en",
        "level": "",
        "may_record": True,
        "speakers": (SpeakerAnswer(author.name, author.email, "Example Inc"),),
    }
    return Answers(**whole | given)


def test_submitting_writes_what_was_said_and_one_letter():
    event = factories.event()
    call = things.call(event)
    ada = factories.person(name="Ada")
    bob = SpeakerAnswer("Bob", "bob@example.org")
    made = things.draft(event, ada, typed={"title": ["Tracing at scale"]})

    for title in ("Tracing at scale", "Tracing at a larger scale"):
        said = answers(ada, title=title)
        said = answers(ada, title=title, speakers=(*said.speakers, bob))
        actions.submit(made, said, call, CLOSES.at - TICK)
        db.session.commit()

    found = only(Proposal)
    assert (found.state, found.title) == (State.SUBMITTED, "Tracing at a larger scale")
    assert (found.typed, found.submitted_at) == (None, CLOSES.at - TICK)
    people = [(who.name, who.person_id) for who in found.speakers]
    assert people == [("Ada", ada.id), ("Bob", None)]
    assert len(stored(ProposalSpeaker)) == 2
    letter = only(Letter)
    assert (letter.to, letter.event_id) == (ada.email, event.id)
    assert letter.subject == "We have your proposal “Tracing at scale”"
    assert "until 23 September 2030 (PDT)" in letter.text


@pytest.mark.parametrize("late", [CLOSES.at, CLOSES.at + TICK])
def test_too_late_changes_nothing(late):
    event = factories.event()
    call = things.call(event)
    made = things.draft(event, typed={"title": ["Tracing"]})

    with pytest.raises(rules.CallClosed):
        actions.submit(made, answers(made.author), call, late)
    db.session.rollback()

    assert (made.state, made.typed) == (State.DRAFT, {"title": ["Tracing"]})
    assert stored(Letter) == []


def test_one_type_closes_while_another_stays_open():
    event = factories.event()
    talk, lightning = factories.session_type(event), factories.session_type(event)
    call = things.call(event, [(talk, None), (lightning, LATER)])
    made = things.draft(event)

    with pytest.raises(rules.TypeClosed):
        actions.submit(made, answers(made.author, type_id=talk.id), call, CLOSES.at)
    actions.submit(made, answers(made.author, type_id=lightning.id), call, CLOSES.at)
    assert made.type == lightning


def test_a_form_sent_twice_makes_one_proposal_and_another_persons_its_own():
    event, other = factories.event(), factories.event()
    ada, bob = factories.person(), factories.person()
    key = "the-very-same-key"

    first = actions.begin(ada, event, key, NOW)
    assert actions.begin(ada, event, key, NOW) is first
    assert (
        len(
            {
                actions.begin(who, where, key, NOW).id
                for who, where in ((ada, event), (bob, event), (ada, other))
            }
        )
        == 3
    )


def test_nobody_fills_the_call_with_drafts(monkeypatch):
    monkeypatch.setattr(rules, "MOST_PROPOSALS", 2)
    event, ada = factories.event(), factories.person()
    for n in range(2):
        actions.begin(ada, event, f"key-number-{n}", NOW)
    with pytest.raises(rules.TooMany):
        actions.begin(ada, event, "key-number-3", NOW)
    actions.begin(ada, event, "key-number-1", NOW)  # this one is there
    actions.begin(factories.person(), event, "key-number-3", NOW)


def test_what_is_typed_after_submitting_does_not_change_what_was_submitted():
    made = things.proposal(factories.event(), title="Old")
    actions.keep(made, {"title": ["New"]}, NOW)
    assert (made.title, made.typed) == ("Old", {"title": ["New"]})


def test_withdrawing_keeps_the_text_and_it_can_be_submitted_again():
    event = factories.event()
    call = things.call(event)
    made = things.proposal(event)

    actions.withdraw(made, NOW)
    actions.withdraw(made, NOW)
    db.session.commit()
    assert (made.state, made.abstract) == (State.WITHDRAWN, "What it is about.")
    assert "is withdrawn" in only(Letter).text

    actions.submit(made, answers(made.author), call, NOW)
    assert made.state is State.SUBMITTED


@pytest.mark.parametrize("state", [State.ACCEPTED, State.REJECTED])
def test_after_the_decision_the_author_changes_nothing(state):
    event = factories.event()
    made = things.proposal(event, state=state)
    for verb in (
        lambda: actions.withdraw(made, NOW),
        lambda: actions.keep(made, {}, NOW),
        lambda: actions.discard(made),
        lambda: actions.submit(made, answers(made.author), things.call(event), NOW),
    ):
        with pytest.raises(rules.NotEditable):
            verb()


def test_only_a_draft_can_be_discarded():
    event = factories.event()
    with pytest.raises(rules.NotEditable):
        actions.discard(things.proposal(event))
    db.session.rollback()
    made = things.draft(event)
    actions.discard(made)
    db.session.commit()
    assert made not in stored(Proposal)


def test_accepting_makes_one_session_with_its_people():
    event = factories.event()
    devroom = factories.child(event)
    factories.session(event, number=7)
    chair = factories.owner(event)
    kind, track = factories.session_type(event), factories.track(devroom)
    ada = factories.person(name="Ada")
    made = things.proposal(devroom, ada, type=kind, track=track, may_record=True)
    made.speakers += [ProposalSpeaker(name="Bob", email="b@example.org", position=1)]
    db.session.commit()

    for _ in range(2):
        actions.accept(made, "We look forward to it.\nCome early.", chair.id, NOW)
        db.session.commit()

    session = db.session.scalars(select(Session).filter_by(event=devroom)).one()
    assert made.session is session
    assert (session.title, session.abstract) == (made.title, made.abstract)
    assert (session.type, session.track, session.number) == (kind, track, 8)
    assert (session.duration, session.do_not_record) == (kind.duration, False)
    people = [(part.speaker.name, part.speaker.person_id) for part in session.people]
    assert people == [("Ada", ada.id), ("Bob", None)]
    assert {part.speaker.event for part in session.people} == {event}
    letter = only(Letter)
    assert letter.subject.startswith("Accepted: “Proposal")
    assert "We look forward to it.\n\nCome early." in letter.text
    [entry] = [e for e in stored(AuditEntry) if e.verb.startswith("proposal")]
    assert (entry.verb, entry.actor_id, entry.event_id, entry.subject) == (
        "proposal.accept",
        chair.id,
        devroom.id,
        f"proposal {made.code}",
    )


def test_a_person_accepted_twice_in_a_tree_is_one_speaker():
    event = factories.event()
    ada = factories.person(email="ada@example.org")
    first = things.proposal(event, ada)
    second = things.proposal(factories.child(event), ada)
    third = things.proposal(
        event, speakers=[ProposalSpeaker(name="A. Lovelace", email="ada@example.org")]
    )
    for made in (first, second, third):
        actions.accept(made, "", ada.id, NOW)
    db.session.commit()
    assert only(Speaker).person == ada
    assert len(only(Speaker).appearances) == 3


def test_rejecting_tells_the_author_and_makes_nothing():
    made = things.proposal(factories.event())
    for _ in range(2):
        actions.reject(made, "", made.author_id, NOW)
    db.session.commit()
    assert (made.state, stored(Session)) == (State.REJECTED, [])
    assert only(Letter).to == made.author.email
    assert only(AuditEntry).verb == "proposal.reject"


def test_a_decision_stands():
    event = factories.event()
    made = things.proposal(event)
    actions.reject(made, "", made.author_id, NOW)
    with pytest.raises(rules.AlreadyDecided):
        actions.accept(made, "", made.author_id, NOW)
    with pytest.raises(rules.NotSubmitted):
        actions.accept(things.draft(event), "", made.author_id, NOW)


def test_links_and_markup_in_a_title_do_not_reach_the_letter():
    title = "Win [here](https://evil.example) <b>now</b>\r\nBcc: x@example.org"
    made = things.proposal(factories.event(), title=title)
    actions.accept(made, "", made.author_id, NOW)
    letter = only(Letter)
    assert "https://evil.example" not in letter.text + letter.html
    assert "<b>" not in letter.html
    assert "\n" not in letter.subject


def together(app, *verbs):
    """Run each in its own thread, context and transaction; return what they raised."""
    db.session.rollback()

    def run(verb):
        with app.app_context():
            try:
                with write_tx():
                    verb()
            except Exception as error:  # noqa: BLE001
                return type(error)
            return None

    with ThreadPoolExecutor(len(verbs)) as threads:
        return list(threads.map(run, verbs))


def test_two_chairs_at_once_make_one_session(app):
    made = things.proposal(factories.event())
    made_id, actor_id = made.id, made.author_id

    def accept():
        actions.accept(db.session.get_one(Proposal, made_id), "", actor_id, NOW)

    assert together(app, *[accept] * 6) == [None] * 6
    assert len(stored(Session)) == len(stored(Speaker)) == len(stored(Letter)) == 1


def test_many_clicks_at_once_make_one_proposal(app):
    event, ada = factories.event(), factories.person()
    event_id, ada_id = event.id, ada.id

    def click():
        author = db.session.get_one(type(ada), ada_id)
        made = actions.begin(
            author, db.session.get_one(Event, event_id), "key" * 9, NOW
        )
        actions.keep(made, {"title": ["One"]}, NOW)

    assert together(app, *[click] * 6) == [None] * 6
    assert only(Proposal).title == "One"


def test_accepting_several_at_once_numbers_them_apart(app):
    event = factories.event()
    ids = [things.proposal(event).id for _ in range(4)]

    def accept(made_id):
        return lambda: actions.accept(db.session.get_one(Proposal, made_id), "", 1, NOW)

    assert together(app, *map(accept, ids)) == [None] * 4
    assert sorted(made.number for made in stored(Session)) == [1, 2, 3, 4]
    assert sorted(who.number for who in stored(Speaker)) == [1, 2, 3, 4]


def test_the_call_is_made_once_and_changed_after():
    event, other = factories.event(), factories.event()
    talk, lightning = factories.session_type(event), factories.session_type(event)
    terms = {"opens": things.OPENS, "closes": CLOSES, "grace": CLOSES.at - CLOSES.at}
    first = actions.CallTerms(
        text="A", types={talk.id: None, lightning.id: LATER}, **terms
    )
    then = actions.CallTerms(text="B", types={lightning.id: None}, **terms)

    actions.set_call(event, first, 1, NOW)
    db.session.commit()
    assert [(t.type, t.own_closes) for t in queries.find_call(event).types] == [
        (talk, None),
        (lightning, LATER),
    ]
    actions.set_call(event, then, 1, NOW)
    db.session.commit()
    db.session.expire_all()

    call = queries.find_call(event)
    assert (call.text, [t.type for t in call.types]) == ("B", [lightning])
    assert call.types[0].own_closes is None
    assert queries.find_call(other) is None


def test_an_author_reads_of_the_decision_in_their_language():
    author = factories.person(language="de")
    made = things.proposal(factories.event(own_languages=["en", "de"]), author)
    actions.accept(made, "", factories.person().id, NOW)
    assert only(Letter).language == "de"
