"""Sessions made, changed, called off and placed, with the actions that pages use."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Response, g, url_for

from eventsite.api.exports.drafts import DraftSessionSchema
from eventsite.api.forms.writing import (
    SentPlacementSchema,
    SentSessionSchema,
    SessionChangesSchema,
)
from eventsite.api.views.changes import changes
from eventsite.api.views.drafts import bp, shown_session
from eventsite.core import clock, rest
from eventsite.core.bearer import bearer, requires_token
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.fields import EARLIEST, LATEST
from eventsite.core.problems import Problem
from eventsite.core.web import or_404
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event, Room, SessionType, Track
from eventsite.events.queries import (
    find_event,
    list_below,
    visible_tracks,
    visible_types,
)
from eventsite.permissions import Right
from eventsite.schedule import actions as schedule
from eventsite.schedule import queries as plans
from eventsite.schedule.actions import Mover, Place
from eventsite.schedule.rules import Clashes, MovedMeanwhile, NotYourHours, day_of
from eventsite.sessions import actions, queries
from eventsite.sessions.models import LinkKind, Session, StageRole
from eventsite.sessions.rules import (
    NotToBeRecorded,
    Part,
    SessionContent,
    SessionDetails,
    TwiceOnStage,
    Web,
)
from eventsite.tokens.queries import find_access

Asked = dict[str, Any]
MINUTE = timedelta(minutes=1)
BESIDE: Mapping[type[Refusal], str] = {
    NotToBeRecorded: "recording_url",
    TwiceOnStage: "people",
}
PLAIN = (  # what is sent as it is kept
    "title", "subtitle", "abstract", "description", "language", "level",
    "do_not_record", "recording_url", "recording_licence",
)  # fmt: skip


@bp.changing("POST", "/manage/<slug>/sessions")
@requires_token(Right.EDIT_SESSIONS)
@bp.reads(SentSessionSchema, "json")
@changes(bp, BESIDE)
@bp.shows(DraftSessionSchema, 201)
def create_session(sent: Asked, slug: str) -> Response:
    """Make a session.

    The public sees it with the next release.
    """
    event = _locked(slug)
    content = _content(event, sent, None)
    made = actions.create_session(
        event, content, actor_id=bearer().person_id, now=clock.now()
    )
    there = url_for(".get_draft_session", slug=slug, code=made.code, _external=True)
    return rest.answer(shown_session(made), 201, {"Location": there})


@bp.changing("PATCH", "/manage/<slug>/sessions/<code>")
@requires_token(Right.EDIT_SESSIONS)
@bp.reads(SessionChangesSchema(partial=("title",)), "json")
@changes(bp, BESIDE, matches=True)
@bp.shows(DraftSessionSchema)
def change_session(sent: Asked, slug: str, code: str) -> Response:
    """Change a session of this very event.

    Lists such as people and tags are sent whole. The public sees it with the next
    release.
    """
    event = _locked(slug)
    session = or_404(queries.find_session(event, code))
    rest.check_match(shown_session(session))
    content = _content(event, sent, session)
    actions.edit_session(session, content, actor_id=bearer().person_id, now=clock.now())
    db.session.expire(session, ["track", "type"])  # only their ids were set
    return rest.answer(shown_session(session))


@bp.changing("POST", "/manage/<slug>/sessions/<code>/cancel")
@requires_token(Right.EDIT_SESSIONS)
@changes(bp, matches=True)
@bp.shows(DraftSessionSchema)
def cancel_session(slug: str, code: str) -> Response:
    """Call a session off.

    It keeps its place, so that people find out; the public does with the next release.
    """
    session = or_404(queries.find_session(_locked(slug), code))
    rest.check_match(shown_session(session))
    actions.cancel(session, actor_id=bearer().person_id, now=clock.now())
    return rest.answer(shown_session(session))


@bp.changing("POST", "/manage/<slug>/sessions/<code>/restore")
@requires_token(Right.EDIT_SESSIONS)
@changes(bp, matches=True)
@bp.shows(DraftSessionSchema)
def restore_session(slug: str, code: str) -> Response:
    """Take a cancellation back."""
    session = or_404(queries.find_session(_locked(slug), code))
    rest.check_match(shown_session(session))
    actions.restore(session, actor_id=bearer().person_id, now=clock.now())
    return rest.answer(shown_session(session))


@bp.changing("PUT", "/manage/<slug>/sessions/<code>/placement")
@requires_token(Right.EDIT_SCHEDULE)
@bp.reads(SentPlacementSchema, "json")
@changes(bp, {NotYourHours: "room", MovedMeanwhile: "start"}, matches=True)
@bp.shows(DraftSessionSchema)
def place_session(sent: Asked, slug: str, code: str) -> Response:
    """Place a session in the current draft.

    Of this event or one below it. Below the root, a place must be inside of the hours
    and rooms that the event was given. One that clashes is refused, unless it is to be
    placed “anyway”.
    """
    event = _locked(slug)
    session = or_404(plans.find_session(list_below(event), code))
    rest.check_match(shown_session(session))
    draft = plans.find_current_draft(event)
    slot = plans.find_slot(draft, session) if draft else None
    mover = _mover(event)
    length = (slot.duration if slot else session.duration) // MINUTE
    where = Place(
        _room(plans.list_usable_rooms(session.event, mover.top), sent["room"]),
        sent["start"],
        sent.get("duration", length) * MINUTE,
    )
    _check_day(session.event, where)
    seen = slot.revision if slot else 0
    try:
        schedule.move(
            session,
            where,
            seen=seen,
            mover=mover,
            now=clock.now(),
            anyway=sent["anyway"],
        )
    except Clashes as refusal:
        errors = [{"detail": clash.words} for clash in refusal.clashes]
        raise Problem(409, str(refusal), kind="clashes", errors=errors) from refusal
    return rest.answer(shown_session(session))


@bp.changing("DELETE", "/manage/<slug>/sessions/<code>/placement")
@requires_token(Right.EDIT_SCHEDULE)
@changes(bp, matches=True)
@bp.shows(DraftSessionSchema)
def unplace_session(slug: str, code: str) -> Response:
    """Take a session off the current draft."""
    event = _locked(slug)
    session = or_404(plans.find_session(list_below(event), code))
    rest.check_match(shown_session(session))
    draft = plans.find_current_draft(event)
    slot = plans.find_slot(draft, session) if draft else None
    seen = slot.revision if slot else 0
    schedule.unplace(session, seen=seen, mover=_mover(event), now=clock.now())
    return rest.answer(shown_session(session))


def _locked(slug: str) -> Event:
    """Return the event; nobody else changes anything of its tree until the end."""
    event = or_404(find_event(slug))
    lock_and_reload(event)
    return event


def _content(event: Event, sent: Asked, session: Session | None) -> SessionContent:
    """Return what a session is to be: what was sent, and what it is else."""
    details: dict[str, Any] = {name: sent[name] for name in PLAIN if name in sent}
    if "duration" in sent:
        details["duration"] = sent["duration"] * MINUTE
    if "track" in sent:
        details["track_id"] = _named(visible_tracks(event), sent["track"], "track")
    if "type" in sent:
        details["type_id"] = _named(visible_types(event), sent["type"], "type")
    if session is None:
        before = SessionContent(SessionDetails(title=sent["title"]))
    else:
        before = _as_it_is(session)
    is_now = {
        name: getattr(before.details, name)
        for name in SessionDetails.__dataclass_fields__
    }
    return SessionContent(
        SessionDetails(**is_now | details),
        parts=_parts(event, sent["people"]) if "people" in sent else before.parts,
        links=[Web(**link) for link in sent["links"]]
        if "links" in sent
        else before.links,
        tags=_once(sent["tags"]) if "tags" in sent else before.tags,
    )


def _as_it_is(session: Session) -> SessionContent:
    details = {
        name: getattr(session, name) for name in SessionDetails.__dataclass_fields__
    }
    return SessionContent(
        SessionDetails(**details),
        parts=[Part(part.role, part.speaker_id) for part in session.people],
        links=[
            Web(link.url, link.title)
            for link in session.links
            if link.kind is LinkKind.LINK
        ],
        tags=[tag.name for tag in session.tags],
    )


def _parts(event: Event, people: Sequence[Mapping[str, Any]]) -> list[Part]:
    codes = {person["code"] for person in people if person.get("code")}
    known = queries.find_speakers(event.root, codes)
    found = []
    for number, person in enumerate(people):
        role = StageRole(person["role"])
        if not person.get("code"):
            new = {name: person[name] for name in ("name", "job_title", "affiliation")}
            found.append(Part(role, **new))
        elif person["code"] in known:
            found.append(Part(role, known[person["code"]].id))
        else:
            raise _unknown(f"people/{number}/code", "Nobody here has this code.")
    return found


def _named(offered: Sequence[Track | SessionType], text: str, field: str) -> int | None:
    """Return the id of the one with this name or slug; those of the event win."""
    if not text:
        return None
    for one in reversed(offered):
        if text.casefold() in {one.name.casefold(), one.slug}:
            return one.id
    raise _unknown(field, "There is none of this name here.")


def _room(offered: Sequence[Room], text: str) -> Room | None:
    if not text:
        return None
    for room in reversed(offered):
        if text in {room.guid, room.name, room.slug}:
            return room
    raise _unknown("room", "You can use no room of this name for this session.")


def _check_day(event: Event, where: Place) -> None:
    """Refuse days on which nothing of the conference takes place."""
    root, outside = event.root, "This is outside the days of the conference."
    if not EARLIEST.year < where.starts_at.year < LATEST.year:  # no clock is set to it
        raise _unknown("start", outside)
    day = day_of(where.starts_at, event.timezone, event.day_change)
    if not root.starts_on <= day <= root.ends_on:
        raise _unknown("start", outside)


def _once(tags: Sequence[str]) -> list[str]:
    """Return each tag once, whatever its case, in order; none that is empty."""
    found: dict[str, str] = {}
    for tag in filter(None, tags):
        found.setdefault(tag.casefold(), tag)
    return list(found.values())


def _unknown(pointer: str, words: str) -> Problem:
    place = {"pointer": f"#/{pointer}", "detail": words}
    return Problem(409, words, kind="refused", errors=[place])


def _mover(event: Event) -> Mover:
    """Return who asks, with the highest event above here whose plan they may change.

    A token reaches no higher than the event it was made for.
    """
    top = event
    for above in event.line[1:]:
        access = find_access(g.bearer, above.slug)
        if access is not None and Right.EDIT_SCHEDULE in access.rights:
            top = above
    return Mover(bearer().person_id, top)
