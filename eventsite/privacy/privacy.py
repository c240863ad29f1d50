"""What the rooms below keep about a person: account, letters, audit."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select

from eventsite.accounts.models import OneTimeLink, Person, SignIn
from eventsite.audit.models import AuditEntry
from eventsite.core.db import Base, db
from eventsite.core.rows import plain_row
from eventsite.core.words import _, lazy
from eventsite.factors.models import Authenticator, Passkey, RecoveryCode
from eventsite.identities.models import Identity
from eventsite.mail.models import Letter
from eventsite.privacy import actions, queries, rules
from eventsite.privacy.models import Consent, DataCopy
from eventsite.privacy.rules import Fate, Kept, Leaving, Outcome, OwnData


def _account(person: Person) -> dict[str, object]:
    def rows(kind: type[Base], *unsaid: str) -> list[dict[str, object]]:
        found = db.session.scalars(select(kind).filter_by(person_id=person.id))
        return [plain_row(each, "person_id", *unsaid) for each in found]

    return {
        **plain_row(person, "password_hash"),
        "has_password": person.password_hash is not None,
        "sign_ins": rows(SignIn, "token_hash"),
        "links_sent": rows(OneTimeLink, "token_hash"),
        "apps_with_codes": rows(Authenticator, "secret"),
        "passkeys": rows(Passkey),
        "recovery_codes": rows(RecoveryCode, "code_hash"),
        "other_sites": rows(Identity),
        "consents": rows(Consent),
        "copies_of_data": rows(DataCopy, "content"),
    }


def _account_fates(_person: Person, _now: datetime) -> Sequence[Fate]:
    return [
        Fate(
            _("Your account: name, address, password, time zone, sign-ins"),
            Outcome.DELETED,
        )
    ]


def _obstacles(person: Person, _now: datetime) -> Sequence[str]:
    if queries.is_last_administrator(person):
        return [
            _("You are the only administrator of this site. Make somebody else one.")
        ]
    return []


ACCOUNT = OwnData(
    name="account",
    keeps=(
        Kept(
            lazy("Name, e-mail address, password (as a hash), time zone, language"),
            lazy("to let you in and to address you"),
            lazy("until you delete your account"),
        ),
        Kept(
            lazy("What you agreed to in a form, in which words, and when"),
            lazy("to show that you did"),
            lazy("until you delete your account"),
        ),
        Kept(
            lazy("Where you are signed in: browser, network address, time"),
            lazy("so that you can see and end it"),
            lazy("30 days after the end"),
        ),
        Kept(
            lazy("Second factors and other sites you sign in with"),
            lazy("to let in nobody but you"),
            lazy("until you remove them"),
        ),
    ),
    export=_account,
    erase=actions.erase_account,
    fates=_account_fates,
    obstacles=_obstacles,
    expire=actions.remove_copies,
)


def _letters(person: Person) -> list[dict[str, object]]:
    theirs = or_(Letter.person_id == person.id, Letter.to == person.email)
    found = db.session.scalars(select(Letter).where(theirs).order_by(Letter.id))
    return [plain_row(each, "html", "unique_key", "guid") for each in found]


def _letter_fates(_person: Person, _now: datetime) -> Sequence[Fate]:
    return [Fate(_("Letters that this site has sent you"), Outcome.DELETED)]


LETTERS = OwnData(
    name="letters",
    keeps=(
        Kept(
            lazy("Letters sent to you"),
            lazy("so that organisers see what was said and what did not arrive"),
            lazy(
                "their words 180 days (those about your account and scholarships until "
                "they are sent), that they were sent two years"
            ),
        ),
    ),
    export=_letters,
    erase=actions.erase_letters,
    fates=_letter_fates,
    expire=actions.expire_letters,
)


def _entries(person: Person) -> list[dict[str, object]]:
    about = AuditEntry.subject == f"person {person.id}"
    found = db.session.scalars(
        select(AuditEntry)
        .where(or_(AuditEntry.actor_id == person.id, about))
        .order_by(AuditEntry.id)
    )
    return [plain_row(each) for each in found]


def _entry_fates(_person: Person, _now: datetime) -> Sequence[Fate]:
    return [
        Fate(
            _("The log of who changed what"),
            Outcome.KEPT,
            _("It knows you by a number, which no longer leads to you."),
        )
    ]


def _stay(_leaving: Leaving) -> None:
    """Keep the entries: they hold numbers, which lead nowhere from now on."""


def _expire_entries(now: datetime) -> None:
    old = AuditEntry.at <= now - rules.READ_LOG_STAYS
    reads = or_(*(AuditEntry.verb.endswith(f".{word}") for word in rules.READING))
    db.session.execute(delete(AuditEntry).where(old, reads))


AUDIT = OwnData(
    name="audit",
    keeps=(
        Kept(
            lazy("Who changed what, and when"),
            lazy("so that mistakes and misuse can be found out"),
            lazy("as long as the event is here; who read something, one year"),
        ),
    ),
    export=_entries,
    erase=_stay,
    fates=_entry_fates,
    expire=_expire_entries,
)
