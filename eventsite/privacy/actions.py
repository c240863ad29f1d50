"""The verbs of privacy. Each changes the session and never commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, or_, update

from eventsite.accounts.actions import end_sign_ins
from eventsite.accounts.models import OneTimeLink, Person, SignIn
from eventsite.audit.actions import record
from eventsite.core import jobs
from eventsite.core.db import db, insert_once
from eventsite.factors.models import Authenticator, Passkey, RecoveryCode
from eventsite.identities.models import Identity, PendingIdentity
from eventsite.mail.models import Letter, LetterState
from eventsite.privacy import mails, queries, rules
from eventsite.privacy.models import Consent, DataCopy, Deletion
from eventsite.privacy.rules import ERASED, Leaving, OwnData

MAKE_COPY = "privacy.make-copy"  # the job's name


def ask_copy(person: Person, now: datetime) -> DataCopy:
    """Have a copy of a person's data made.

    Raises:
        TooManyCopies: one is being made.
    """
    if any(copy.made_at is None for copy in queries.list_copies(person.id, now)):
        raise rules.TooManyCopies
    copy = DataCopy(person=person, asked_at=now, ends_at=now + rules.COPY_LASTS)
    db.session.add(copy)
    db.session.flush()
    jobs.queue(MAKE_COPY, {"copy_id": copy.id}, now, is_urgent=True)
    _note(person.id, person.id, "own-data.ask", now)
    return copy


def fill_copy(copy: DataCopy, content: bytes, now: datetime) -> None:
    """Keep what was collected, and tell its owner."""
    copy.content, copy.size = content, len(content)
    copy.made_at, copy.ends_at = now, now + rules.COPY_LASTS
    mails.queue_copy_made(copy, now)


def note_taking(copy: DataCopy, now: datetime) -> None:
    """Log that a copy was taken."""
    _note(copy.person_id, copy.person_id, "own-data.download", now)


def remove_copies(now: datetime) -> None:
    """Delete the copies whose days are over."""
    db.session.execute(delete(DataCopy).where(DataCopy.ends_at <= now))


def note_consent(person_id: int, subject: str, words: str, now: datetime) -> None:
    """Note that somebody agreed to `words` about `subject`; once for the same words."""
    held = queries.find_consent(person_id, subject)
    if held is not None and held.words == words:
        return
    withdraw_consent(person_id, subject, now)
    db.session.add(
        Consent(person_id=person_id, subject=subject, words=words, given_at=now)
    )


def withdraw_consent(person_id: int, subject: str, now: datetime) -> None:
    """Note that somebody does not agree any more, if they did."""
    held = queries.find_consent(person_id, subject)
    if held is not None:
        held.withdrawn_at = now
        db.session.flush()


def ask_deletion(person: Person, now: datetime, *, keep_public: bool) -> Deletion:
    """Have an account deleted in some days; its owner is signed out and told."""
    insert_once(
        Deletion,
        "person_id",
        person_id=person.id,
        keep_public=keep_public,
        asked_at=now,
        due_at=now + rules.COOLING_OFF,
    )
    deletion = queries.find_deletion(person.id)
    assert deletion is not None, "it was there or has just been made"
    end_sign_ins(person, now)
    mails.queue_deletion_asked(deletion, now)
    _note(person.id, person.id, "account.ask-deletion", now)
    return deletion


def take_back(person: Person, now: datetime) -> bool:
    """Forget that an account was to be deleted; tell whether it was."""
    gone = delete(Deletion).where(Deletion.person_id == person.id)
    if db.session.scalars(gone.returning(Deletion.person_id)).first() is None:
        return False
    mails.queue_deletion_taken_back(person, now)
    _note(person.id, person.id, "account.take-back-deletion", now)
    return True


def postpone(deletion: Deletion, now: datetime) -> None:
    """Try again later: something stands in the way, which its owner is told."""
    deletion.due_at = now + rules.COOLING_OFF
    mails.queue_cannot_go(deletion.person, now)


def erase(deletion: Deletion, rooms: Iterable[OwnData], now: datetime) -> None:
    """Forget a person, in every room; `rooms` from the top of the house down."""
    person = deletion.person
    email, name, language = person.email, person.name, person.language
    leaving = Leaving(person, deletion.keep_public, now)
    db.session.delete(deletion)
    for room in rooms:
        room.erase(leaving)
        db.session.flush()
    mails.queue_deleted(email, name, language, now)
    _note(person.id, None, "account.delete", now)


def erase_account(leaving: Leaving) -> None:
    """Leave a row without a name, and nothing that opens it."""
    person = leaving.person
    for kind in (
        SignIn,
        Authenticator,
        Passkey,
        RecoveryCode,
        Identity,
        PendingIdentity,
        DataCopy,
        Consent,
    ):
        db.session.execute(delete(kind).where(kind.person_id == person.id))
    theirs = or_(OneTimeLink.person_id == person.id, OneTimeLink.email == person.email)
    db.session.execute(delete(OneTimeLink).where(theirs))
    db.session.execute(
        delete(PendingIdentity).where(PendingIdentity.email == person.email)
    )
    person.name = ERASED
    person.email = f"{person.id}@deleted.invalid"  # nobody's; RFC 2606
    person.email_confirmed_at = person.password_hash = None
    person.timezone = person.language = None
    person.is_admin = False


def erase_letters(leaving: Leaving) -> None:
    """Delete all letters to somebody; what waits to be sent is not sent.

    Letters to others that name them, such as a buyer's with their ticket, forget their
    words: they have been sent.
    """
    person = leaving.person
    theirs = or_(Letter.person_id == person.id, Letter.to == person.email)
    db.session.execute(delete(Letter).where(theirs))
    words = [word for word in (person.email, person.name) if rules.names_one(word)]
    naming = (Letter.text.contains(word, autoescape=True) for word in words)
    is_over = Letter.state.in_([LetterState.SENT, LetterState.FAILED])
    db.session.execute(
        update(Letter).where(is_over, or_(*naming)).values(text="", html="")
    )
    called = (Letter.subject.contains(word, autoescape=True) for word in words)
    db.session.execute(update(Letter).where(is_over, or_(*called)).values(subject=""))


def expire_letters(now: datetime) -> None:
    """Forget what old letters said, and of still older ones that they were."""
    said = Letter.queued_at <= now - rules.LETTERS_KEEP_WORDS
    db.session.execute(
        update(Letter).where(said, Letter.text != "").values(text="", html="")
    )
    db.session.execute(
        delete(Letter).where(Letter.queued_at <= now - rules.LETTERS_STAY)
    )


def _note(person_id: int, actor_id: int | None, verb: str, now: datetime) -> None:
    record(
        event_id=None,
        actor_id=actor_id,
        verb=verb,
        subject=f"person {person_id}",
        now=now,
    )
