"""Rooms and tracks made, changed and deleted, with the actions that pages use."""

from collections.abc import Mapping
from typing import Any

from flask import Response, url_for

from eventsite.api.exports.drafts import (
    DraftRoomSchema,
    DraftTrackSchema,
    draft_room,
    draft_track,
)
from eventsite.api.forms.writing import (
    RoomChangesSchema,
    SentRoomSchema,
    SentTrackSchema,
    TrackChangesSchema,
)
from eventsite.api.views.changes import changes
from eventsite.api.views.drafts import bp
from eventsite.catalogue import actions, rules
from eventsite.catalogue.queries import find_item
from eventsite.core import clock, rest
from eventsite.core.bearer import bearer, requires_token
from eventsite.core.errors import Refusal
from eventsite.core.web import or_404
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event, Room, Track
from eventsite.events.queries import find_event
from eventsite.permissions import Right

Asked = dict[str, Any]
BESIDE: Mapping[type[Refusal], str] = {rules.NameTaken: "name"}
ROOM: Mapping[str, object] = {"building": "", "capacity": None, "features": []}
TRACK: Mapping[str, object] = {"colour": None, "description": ""}


@bp.get("/manage/<slug>/rooms/<name>")
@requires_token(Right.SEE_EVENT)
@bp.shows(DraftRoomSchema)
@bp.fails(401, 403, 404)
def get_draft_room(slug: str, name: str) -> Response:
    """Show a room of this very event."""
    room: Any = or_404(find_item(Room, or_404(find_event(slug)), name))
    return rest.answer(_shown(room))


@bp.changing("POST", "/manage/<slug>/rooms")
@requires_token(Right.EDIT_EVENT)
@bp.reads(SentRoomSchema, "json")
@changes(bp, BESIDE)
@bp.shows(DraftRoomSchema, 201)
def create_room(sent: Asked, slug: str) -> Response:
    """Add a room."""
    return _created(Room, slug, {**ROOM, **sent}, ".get_draft_room")


@bp.changing("PATCH", "/manage/<slug>/rooms/<name>")
@requires_token(Right.EDIT_EVENT)
@bp.reads(RoomChangesSchema(partial=("name",)), "json")
@changes(bp, BESIDE, matches=True)
@bp.shows(DraftRoomSchema)
def change_room(sent: Asked, slug: str, name: str) -> Response:
    """Change a room of this very event; its address stays."""
    return _changed(Room, slug, name, sent)


@bp.changing("DELETE", "/manage/<slug>/rooms/<name>")
@requires_token(Right.EDIT_EVENT)
@changes(bp, matches=True)
@bp.leaves_nothing()
def delete_room(slug: str, name: str) -> Response:
    """Delete a room that nothing uses."""
    return _deleted(Room, slug, name)


@bp.get("/manage/<slug>/tracks/<name>")
@requires_token(Right.SEE_EVENT)
@bp.shows(DraftTrackSchema)
@bp.fails(401, 403, 404)
def get_draft_track(slug: str, name: str) -> Response:
    """Show a track of this very event."""
    track: Any = or_404(find_item(Track, or_404(find_event(slug)), name))
    return rest.answer(_shown(track))


@bp.changing("POST", "/manage/<slug>/tracks")
@requires_token(Right.EDIT_EVENT)
@bp.reads(SentTrackSchema, "json")
@changes(bp, BESIDE)
@bp.shows(DraftTrackSchema, 201)
def create_track(sent: Asked, slug: str) -> Response:
    """Add a track."""
    return _created(Track, slug, {**TRACK, **sent}, ".get_draft_track")


@bp.changing("PATCH", "/manage/<slug>/tracks/<name>")
@requires_token(Right.EDIT_EVENT)
@bp.reads(TrackChangesSchema(partial=("name",)), "json")
@changes(bp, BESIDE, matches=True)
@bp.shows(DraftTrackSchema)
def change_track(sent: Asked, slug: str, name: str) -> Response:
    """Change a track of this very event; its address stays."""
    return _changed(Track, slug, name, sent)


@bp.changing("DELETE", "/manage/<slug>/tracks/<name>")
@requires_token(Right.EDIT_EVENT)
@changes(bp, matches=True)
@bp.leaves_nothing()
def delete_track(slug: str, name: str) -> Response:
    """Delete a track that nothing uses."""
    return _deleted(Track, slug, name)


def _created(
    kind: type[Room] | type[Track], slug: str, values: Asked, endpoint: str
) -> Response:
    event = _locked(slug)
    made: Any = actions.add(
        kind, event, values, actor_id=bearer().person_id, now=clock.now()
    )
    there = url_for(endpoint, slug=slug, name=made.slug, _external=True)
    return rest.answer(_shown(made), 201, {"Location": there})


def _changed(
    kind: type[Room] | type[Track], slug: str, name: str, sent: Asked
) -> Response:
    item: Any = or_404(find_item(kind, _locked(slug), name))
    rest.check_match(_shown(item))
    said = {"name": item.name, **sent}
    actions.edit(item, said, actor_id=bearer().person_id, now=clock.now())
    return rest.answer(_shown(item))


def _deleted(kind: type[Room] | type[Track], slug: str, name: str) -> Response:
    item: Any = or_404(find_item(kind, _locked(slug), name))
    rest.check_match(_shown(item))
    actions.delete(item, actor_id=bearer().person_id, now=clock.now())
    return Response(status=204)


def _locked(slug: str) -> Event:
    event = or_404(find_event(slug))
    lock_and_reload(event)
    return event


def _shown(item: Room | Track) -> Any:
    slugs = {item.event_id: item.event.slug}
    if isinstance(item, Room):
        return DraftRoomSchema().dump(draft_room(item, slugs))
    return DraftTrackSchema().dump(draft_track(item, slugs))
