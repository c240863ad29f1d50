import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.capacity.models import LedgerEntry
from eventsite.capacity.rules import TooSmall
from eventsite.core.db import db, write_tx
from eventsite.mail.models import Letter
from eventsite.registration.models import Order
from eventsite.scholarships import actions, queries, rules
from eventsite.scholarships.models import (
    Applicant,
    Application,
    Background,
    Programme,
    Statements,
)
from eventsite.scholarships.models import ApplicationState as State
from tests import factories
from tests.factories import NOW, only, stored
from tests.scholarships import things
from tests.scholarships.things import CLOSES, OPENS, SECRETS, TICK

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def programme():
    return things.programme(factories.event(name="Conf"))


@pytest.fixture
def member():
    return factories.person().id


def letters(person):
    return [letter for letter in stored(Letter) if letter.person_id == person.id]


def test_a_person_has_one_application_in_a_programme(programme):
    ada, bob = factories.person(), factories.person()
    first = actions.begin(ada, programme, NOW)
    assert actions.begin(ada, programme, NOW) is first
    other = things.programme(factories.event())
    assert (
        len(
            {
                actions.begin(*pair, NOW).id
                for pair in [(ada, programme), (bob, programme), (ada, other)]
            }
        )
        == 3
    )


def test_submitting_puts_each_answer_where_it_belongs(programme):
    ada = factories.person(name="Ada")
    made = things.begun(programme, ada)
    actions.keep(made, {"need": ["x"]}, {"groups": ["age"]}, NOW)
    for _ in range(2):
        actions.submit(made, things.answers(), CLOSES.at - TICK)
        db.session.commit()

    assert (made.state, made.submitted_at) == (State.SUBMITTED, CLOSES.at - TICK)
    assert (str(made.travel), made.lodging, made.country) == ("$900", None, "KE")
    said, background = only(Statements), only(Background)
    assert (said.need, said.impact, said.typed) == (SECRETS[0], SECRETS[1], None)
    assert json.loads(background.answers) == things.answers().background
    assert background.typed is None
    assert only(Applicant).person is ada
    [letter] = letters(ada)
    assert letter.confidential
    assert "until 23 September 2030 (PDT)" in letter.text


@pytest.mark.parametrize("late", [CLOSES.at, CLOSES.at + TICK])
def test_too_late_changes_nothing(programme, late):
    made = things.begun(programme)
    actions.keep(made, {"need": ["words"]}, {}, NOW)
    db.session.commit()
    with pytest.raises(rules.ProgrammeClosed):
        actions.submit(made, things.answers(), late)
    db.session.rollback()
    assert made.state is State.DRAFT
    assert json.loads(made.statements.typed) == {"need": ["words"]}
    assert stored(Letter) == []


def test_withdrawing_wipes_every_word_and_one_can_apply_again(programme):
    ada = factories.person()
    made = things.application(programme, ada)
    actions.keep(made, {"need": ["more"]}, {"groups": ["age"]}, NOW)
    actions.withdraw(made, NOW)
    actions.withdraw(made, NOW)
    db.session.commit()
    said, background = only(Statements), only(Background)
    assert (said.need, said.impact, said.typed) == (None, None, None)
    assert (background.answers, background.typed) == (None, None)
    assert (made.wants_ticket, made.travel, made.country) == (False, None, "")
    assert made.state is State.WITHDRAWN
    assert len(letters(ada)) == 2  # received, withdrawn

    actions.submit(made, things.answers(), NOW)
    db.session.commit()
    assert (made.state, only(Application)) == (State.SUBMITTED, made)


def test_an_award_takes_one_and_becomes_a_registration(programme, member):
    ada = factories.person(name="Ada", email="ada@example.org")
    made = things.application(programme, ada)
    for _ in range(2):
        actions.award(made, member, NOW)
        db.session.commit()

    assert (made.state, made.decided_at, programme.pool.sold) == (State.AWARDED, NOW, 1)
    order = only(Order)
    assert (order.event, order.email, order.person_id) == (
        programme.event,
        "ada@example.org",
        ada.id,
    )
    assert order.total_minor == 0
    assert order.has_places
    subjects = [letter.subject for letter in letters(ada) if letter.confidential]
    assert subjects[-1] == "Good news about your application to Conf"
    entries = [e for e in stored(AuditEntry) if e.verb == "scholarship.award"]
    assert [(e.actor_id, e.subject) for e in entries] == [
        (member, f"scholarship application {made.code}")
    ]


