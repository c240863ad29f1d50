"""Every letter there is: in its reader's language, whoever causes it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from eventsite.accounts import actions as accounts
from eventsite.accounts.models import Purpose
from eventsite.conduct import mails as conduct
from eventsite.conduct.models import Report
from eventsite.core.db import db
from eventsite.core.words import reading
from eventsite.factors import mails as factors
from eventsite.identities import mails as identities
from eventsite.mail.models import Letter
from eventsite.permissions import Right, Role
from eventsite.privacy import mails as privacy
from eventsite.privacy.models import DataCopy, Deletion
from eventsite.products.actions import set_terms
from eventsite.profile import actions as profile
from eventsite.proposals import actions as proposals
from eventsite.proposals import mails as proposal_mails
from eventsite.proposals.models import ProposalState
from eventsite.registration import actions as registration
from eventsite.registration.rules import Buyer
from eventsite.scholarships import actions as scholarships
from eventsite.teams import mails as teams
from eventsite.teams.models import Invitation
from eventsite.tokens import mails as tokens
from eventsite.tokens.rules import Wish
from eventsite.webhooks import mails as webhooks
from eventsite.webhooks.models import Webhook
from tests import factories
from tests.factories import NOW, stored
from tests.proposals import things as calls
from tests.registration.conftest import ordered, settle
from tests.scholarships import things as awards

pytestmark = pytest.mark.usefixtures("app")
TEMPLATES = Path(__file__).parent.parent / "templates"
LETTERS = sorted(
    path.relative_to(TEMPLATES).with_suffix("").as_posix()
    for path in TEMPLATES.glob("*/mail/*.txt")
)
# Who has no account is written to in the language in which they asked for the letter.
ASKED_BY_READER = {"accounts/mail/sign_up", "accounts/mail/no_account"}
# Who reads these is not known, or not to be known: the event's language is.
TO_A_MAILBOX = {"conduct/mail/answer", "teams/mail/invitation"}
# Addresses, payment references, codes, all that has a digit.
CHANGING = re.compile(r"https?://\S+|\*\*[A-Z0-9 ]+\*\*|\b[A-Z0-9]{4,}\b|\w*\d\w*")


class World:
    """A reader, and an event in another language than theirs."""

    def __init__(self, reader):
        other = {"en": "de", "de": "en"}[reader]
        self.reader = reader
        self.person = factories.person(language=reader)
        self.event = factories.event(own_languages=[other], own_city="Seattle")
        self.own_event = factories.event(own_languages=[reader])
        self.product = factories.product(self.event)
        bank = {"seller": "CNCF", "bank_details": "IBAN BE68 5390 0754 7034"}
        set_terms(self.event, currency="USD", payment_days=14, **bank)
        db.session.commit()

    def order(self, **more):
        """Order without an account, the pages read in the reader's language."""
        with reading(self.reader):
            return ordered(self.product, **more)

    def proposal(self, **more):
        calls.call(self.event)
        return calls.proposal(self.event, self.person, **more)

    def application(self, *, is_begun=False):
        make = awards.begun if is_begun else awards.application
        return make(awards.programme(self.event), self.person)

    def report(self, event):
        return Report(
            event=event, code="ABCDEF", reported_at=NOW, changed_at=NOW, what="x"
        )

    def link(self, purpose, email):
        return accounts.make_link(purpose, email, self.person, NOW)

    def invitation(self):
        return Invitation(
            event=self.own_event,
            event_id=self.own_event.id,
            email="x@example.org",
            role=Role.FINANCE,
            invited_by=factories.person(language="fr"),
            invited_at=NOW,
        )

    def webhook(self):
        why = "HTTP"
        return Webhook(
            id=1, event=self.event, person=self.person, name="H", disabled_why=why
        )


def nobody():
    return factories.person().id


def award(world, made):
    factories.product(world.event)
    scholarships.award(made, nobody(), NOW)


def as_world(world):
    return world


