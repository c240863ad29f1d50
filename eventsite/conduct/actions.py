"""The verbs of conduct. Each changes the session and never commits.

The log says who read or did something with which report, and never what it says.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from eventsite.accounts.queries import hash_token
from eventsite.audit.actions import record
from eventsite.conduct import mails, queries, rules
from eventsite.conduct.models import (
    ConductContact,
    ConductPage,
    Report,
    ReportFile,
    ReportMessage,
    ReportState,
)
from eventsite.core.codes import new_code, new_token
from eventsite.core.db import db
from eventsite.core.emails import canonical
from eventsite.core.files import Checked
from eventsite.events.models import Event

Contact = tuple[str, str]  # name, and how to reach them


def set_page(
    event: Event, text: str, contacts: Sequence[Contact], actor_id: int, now: datetime
) -> ConductPage:
    """Give an event a code of conduct of its own."""
    page = queries.find_own_page(event)
    if page is None:
        page = ConductPage(event=event)
        db.session.add(page)
    page.text, page.changed_at = text, now
    event.has_conduct_page = True
    page.contacts = [
        ConductContact(name=name, reach=reach, position=position)
        for position, (name, reach) in enumerate(contacts)
    ]
    db.session.flush()
    _note(event, actor_id, "conduct.edit", f"event {event.id}", now)
    return page


def remove_page(event: Event, actor_id: int, now: datetime) -> None:
    """Let the code of the event above hold again."""
    page = queries.find_own_page(event)
    if page is not None:
        db.session.delete(page)
        event.has_conduct_page = False
        _note(event, actor_id, "conduct.remove", f"event {event.id}", now)


def report(
    event: Event,
    *,
    what: str,
    where: str,
    contact: str,
    kept_from: Collection[int],
    files: Sequence[Checked],
    once_key: str,
    now: datetime,
) -> tuple[Report, str]:
    """Keep a report; return it with the secret of its address, which nobody else knows.

    The same form sent again gives the same report, under a new secret: the page that
    showed the first one was never seen.

    Raises:
        NoTeam, NobodyReads
    """
    team = queries.list_team(event)
    ids = [person.id for person in team]
    left_out = sorted(set(kept_from) & set(ids))
    rules.check_readers(ids, left_out)
    key, secret = f"{event.id}:{once_key}", new_token()
    made = queries.find_report_made_with(key)
    if made is not None:
        made.secret_hash = hash_token(secret)
        return made, secret
    made = Report(
        event=event,
        code=new_code(),
        secret_hash=hash_token(secret),
        once_key=key,
        state=ReportState.NEW,
        what=rules.padded(what),
        where=rules.padded(where),
        contact=rules.padded(contact),
        kept_from=json.dumps(left_out),
        reported_at=now,
        changed_at=now,
    )
    made.files = [
        ReportFile(name=file.name, media_type=file.media_type, content=file.data)
        for file in files
    ]
    db.session.add(made)
    db.session.flush()
    _tell_team(made, None, now)
    return made, secret


def add_word(found: Report, words: str, now: datetime) -> None:
    """Add what whoever reported says later; a closed report opens again."""
    _add(found, None, words, now, is_note=False)
    found.state = ReportState.NEW
    found.closed_at = None
    _tell_team(found, None, now)


def answer(
    found: Report, actor_id: int, words: str, now: datetime, *, is_note: bool
) -> None:
    """Write to whoever reported, or a note that only the team sees.

    Raises:
        ReportClosed
    """
    if found.state is ReportState.CLOSED:
        raise rules.ReportClosed
    _add(found, actor_id, words, now, is_note=is_note)
    if found.state is ReportState.NEW:
        found.state = ReportState.OPEN
    verb = "conduct.note" if is_note else "conduct.answer"
    _note(found.event, actor_id, verb, _subject(found), now)
    email = _email(found)
    if email and not is_note:
        mails.queue_to_reporter(email, found, now)


def set_state(found: Report, to: ReportState, actor_id: int, now: datetime) -> None:
    if found.state is to:
        return
    found.state, found.changed_at = to, now
    found.closed_at = now if to is ReportState.CLOSED else None
    _note(found.event, actor_id, f"conduct.{to.value}", _subject(found), now)


def note_reading(found: Report, actor_id: int, now: datetime) -> None:
    """Log that somebody of the team reads a report."""
    _note(found.event, actor_id, "conduct.read", _subject(found), now)


def note_download(found: Report, actor_id: int, now: datetime) -> None:
    """Log that somebody of the team takes a file of a report."""
    _note(found.event, actor_id, "conduct.download", _subject(found), now)


def expire(now: datetime) -> None:
    """Forget what reports said that were closed long ago; that they were stays."""
    old = Report.closed_at <= now - rules.WORDS_STAY
    ids = select(Report.id).where(old, Report.what.is_not(None))
    for part in (ReportMessage, ReportFile):
        db.session.execute(delete(part).where(part.report_id.in_(ids)))
    db.session.execute(
        update(Report)
        .where(old)
        .values(what=None, where=None, contact=None, kept_from=None)
    )


def _add(
    found: Report, author_id: int | None, words: str, now: datetime, *, is_note: bool
) -> None:
    db.session.add(
        ReportMessage(
            report_id=found.id,
            author_id=author_id,
            is_note=is_note,
            text=rules.padded(words),
            written_at=now,
        )
    )
    found.changed_at = now


def _tell_team(found: Report, but: int | None, now: datetime) -> None:
    for person in queries.list_team(found.event):
        if person.id != but and rules.may_read(found, person.id):
            mails.queue_to_team(found, person, now)


def _email(found: Report) -> str:
    """Return the address among what was said of how to be reached, if it is one."""
    try:
        return canonical((found.contact or "").strip())
    except ValueError:
        return ""


def _subject(found: Report) -> str:
    return f"conduct report {found.code}"


def _note(event: Event, actor_id: int, verb: str, subject: str, now: datetime) -> None:
    record(event_id=event.id, actor_id=actor_id, verb=verb, subject=subject, now=now)
