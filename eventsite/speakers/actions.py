"""The verbs of people on stage. They change the database session and never commit."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, update

from eventsite.audit.actions import record
from eventsite.core.db import db
from eventsite.core.rows import change
from eventsite.sessions.actions import account_of
from eventsite.sessions.models import Session, SessionPerson, Speaker, SpeakerLink
from eventsite.sessions.rules import MOST_LINKS, SpeakerDetails, TooManyLinks, Web
from eventsite.speakers import rules


def edit_speaker(
    speaker: Speaker,
    details: SpeakerDetails,
    links: Sequence[Web],
    *,
    actor_id: int | None,
    now: datetime,
) -> list[str]:
    """Change what is said of somebody on stage; return the names of what changed.

    An address leads to the account that has confirmed it, now or later.

    Raises:
        TooManyLinks
    """
    if len(links) > MOST_LINKS:
        raise TooManyLinks
    columns = asdict(details) | {"person_id": account_of(details.email)}
    changed = change(speaker, columns)
    if [(link.url, link.title) for link in speaker.links] != [
        (link.url, link.title) for link in links
    ]:
        speaker.links = [
            SpeakerLink(url=link.url, title=link.title, position=place)
            for place, link in enumerate(links)
        ]
        changed.append("links")
    if set(changed) - {"email", "person_id"}:
        speaker.changed_at = now
    if "name" in changed:
        theirs = select(SessionPerson.session_id).filter_by(speaker_id=speaker.id)
        db.session.execute(
            update(Session).where(Session.id.in_(theirs)).values(changed_at=now)
        )
    if changed:
        _note(speaker, "speaker.edit", actor_id, now, changed=", ".join(changed))
    return changed


def set_photo(
    speaker: Speaker, file_id: int | None, *, actor_id: int | None, now: datetime
) -> None:
    """Show a stored image of somebody; None: none."""
    if change(speaker, {"photo_id": file_id}):
        speaker.changed_at = now
        _note(speaker, "speaker.edit", actor_id, now, changed="photo")


def delete_speaker(speaker: Speaker, *, actor_id: int | None, now: datetime) -> None:
    """Forget somebody who is on no stage.

    Raises:
        StillOnStage
    """
    if speaker.appearances:
        raise rules.StillOnStage
    _note(speaker, "speaker.delete", actor_id, now, code=speaker.code)
    db.session.delete(speaker)


def _note(
    speaker: Speaker, verb: str, actor_id: int | None, now: datetime, **detail: str
) -> None:
    record(
        event_id=speaker.event_id,
        actor_id=actor_id,
        verb=verb,
        subject=f"speaker {speaker.id}",
        now=now,
        detail=detail,
    )