WISH = Wish("my token", frozenset({Right.EDIT_SESSIONS}), True, timedelta(days=1))
# Of each letter: what is there before, and who clicks then.
WAYS = {
    "accounts/mail/account_exists": (
        as_world,
        lambda w, _: accounts.ask_sign_up(w.person.email, "", NOW),
    ),
    "accounts/mail/no_account": (
        as_world,
        lambda _w, _: accounts.ask_reset("x@example.org", "", NOW),
    ),
    "accounts/mail/sign_up": (
        as_world,
        lambda _w, _: accounts.ask_sign_up("x@example.org", "", NOW),
    ),
    "accounts/mail/reset": (
        as_world,
        lambda w, _: accounts.ask_reset(w.person.email, "", NOW),
    ),
    "accounts/mail/password_changed": (
        as_world,
        lambda w, _: accounts.change_password(w.person, "hash", NOW),
    ),
    "conduct/mail/look": (
        as_world,
        lambda w, _: conduct.queue_to_team(w.report(w.event), w.person, NOW),
    ),
    "conduct/mail/answer": (
        as_world,
        lambda w, _: conduct.queue_to_reporter(
            "x@example.org", w.report(w.own_event), NOW
        ),
    ),
    "factors/mail/factor_added": (
        as_world,
        lambda w, _: factors.queue_added(w.person, "passkey", "my key", NOW),
    ),
    "factors/mail/factor_removed": (
        as_world,
        lambda w, _: factors.queue_removed(w.person, "app", "my app", NOW),
    ),
    "factors/mail/codes_made": (
        as_world,
        lambda w, _: factors.queue_codes_made(w.person, NOW),
    ),
    "factors/mail/code_used": (
        as_world,
        lambda w, _: factors.queue_code_used(w.person, 3, NOW),
    ),
    "factors/mail/factor_guessed": (
        as_world,
        lambda w, _: factors.queue_guessed(w.person, NOW),
    ),
    "factors/mail/factors_reset": (
        as_world,
        lambda w, _: factors.queue_reset(w.person, NOW),
    ),
    "identities/mail/confirm": (
        as_world,
        lambda w, _: identities.queue_confirm(w.person, "Corp", "t0", NOW),
    ),
    "identities/mail/connected": (
        as_world,
        lambda w, _: identities.queue_connected(w.person, "Corp", NOW),
    ),
    "identities/mail/disconnected": (
        as_world,
        lambda w, _: identities.queue_disconnected(w.person, "Corp", NOW),
    ),
    "identities/mail/opened": (
        as_world,
        lambda w, _: identities.queue_opened(w.person, "Corp", NOW),
    ),
    "privacy/mail/cannot_go": (
        as_world,
        lambda w, _: privacy.queue_cannot_go(w.person, NOW),
    ),
    "privacy/mail/copy_made": (
        lambda w: DataCopy(person=w.person, ends_at=NOW),
        lambda _w, copy: privacy.queue_copy_made(copy, NOW),
    ),
    "privacy/mail/deleted": (
        as_world,
        lambda w, _: privacy.queue_deleted("x@example.org", "X", w.reader, NOW),
    ),
    "privacy/mail/deletion_asked": (
        lambda w: Deletion(person=w.person, due_at=NOW),
        lambda _w, asked: privacy.queue_deletion_asked(asked, NOW),
    ),
    "privacy/mail/deletion_taken_back": (
        as_world,
        lambda w, _: privacy.queue_deletion_taken_back(w.person, NOW),
    ),
    "profile/mail/confirm_email": (
        as_world,
        lambda w, _: profile.ask_email_change(w.person, "new@example.org", NOW),
    ),
    "profile/mail/email_change_asked": (
        as_world,
        lambda w, _: profile.ask_email_change(w.person, "new@example.org", NOW),
    ),
    "profile/mail/email_taken": (
        as_world,
        lambda w, _: profile.ask_email_change(factories.person(), w.person.email, NOW),
    ),
    "profile/mail/email_changed": (
        lambda w: w.link(Purpose.CHANGE_EMAIL, f"n{factories.number()}@example.org"),
        lambda _w, made: profile.change_email(made[1], NOW),
    ),
    "proposals/mail/accepted": (
        World.proposal,
        lambda _w, made: proposals.accept(made, "Well done", nobody(), NOW),
    ),
    "proposals/mail/rejected": (
        World.proposal,
        lambda _w, made: proposals.reject(made, "Sorry", nobody(), NOW),
    ),
    "proposals/mail/withdrawn": (
        World.proposal,
        lambda _w, made: proposals.withdraw(made, NOW),
    ),
    "proposals/mail/received": (
        lambda w: (w.proposal(), calls.call(w.own_event)),
        lambda _w, made: proposal_mails.queue_received(*made, NOW),
    ),
    "registration/mail/confirmation": (
        as_world,
        lambda w, _: ordered(w.product, person_id=w.person.id),
    ),
    "registration/mail/paid": (World.order, lambda _w, order: settle(order)),
    "registration/mail/ticket": (World.order, lambda _w, order: settle(order)),
    "registration/mail/cancelled": (
        World.order,
        lambda _w, order: registration.cancel(order, NOW),
    ),
    "registration/mail/expired": (
        World.order,
        lambda _w, order: registration.expire(order.id, order.due.at),
    ),
    "scholarships/mail/awarded": (World.application, award),
    "scholarships/mail/rejected": (
        World.application,
        lambda _w, made: scholarships.reject(made, nobody(), NOW),
    ),
    "scholarships/mail/withdrawn": (
        World.application,
        lambda _w, made: scholarships.withdraw(made, NOW),
    ),
    "scholarships/mail/received": (
        lambda w: w.application(is_begun=True),
        lambda _w, made: scholarships.submit(made, awards.answers(), NOW),
    ),
    "teams/mail/appointed": (
        lambda _w: (factories.person(), Role.CONDUCT_TEAM, factories.person()),
        lambda w, made: teams.queue_appointed(w.event, *made, w.person, NOW),
    ),
    "teams/mail/invitation": (
        World.invitation,
        lambda _w, made: teams.queue_invitation(made, NOW),
    ),
    "tokens/mail/token_made": (
        as_world,
        lambda w, _: tokens.queue_token_made(w.person, w.event, WISH, NOW),
    ),
    "webhooks/mail/webhook_disabled": (
        World.webhook,
        lambda _w, made: webhooks.queue_disabled(made, NOW),
    ),
}