def test_a_rejection_takes_nothing(programme, member):
    ada = factories.person()
    made = things.application(programme, ada)
    for _ in range(2):
        actions.reject(made, member, NOW)
        db.session.commit()
    assert (made.state, programme.pool.sold, stored(Order)) == (State.REJECTED, 0, [])
    assert [letter.template for letter in letters(ada)] == [
        "scholarships/mail/received",
        "scholarships/mail/rejected",
    ]
    with pytest.raises(rules.AlreadyDecided):
        actions.award(made, member, NOW)


def test_no_award_beyond_the_last(member):
    programme = things.programme(factories.event(), awards=1)
    first, second = things.application(programme), things.application(programme)
    actions.award(first, member, NOW)
    db.session.commit()
    with pytest.raises(rules.NoAwardsLeft):
        actions.award(second, member, NOW)
    db.session.rollback()
    assert (second.state, len(stored(Order))) == (State.SUBMITTED, 1)


def test_nobody_decides_on_their_own(programme):
    ada = factories.person()
    made = things.application(programme, ada)
    for verb in (actions.award, actions.reject):
        with pytest.raises(rules.OwnApplication):
            verb(made, ada.id, NOW)
    db.session.rollback()
    assert made.state is State.SUBMITTED


@pytest.mark.parametrize("state", [State.AWARDED, State.REJECTED])
def test_after_the_decision_the_applicant_changes_nothing(programme, state):
    made = things.decided(programme, state)
    for verb in (
        lambda: actions.keep(made, {}, {}, NOW),
        lambda: actions.submit(made, things.answers(), NOW),
        lambda: actions.withdraw(made, NOW),
    ):
        with pytest.raises(rules.NotEditable):
            verb()


def together(app, *verbs):
    """Run each in its own thread and transaction; return the kinds of refusals."""
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


def test_members_awarding_at_once_never_give_more_than_there_is(app, member):
    programme = things.programme(factories.event(), awards=2)
    ids = [things.application(programme).id for _ in range(6)]

    def award(application_id):
        return lambda: actions.award(
            db.session.get_one(Application, application_id), member, NOW
        )

    outcomes = together(app, *map(award, ids))
    assert sorted(map(str, outcomes)) == sorted(
        map(str, [None] * 2 + [rules.NoAwardsLeft] * 4)
    )
    assert only(Programme).pool.sold == len(stored(Order)) == 2
    sold = [entry.sold for entry in stored(LedgerEntry) if entry.sold]
    assert programme.pool.sold == 2
    assert sum(sold) >= 2


def test_two_members_deciding_differently_at_once_decide_once(app, programme, member):
    made_id = things.application(programme).id

    def decide(verb):
        return lambda: verb(db.session.get_one(Application, made_id), member, NOW)

    outcomes = together(app, decide(actions.award), decide(actions.reject))
    assert sorted(map(str, outcomes)) == sorted(map(str, [None, rules.AlreadyDecided]))
    assert (len(stored(Order)) == 1) == (only(Application).state is State.AWARDED)


def test_many_clicks_at_once_make_one_application(app, programme):
    programme_id, ada_id = programme.id, factories.person().id
    person = type(factories.person())

    def click():
        actions.begin(
            db.session.get_one(person, ada_id),
            db.session.get_one(Programme, programme_id),
            NOW,
        )

    assert together(app, *[click] * 5) == [None] * 5
    assert len(stored(Application)) == 1


def terms(**said):
    whole = {
        "name": "Diversity scholarship",
        "eligibility": "Members of …",
        "covers": "",
        "awards": 3,
        "currency": "EUR",
        "opens": OPENS,
        "closes": CLOSES,
        "grace": CLOSES.at - CLOSES.at,
        "notified_on": None,
    }
    return actions.Terms(**whole | said)


def test_a_programme_is_made_once_and_changed_after(member):
    event = factories.event()
    for awards in (3, 5):
        actions.set_programme(event, terms(awards=awards), member, NOW)
        db.session.commit()
    made = queries.find_programme(event)
    assert (made, made.pool.size, made.currency) == (only(Programme), 5, "EUR")


def test_awards_cannot_fall_below_what_is_given(member):
    event = factories.event()
    made = actions.set_programme(event, terms(), member, NOW)
    for _ in range(2):
        actions.award(things.application(made), member, NOW)
    db.session.commit()
    with pytest.raises(TooSmall):
        actions.set_programme(event, terms(awards=1), member, NOW)
    db.session.rollback()
    assert made.pool.size == 3


def test_how_long_answers_are_tells_little():
    short, longer = (
        actions._sealed({"a": "x"}),  # noqa: SLF001
        actions._sealed({"a": "x" * 900}),  # noqa: SLF001
    )
    assert len(short) == len(longer)
    assert json.loads(short) == {"a": "x"}
