"""Somebody who has left something in every room."""

import io
from datetime import timedelta

from PIL import Image
from werkzeug.datastructures import FileStorage

from eventsite.accounts.actions import make_link
from eventsite.accounts.models import Purpose
from eventsite.agenda.models import CalendarLink
from eventsite.audit.actions import record
from eventsite.checkout.models import Cart
from eventsite.core.db import db
from eventsite.core.files import store_image
from eventsite.events.models import HostAdministrator, TeamMember
from eventsite.exchange.models import Import, ImportState
from eventsite.factors.models import Authenticator, Passkey, RecoveryCode
from eventsite.favourites.models import Favourite
from eventsite.identities.models import Identity, PendingIdentity
from eventsite.mail.actions import queue_letter
from eventsite.permissions import Role
from eventsite.proposals.models import ProposalSpeaker, ProposalState
from eventsite.registration.rules import Buyer, Guest
from eventsite.schedule import actions as schedule
from eventsite.sessions.models import SpeakerLink
from eventsite.teams.models import Invitation
from eventsite.tokens.models import ApiToken
from tests import factories
from tests.factories import NOW, saved
from tests.proposals import things as proposals
from tests.registration.conftest import ordered, settle
from tests.scholarships import things as scholarships

BIOGRAPHY = "Grew up among turnips in Ostwestfalen."
STREET = "Rübenweg 7, Detmold"
NEED = "the turnips have failed this year"


def leave_everywhere(person):
    """Return the event that most of the traces are at."""
    event = factories.event(slug="conf", name="Conf")
    factories.owner(event)
    theirs = {"name": person.name, "email": person.email}
    speaker = on_stage(event, person)
    programme = scholarships.programme(event)
    scholarships.application(programme, person, need=NEED)
    proposals.proposal(event, person, title="On turnips", notes=STREET)
    proposals.draft(event, person, typed={"biography": BIOGRAPHY})
    accepted = proposals.proposal(event, person, state=ProposalState.ACCEPTED)
    accepted.speakers[0].speaker = speaker
    other = proposals.proposal(event)
    other.speakers.append(
        ProposalSpeaker(**theirs, biography=BIOGRAPHY, affiliation="Turnips Inc")
    )
    orders(event, person)
    saved(TeamMember(event=event, person=person, role=Role.REVIEWER))
    saved(HostAdministrator(host=event.host, person=person))
    saved(
        Invitation(
            event=event,
            email=person.email,
            role=Role.FINANCE,
            invited_by=factories.owner(event),
            invited_at=NOW,
        )
    )
    starred = speaker.appearances[0].session_id
    saved(Favourite(person_id=person.id, session_id=starred, starred_at=NOW))
    saved(CalendarLink(person_id=person.id, token_hash="x", token="secret", **made()))
    saved(token(person))
    saved(
        Cart(
            event_id=event.id,
            token="cart",
            fingerprint="f",
            buyer=theirs,
            guests=[],
            saved_at=NOW,
        )
    )
    saved(
        Import(
            event_id=event.id,
            person_id=person.id,
            state=ImportState.DONE,
            report={"added": [person.name]},
            created_at=NOW,
        )
    )
    queue_letter(
        to=person.email,
        name=person.name,
        languages=["en"],
        template="accounts/mail/password_changed",
        now=NOW,
        person_id=person.id,
        trusted={"sign_in": "x", "forgotten": "x"},
    )
    record(
        event_id=event.id,
        actor_id=person.id,
        verb="event.edit",
        subject="event 1",
        now=NOW,
    )
    account(person)
    db.session.commit()
    return event


def made():
    return {"made_at": NOW}


def token(person):
    return ApiToken(
        person=person,
        name="Turnip robot",
        token_hash="h",
        hint="es_x",
        rights=[],
        once_key="o",
        created_at=NOW,
        expires_at=NOW + timedelta(days=30),
    )


def account(person):
    of = {"person_id": person.id}
    saved(Authenticator(**of, name="phone", secret="S", last_step=0, added_at=NOW))
    saved(
        Passkey(
            **of,
            name="key of Adelheid",
            credential_id="c",
            public_key=b"p",
            sign_count=0,
            user_handle="h",
            added_at=NOW,
        )
    )
    saved(RecoveryCode(**of, code_hash="r"))
    there = {"issuer": "https://corp.example", "label": "Corp"}
    saved(Identity(**of, **there, subject="1", email=person.email, added_at=NOW))
    saved(
        PendingIdentity(
            **there,
            subject="2",
            email=person.email,
            name=person.name,
            token_hash="t",
            ends_at=NOW + timedelta(days=30),
        )
    )
    make_link(Purpose.CHANGE_EMAIL, "new@zwiebelfisch.example", person, NOW)


def on_stage(event, person):
    """Put them on stage, with a picture, and release the programme."""
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(picture, "PNG")
    picture.seek(0)
    photo = store_image(FileStorage(picture, "adelheid.png"), NOW)
    speaker = factories.speaker(
        event,
        person=person,
        name=person.name,
        email=person.email,
        biography=BIOGRAPHY,
        affiliation="Turnips Inc",
        photo_id=photo.id,
        external_id=person.email,
    )
    saved(SpeakerLink(speaker_id=speaker.id, url="https://zwiebelfisch.example/"))
    session = factories.session(event, [speaker, factories.speaker(event, name="Bob")])
    room = factories.room(event)
    factories.slot(factories.draft(event), session, room, NOW + timedelta(days=61))
    schedule.release(event, [event], "1", NOW)
    session.people.pop()  # and what is told of the next version names people
    session.title = "Turnips for all"
    schedule.release(event, [event], "2", NOW)
    db.session.commit()
    return speaker


def orders(event, person):
    """Make a free order of theirs, and a ticket in somebody else's."""
    free = factories.product(event, prices=[factories.price(0)], name="Free")
    guests = [Guest(free.id, person.name, person.email, "Turnips Inc", "Heidi")]
    buyer = Buyer(person.name, person.email, "Turnips Inc", STREET)
    ordered(free, buyer=buyer, guests=guests)
    ordered(free, guests=guests)


def paid_order(event, person):
    paid = factories.product(event, size=10)
    buyer = Buyer(person.name, person.email, "Turnips Inc", STREET)
    guests = [Guest(paid.id, person.name, person.email)]
    order = ordered(paid, buyer=buyer, guests=guests)
    settle(order)
    return order