def written(template, reader, clicker):
    """Return the letter that is written when somebody clicks; other letters go."""
    world = World(reader)
    prepare, click = WAYS[template]
    with reading(reader):
        made = prepare(world)
    before = {letter.id for letter in stored(Letter)}
    with reading(clicker), db.session.no_autoflush:
        click(world, made)
    new = [letter for letter in stored(Letter) if letter.id not in before]
    (found,) = (letter for letter in new if letter.template == template)
    said = found.language, CHANGING.sub("#", f"{found.subject}\n{found.text}\n")
    db.session.rollback()
    return said


def test_each_letter_is_walked():
    assert sorted(WAYS) == LETTERS


@pytest.mark.parametrize("reader", ["en", "de"])
@pytest.mark.parametrize("template", LETTERS)
def test_a_letter_is_in_its_readers_language(template, reader):
    clicker = {"en": "de", "de": "en"}[reader]
    if template in ASKED_BY_READER:
        clicker = reader
    said = written(template, reader, clicker)
    assert said[0] == reader
    # Nothing in it, no day and no amount either, is as whoever clicks reads it.
    assert said == written(template, reader, reader)


@pytest.mark.parametrize("state", [ProposalState.ACCEPTED, ProposalState.REJECTED])
def test_the_letter_of_a_decision_is_shown_as_it_will_be_read(state):
    made = World("de").proposal()
    with reading("en"):
        content = proposal_mails.preview(made, state, "")
    assert content.language == "de"
    assert "Hallo" in content.text or "Guten Tag" in content.text


def test_without_a_language_of_ours_a_letter_is_in_the_events_or_in_english():
    for own, expected in ((["fr", "de"], "de"), (["fr"], "en")):
        event = factories.event(own_languages=own)
        made = calls.proposal(event, factories.person(language="fr"))
        with reading("de"):
            proposals.reject(made, "", nobody(), NOW)
        assert stored(Letter)[-1].language == expected


def test_what_somebody_chose_later_holds_for_letters_about_an_order():
    person = factories.person(language="de")
    with reading("de"):
        order = ordered(factories.product(), person_id=person.id)
    person.language = "en"
    with reading("de"):
        settle(order)
    languages = [letter.language for letter in stored(Letter)]
    assert languages == ["de", "en", "en"]


def test_a_ticket_that_comes_with_an_award_is_in_the_applicants_language():
    world = World("en")
    made = world.application()
    with reading("de"):
        award(world, made)
    tickets = [x for x in stored(Letter) if x.template == "registration/mail/ticket"]
    assert [ticket.language for ticket in tickets] == ["en"]


# Money, and where an answer arrives


@pytest.mark.parametrize("contact", ["", "team@example.org"])
def test_whoever_has_paid_is_told_about_refunds(contact):
    event = factories.event(contact_email=contact)
    buyer = Buyer("Ada", "ada@example.org")
    order = ordered(factories.product(event), buyer=buyer)
    settle(order)
    registration.cancel(order, NOW)
    text = stored(Letter)[-1].text
    assert "You have paid $400. The organisers decide" in text
    assert ("answer this letter" in text) == bool(contact)
    assert (f"/events/{event.slug}" in text) == (not contact)


def test_whoever_has_not_paid_is_told_nothing_about_refunds():
    order = ordered(factories.product())
    registration.cancel(order, NOW)
    free = ordered(factories.product(prices=[factories.price(0)]))
    registration.cancel(free, NOW)
    cancelled = [x for x in stored(Letter) if x.template.endswith("/cancelled")]
    assert len(cancelled) == 2
    assert not [x for x in cancelled if "refund" in x.text]


def test_nobody_is_asked_to_answer_where_nobody_reads():
    event = factories.event()
    child = factories.child(event)
    for place, contact in ((event, ""), (child, "team@example.org")):
        event.contact_email = contact  # holds for those below it, too
        order = ordered(factories.product(place))
        registration.expire(order.id, order.due.at)
        text = stored(Letter)[-1].text
        assert ("answer this letter" in text) == bool(contact)
