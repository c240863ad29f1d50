"""The verbs of second factors. Each changes the session and never commits."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, select, update

from eventsite.accounts.actions import end_sign_ins
from eventsite.accounts.models import Person, SignIn
from eventsite.audit.actions import record
from eventsite.core import one_time_codes, passkeys
from eventsite.core.codes import new_code
from eventsite.core.db import db, insert_once
from eventsite.core.passkeys import NewPasskey, NotRight, Question, Site
from eventsite.core.throttle import TooMany, check
from eventsite.factors import mails, queries, rules
from eventsite.factors.models import Authenticator, Passkey, RecoveryCode


def add_authenticator(
    sign_in: SignIn, name: str, secret: str, code: str, now: datetime
) -> list[str]:
    """Add an app that has shown a right code; return recovery codes if it is the first.

    Raises:
        WrongCode, TooManyFactors
    """
    step = one_time_codes.step_of(rules.bare_code(code), secret, now)
    if step is None:
        raise rules.WrongCode
    person = sign_in.person
    before = _lock(person)
    known = queries.list_factors(person.id).authenticators
    if any(app.secret == secret for app in known):  # the form was sent twice
        raise rules.WrongCode
    db.session.add(
        Authenticator(
            person_id=person.id,
            name=name,
            secret=secret,
            last_step=step,
            added_at=now,
        )
    )
    return _added(sign_in, before, "app", name, now)


def add_passkey(
    sign_in: SignIn, name: str, made: NewPasskey, handle: str, now: datetime
) -> list[str]:
    """Add a passkey; return recovery codes if it is the first factor.

    Raises:
        PasskeyKnown, TooManyFactors
    """
    person = sign_in.person
    before = _lock(person)
    is_new = insert_once(
        Passkey,
        "credential_id",
        person_id=person.id,
        name=name,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=made.transports,
        user_handle=handle,
        added_at=now,
    )
    if not is_new:
        raise rules.PasskeyKnown
    return _added(sign_in, before, "passkey", name, now)


def _lock(person: Person) -> int:
    """Let one change of a person's factors follow the other; return how many there are.

    Raises:
        TooManyFactors
    """
    db.session.execute(
        select(Person.id).where(Person.id == person.id).with_for_update()
    )
    count = queries.list_factors(person.id).count
    if count >= rules.MOST:
        raise rules.TooManyFactors
    return count


def _added(
    sign_in: SignIn, before: int, kind: str, name: str, now: datetime
) -> list[str]:
    person = sign_in.person
    mails.queue_added(person, kind, name, now)
    _note(person, "second-factor.add", person.id, now, kind=kind)
    if before:
        return []
    end_sign_ins(person, now, but=sign_in)  # they have not passed it
    return _new_codes(person)


def remove(factor: Authenticator | Passkey, person: Person, now: datetime) -> None:
    """Remove a factor; with the last one go the recovery codes."""
    mails.queue_removed(person, factor.kind, factor.name, now)
    _note(person, "second-factor.remove", person.id, now, kind=factor.kind)
    db.session.delete(factor)
    db.session.flush()
    if not queries.has_factor(person.id):
        _forget_codes(person)


def make_codes(person: Person, now: datetime) -> list[str]:
    """Return new recovery codes as they are typed; the old ones are void."""
    mails.queue_codes_made(person, now)
    _note(person, "second-factor.new-codes", person.id, now)
    return _new_codes(person)


def use_code(person: Person, typed: str, now: datetime) -> None:
    """Take a code of one of the person's apps, or off their paper; each once.

    Raises:
        WrongCode
    """
    bare = rules.bare_code(typed)
    if rules.is_recovery_code(bare):
        _use_recovery_code(person, bare, now)
        return
    for app in queries.list_factors(person.id).authenticators:
        step = one_time_codes.step_of(bare, app.secret, now)
        if step is not None and _take_step(app, step, now):
            return
    raise rules.WrongCode


def _take_step(app: Authenticator, step: int, now: datetime) -> bool:
    taken = (
        update(Authenticator)
        .where(Authenticator.id == app.id, Authenticator.last_step < step)
        .values(last_step=step, used_at=now)
        .returning(Authenticator.id)
    )
    return db.session.scalars(taken).first() is not None


def _use_recovery_code(person: Person, bare: str, now: datetime) -> None:
    used = (
        update(RecoveryCode)
        .where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
        .where(RecoveryCode.code_hash == _hash(bare))
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    if db.session.scalars(used).first() is None:
        raise rules.WrongCode
    mails.queue_code_used(person, queries.count_codes_left(person.id), now)
    _note(person, "second-factor.use-recovery-code", person.id, now)


def use_passkey(
    site: Site, question: Question, answer: str, *, is_alone: bool, now: datetime
) -> int:
    """Take a passkey's answer, once; return whose it is.

    `is_alone` where it stands for the password, too. A question to one person is
    answered with a passkey of theirs only.

    Raises:
        PasskeyRefused: also for one that nobody has.
    """
    try:
        known = _asked_passkey(question, answer)
        count = passkeys.read_proof(
            site,
            question,
            answer,
            public_key=known.public_key,
            sign_count=known.sign_count,
            is_alone=is_alone,
            now=now,
        )
        challenge = passkeys.challenge_in(answer)
        check(f"passkey {challenge}", 1, 2 * passkeys.CHALLENGE_LASTS, now)
    except (NotRight, TooMany) as error:
        raise rules.PasskeyRefused from error
    known.sign_count, known.used_at = count, now
    return known.person_id


def _asked_passkey(question: Question, answer: str) -> Passkey:
    known = queries.find_passkey_by_credential(passkeys.credential_id_in(answer))
    if known is None or question.person_id not in {0, known.person_id}:
        raise NotRight("nobody who was asked has it")
    return known


def reset(person: Person, actor_id: int | None, now: datetime) -> int:
    """Take all factors from somebody who lost them; return how many there were.

    Every sign-in of theirs ends.
    """
    factors = queries.list_factors(person.id)
    for factor in (*factors.authenticators, *factors.passkeys):
        db.session.delete(factor)
    _forget_codes(person)
    end_sign_ins(person, now)
    mails.queue_reset(person, now)
    _note(person, "second-factor.reset", actor_id, now, count=factors.count)
    return factors.count


def _new_codes(person: Person) -> list[str]:
    _forget_codes(person)
    made = [new_code(rules.CODE_LENGTH) for _ in range(rules.CODES)]
    for code in made:
        db.session.add(RecoveryCode(person_id=person.id, code_hash=_hash(code)))
    return [rules.shown_code(code) for code in made]


def _forget_codes(person: Person) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode(errors="replace")).hexdigest()


def _note(
    person: Person, verb: str, actor_id: int | None, now: datetime, **detail: str | int
) -> None:
    record(
        event_id=None,
        actor_id=actor_id,
        verb=verb,
        subject=f"person {person.id}",
        now=now,
        detail=detail,
    )
