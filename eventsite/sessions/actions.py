"""The verbs of sessions. They change the database session and never commit."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from eventsite.accounts.queries import find_person_by_email
from eventsite.audit.actions import record
from eventsite.core.codes import new_code, slugify
from eventsite.core.db import db
from eventsite.core.rows import change, unless_taken
from eventsite.events.actions import lock_tree
from eventsite.events.models import Event, Tag
from eventsite.events.queries import visible_tags, visible_tracks, visible_types
from eventsite.sessions import queries, rules
from eventsite.sessions.models import (
    LinkKind,
    Session,
    SessionLink,
    SessionPerson,
    SessionState,
    Speaker,
)
from eventsite.sessions.rules import Part, SessionContent, SpeakerDetails, Web

SLUG_LENGTH = 100  # leaves room for what makes it unique


def create_session(
    event: Event,
    content: SessionContent,
    *,
    actor_id: int | None,
    now: datetime,
    once_key: str | None = None,
) -> Session:
    """Make a session and whoever is new on its stage. Locks the tree.

    Raises:
        NotOffered, NotToBeRecorded, TwiceOnStage, TooManyPeople, TooManyTags,
        TagTooLong, TooManyLinks
    """
    _check(event, content)
    lock_tree(event)
    root = event.root
    slug = slugify(content.details.title, limit=SLUG_LENGTH)
    session = Session(
        event=event,
        code=_free_code(Session),
        guid=str(uuid4()),
        number=queries.next_number(root),
        slug=slugify(slug, queries.list_session_slugs(root, slug), SLUG_LENGTH),
        once_key=once_key,
        created_at=now,
        changed_at=now,
        **asdict(content.details),
    )
    db.session.add(session)
    _put_people(session, content.parts, now)
    _put_links(session, content.links)
    _put_tags(session, content.tags)
    db.session.flush()
    _note(session, "session.create", actor_id, now, code=session.code)
    return session


def edit_session(
    session: Session, content: SessionContent, *, actor_id: int | None, now: datetime
) -> list[str]:
    """Change a session; return the names of what changed. Locks the tree.

    Raises:
        NotOffered, NotToBeRecorded, TwiceOnStage, TooManyPeople, TooManyTags,
        TagTooLong, TooManyLinks
    """
    _check(session.event, content)
    lock_tree(session.event)
    changed = change(session, asdict(content.details))
    if _put_people(session, content.parts, now):
        changed.append("people")
    if _put_links(session, content.links):
        changed.append("links")
    if _put_tags(session, content.tags):
        changed.append("tags")
    if changed:
        session.changed_at = now
        _note(session, "session.edit", actor_id, now, changed=", ".join(changed))
    db.session.flush()
    return changed


def cancel(session: Session, *, actor_id: int | None, now: datetime) -> None:
    """Call a session off. It stays, and keeps its place, so that people find out.

    Raises:
        AlreadyCancelled
    """
    rules.check_cancel(session)
    session.state, session.changed_at = SessionState.CANCELLED, now
    _note(session, "session.cancel", actor_id, now)


def restore(session: Session, *, actor_id: int | None, now: datetime) -> None:
    """Take a cancellation back.

    Raises:
        NotCancelled
    """
    rules.check_restore(session)
    session.state, session.changed_at = SessionState.CONFIRMED, now
    _note(session, "session.restore", actor_id, now)


def add_attachment(
    session: Session,
    attachment: Web,
    file_id: int | None,
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Attach a stored file, or a document elsewhere by its address, as the last one.

    Raises:
        TooManyLinks
    """
    if len(session.links) >= rules.MOST_LINKS:
        raise rules.TooManyLinks
    link = SessionLink(
        kind=LinkKind.ATTACHMENT,
        title=attachment.title,
        url=attachment.url,
        file_id=file_id,
        position=max((link.position for link in session.links), default=-1) + 1,
    )
    session.links.append(link)
    session.changed_at = now
    _note(session, "session.attach", actor_id, now)


def remove_attachment(
    session: Session, link: SessionLink, *, actor_id: int | None, now: datetime
) -> None:
    session.links.remove(link)
    session.changed_at = now
    _note(session, "session.detach", actor_id, now)


