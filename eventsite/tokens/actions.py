"""The verbs of tokens. Each changes the session and never commits."""

import secrets
from datetime import datetime

from sqlalchemy import delete, update

from eventsite.accounts.models import Person
from eventsite.accounts.queries import hash_token
from eventsite.audit.actions import record
from eventsite.core.db import db, insert_once
from eventsite.events.models import Event
from eventsite.tokens import mails, queries, rules
from eventsite.tokens.models import ApiToken
from eventsite.tokens.rules import Wish


def make_token(
    person: Person, event: Event | None, wish: Wish, once_key: str, now: datetime
) -> str:
    """Make a token for `event` and those below it, or for all; tell the person.

    Returns the secret, which is kept nowhere.

    Raises:
        MadeBefore: by the same form. MoreThanYours, TooMany
    """
    held = queries.find_rights(person, event)
    rules.check_wish(wish, held, queries.count_live(person.id, now))
    random = "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.RANDOM))
    secret = rules.whole(random)
    is_new = insert_once(
        ApiToken,
        "once_key",
        person_id=person.id,
        event_id=event.id if event else None,
        name=wish.name,
        token_hash=hash_token(secret),
        hint=secret[: rules.HINT],
        rights=sorted(wish.rights),
        may_write=wish.may_write,
        once_key=f"{person.id}:{once_key}",
        created_at=now,
        expires_at=now + wish.lasts,
    )
    if not is_new:
        raise rules.MadeBefore
    record(
        event_id=event.id if event else None,
        actor_id=person.id,
        verb="token.create",
        subject=f"token {secret[: rules.HINT]}",
        now=now,
        detail={"rights": " ".join(sorted(wish.rights)), "may_write": wish.may_write},
    )
    mails.queue_token_made(person, event, wish, now)
    return secret


def revoke(token: ApiToken, *, actor_id: int, now: datetime) -> None:
    """End a token at once; again, nothing happens."""
    if token.revoked_at is not None:
        return
    token.revoked_at, token.revoked_by = now, actor_id
    record(
        event_id=token.event_id,
        actor_id=actor_id,
        verb="token.revoke",
        subject=f"token {token.hint}",
        now=now,
    )


def note_use(token_id: int, now: datetime) -> None:
    used = update(ApiToken).where(ApiToken.id == token_id)
    db.session.execute(used.values(last_used_at=now))


def forget_ended(now: datetime) -> None:
    """Delete tokens that nobody is shown any more."""
    over = now - rules.SHOWN_AFTER_END
    db.session.execute(
        delete(ApiToken).where(
            (ApiToken.expires_at <= over) | (ApiToken.revoked_at <= over)
        )
    )
