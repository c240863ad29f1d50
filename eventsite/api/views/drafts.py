"""What organisers work on, read with a token."""

from typing import Any

from flask import Response, g

from eventsite.api import queries, rules
from eventsite.api.exports.drafts import (
    DraftRoomSchema,
    DraftSessionSchema,
    DraftSpeakerSchema,
    DraftTrackSchema,
    ManagedEventSchema,
    draft_room,
    draft_session,
    draft_speaker,
    draft_track,
    managed_event,
)
from eventsite.api.forms.reading import DraftsAsked, Paged, SpeakersAsked
from eventsite.api.queries import DraftFilter
from eventsite.core import rest
from eventsite.core.bearer import requires_token
from eventsite.core.openapi import Resources
from eventsite.core.web import or_404
from eventsite.events.models import Event
from eventsite.events.queries import (
    find_event,
    list_below,
    list_children,
    visible_rooms,
    visible_tracks,
)
from eventsite.permissions import Right
from eventsite.sessions.models import Session, SessionState
from eventsite.sessions.queries import find_session
from eventsite.speakers.queries import page_speakers

bp = Resources(
    "Drafts",
    "drafts",
    "What organisers work on, as it is now and before it is released. An event’s "
    "addresses show what is below it, too.",
)
Asked = dict[str, Any]


@bp.get("/manage/<slug>")
@requires_token(Right.SEE_EVENT)
@bp.shows(ManagedEventSchema)
@bp.fails(401, 403, 404)
def get_managed_event(slug: str) -> Response:
    """Show an event to its organisers.

    Drafts, too; and what the token may do here at the moment.
    """
    event = or_404(find_event(slug))
    shown = managed_event(event, list(list_children(event)), sorted(g.access.rights))
    return rest.answer(ManagedEventSchema().dump(shown))


@bp.get("/manage/<slug>/sessions")
@requires_token(Right.EDIT_SESSIONS)
@bp.reads(DraftsAsked)
@bp.shows(DraftSessionSchema(many=True))
@bp.fails(401, 403, 404)
def list_draft_sessions(asked: Asked, slug: str) -> Response:
    """List the sessions as they are now.

    In the order of their numbers: new ones come last.
    """
    event = or_404(find_event(slug))
    state = asked["state"]
    wanted = DraftFilter(
        event=asked["event"],
        state=SessionState(state) if state else None,
        q=asked["q"],
        modified_since=asked["modified_since"],
    )
    page = queries.page_drafts(event, wanted, asked["page"], asked["per_page"])
    slots = queries.find_slots(event, page.items)
    found = [draft_session(one, slots.get(one.id)) for one in page.items]
    shown = DraftSessionSchema(many=True).dump(found)
    return rest.answer(shown, headers=rest.paging(page.total or 0, asked))


@bp.get("/manage/<slug>/sessions/<code>")
@requires_token(Right.EDIT_SESSIONS)
@bp.shows(DraftSessionSchema)
@bp.fails(401, 403, 404)
def get_draft_session(slug: str, code: str) -> Response:
    """Show a session of this very event as it is now."""
    event = or_404(find_event(slug))
    return rest.answer(shown_session(or_404(find_session(event, code))))


def shown_session(session: Session) -> Any:
    slot = queries.find_slots(session.event, [session]).get(session.id)
    return DraftSessionSchema().dump(draft_session(session, slot))


@bp.get("/manage/<slug>/speakers")
@requires_token(Right.EDIT_SESSIONS)
@bp.reads(SpeakersAsked)
@bp.shows(DraftSpeakerSchema(many=True))
@bp.fails(401, 403, 404)
def list_draft_speakers(asked: Asked, slug: str) -> Response:
    """List the people on stage as they are now.

    By name. At the root of a tree all of its people, below it those who speak there.
    """
    event = or_404(find_event(slug))
    ids = [one.id for one in list_below(event)]
    page = page_speakers(event, ids, asked["q"], asked["page"], asked["per_page"])
    links = queries.list_links(page.items)
    found = [draft_speaker(one, links.get(one.id, ())) for one in page.items]
    shown = DraftSpeakerSchema(many=True).dump(found)
    return rest.answer(shown, headers=rest.paging(page.total or 0, asked))


@bp.get("/manage/<slug>/rooms")
@requires_token(Right.SEE_EVENT)
@bp.reads(Paged)
@bp.shows(DraftRoomSchema(many=True))
@bp.fails(401, 403, 404)
def list_draft_rooms(asked: Asked, slug: str) -> Response:
    """List the event’s rooms and those above it that it may use."""
    event = or_404(find_event(slug))
    found = visible_rooms(event)
    shown = [draft_room(room, _slugs(event)) for room in _part(found, asked)]
    dumped = DraftRoomSchema(many=True).dump(shown)
    return rest.answer(dumped, headers=rest.paging(len(found), asked))


@bp.get("/manage/<slug>/tracks")
@requires_token(Right.SEE_EVENT)
@bp.reads(Paged)
@bp.shows(DraftTrackSchema(many=True))
@bp.fails(401, 403, 404)
def list_draft_tracks(asked: Asked, slug: str) -> Response:
    """List the event’s tracks and those above it that it may use."""
    event = or_404(find_event(slug))
    found = visible_tracks(event)
    shown = [draft_track(track, _slugs(event)) for track in _part(found, asked)]
    dumped = DraftTrackSchema(many=True).dump(shown)
    return rest.answer(dumped, headers=rest.paging(len(found), asked))


def _slugs(event: Event) -> dict[int, str]:
    return {one.id: one.slug for one in event.line}


def _part(found: list[Any], asked: Asked) -> list[Any]:
    return list(rules.part_of(found, asked["page"], asked["per_page"]))