def create_speaker(
    event: Event, details: SpeakerDetails, *, actor_id: int | None, now: datetime
) -> Speaker:
    """Make somebody known in the tree of `event`. Locks the tree."""
    lock_tree(event)
    speaker = _new_speaker(event.root, details, now)
    db.session.flush()
    record(
        event_id=event.id,
        actor_id=actor_id,
        verb="speaker.create",
        subject=f"speaker {speaker.id}",
        now=now,
    )
    return speaker


def _new_speaker(root: Event, details: SpeakerDetails, now: datetime) -> Speaker:
    speaker = Speaker(
        event=root,
        code=_free_code(Speaker),
        number=queries.next_speaker_number(root),
        person_id=account_of(details.email),
        changed_at=now,
        **asdict(details),
    )
    db.session.add(speaker)
    db.session.flush()  # so that the next one's number is another
    return speaker


def account_of(email: str) -> int | None:
    """Return whose confirmed address this is; None: nobody's, or none."""
    person = find_person_by_email(email) if email else None
    if person is None or person.email_confirmed_at is None:
        return None
    return person.id


def _check(event: Event, content: SessionContent) -> None:
    tracks = {track.id for track in visible_tracks(event)}
    types = {kind.id for kind in visible_types(event)}
    rules.check_content(content, tracks, types)


def _put_people(session: Session, parts: Sequence[Part], now: datetime) -> bool:
    """Put these people on stage in this order; tell whether that changed anything."""
    root = session.event.root
    before = [(part.speaker_id, part.role) for part in session.people]
    there = {part.speaker_id: part for part in session.people}
    wanted = {part.speaker_id for part in parts if part.speaker_id is not None}
    known = queries.list_speakers_by_id(root, wanted)
    if wanted != set(known):
        raise rules.NotOffered
    speakers = [
        known[part.speaker_id]
        if part.speaker_id is not None
        else _new_speaker(
            root, SpeakerDetails(part.name, part.job_title, part.affiliation), now
        )
        for part in parts
    ]
    placed: list[SessionPerson] = []
    for place, (speaker, part) in enumerate(zip(speakers, parts, strict=True)):
        row = there.get(speaker.id) or SessionPerson(speaker_id=speaker.id)
        row.role, row.position = part.role, place
        placed.append(row)
    session.people = placed
    return before != [(row.speaker_id, row.role) for row in placed]


def _put_links(session: Session, links: Sequence[Web]) -> bool:
    """Give a session these links, its attachments left alone; tell of a change."""
    there = [link for link in session.links if link.kind is LinkKind.LINK]
    if [(link.url, link.title) for link in there] == [
        (link.url, link.title) for link in links
    ]:
        return False
    kept = [link for link in session.links if link.kind is not LinkKind.LINK]
    made = [SessionLink(url=link.url, title=link.title) for link in links]
    for place, link in enumerate([*made, *kept]):
        link.position = place
    session.links = [*made, *kept]
    return True


def _put_tags(session: Session, names: Sequence[str]) -> bool:
    """Give a session these tags, new ones made at its event; tell of a change."""
    event = session.event
    offered = visible_tags(event)
    by_name = {tag.name.casefold(): tag for tag in offered}
    slugs = {tag.slug for tag in offered if tag.event_id == event.id}
    before = {tag.id for tag in session.tags}
    tags: dict[int, Tag] = {}
    for name in names:
        tag = by_name.get(name.casefold())
        if tag is None:
            tag = Tag(event_id=event.id, name=name, slug=slugify(name, slugs, 70))
            slugs.add(tag.slug)
            by_name[name.casefold()] = tag
            with unless_taken(name=rules.NotOffered(), slug=rules.NotOffered()):
                db.session.add(tag)
        tags[tag.id] = tag
    session.tags = list(tags.values())
    return before != set(tags)


def _free_code(kind: type[Session | Speaker]) -> str:
    while True:
        code = new_code()
        if db.session.scalar(select(kind.id).filter_by(code=code)) is None:
            return code


def _note(
    session: Session, verb: str, actor_id: int | None, now: datetime, **detail: str
) -> None:
    record(
        event_id=session.event_id,
        actor_id=actor_id,
        verb=verb,
        subject=f"session {session.id}",
        now=now,
        detail=detail,
    )
