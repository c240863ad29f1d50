"""People on stage made known, changed and forgotten, with the actions that pages use."""

from dataclasses import asdict
from typing import Any

from flask import Response, url_for

from eventsite.api import queries as api
from eventsite.api.exports.drafts import DraftSpeakerSchema, draft_speaker
from eventsite.api.forms.writing import SentSpeakerSchema, SpeakerChangesSchema
from eventsite.api.views.changes import changes
from eventsite.api.views.drafts import bp
from eventsite.core import clock, rest
from eventsite.core.bearer import bearer, requires_token
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.problems import Problem
from eventsite.core.web import or_404
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event
from eventsite.events.queries import find_event, list_below
from eventsite.permissions import Right
from eventsite.sessions.actions import create_speaker
from eventsite.sessions.models import Speaker
from eventsite.sessions.queries import find_speaker
from eventsite.sessions.rules import SpeakerDetails, Web
from eventsite.speakers import actions, queries, rules

Asked = dict[str, Any]


class NotHere(Refusal):
    message = (
        "Below the root of an event tree, people are made known by putting them on the "
        "stage of a session."
    )


@bp.get("/manage/<slug>/speakers/<code>")
@requires_token(Right.EDIT_SESSIONS)
@bp.shows(DraftSpeakerSchema)
@bp.fails(401, 403, 404)
def get_draft_speaker(slug: str, code: str) -> Response:
    """Show somebody on stage as they are now."""
    return rest.answer(_shown(_found(or_404(find_event(slug)), code)))


@bp.changing("POST", "/manage/<slug>/speakers")
@requires_token(Right.EDIT_SESSIONS)
@bp.reads(SentSpeakerSchema, "json")
@changes(bp)
@bp.shows(DraftSpeakerSchema, 201)
def create_draft_speaker(sent: Asked, slug: str) -> Response:
    """Make somebody known, before they have a session.

    At the root of an event tree only.
    """
    event = _locked(slug)
    if event.parent is not None:
        raise NotHere
    by, now = bearer().person_id, clock.now()
    links = [Web(**link) for link in sent.pop("links", [])]
    made = create_speaker(event, SpeakerDetails(**sent), actor_id=by, now=now)
    if links:
        details = _details(made)
        actions.edit_speaker(made, details, links, actor_id=by, now=now)
    there = url_for(".get_draft_speaker", slug=slug, code=made.code, _external=True)
    return rest.answer(_shown(made), 201, {"Location": there})


@bp.changing("PATCH", "/manage/<slug>/speakers/<code>")
@requires_token(Right.EDIT_SESSIONS)
@bp.reads(SpeakerChangesSchema(partial=("name",)), "json")
@changes(bp, matches=True)
@bp.shows(DraftSpeakerSchema)
def change_speaker(sent: Asked, slug: str, code: str) -> Response:
    """Change what is said of somebody on stage.

    Below the root, of those only who speak nowhere else in the conference.
    """
    event = _locked(slug)
    speaker = _found(event, code)
    _check_may_edit(event, speaker)
    rest.check_match(_shown(speaker))
    links = (
        [Web(**link) for link in sent.pop("links")]
        if "links" in sent
        else [Web(link.url, link.title) for link in speaker.links]
    )
    details = SpeakerDetails(**asdict(_details(speaker)) | sent)
    actions.edit_speaker(
        speaker, details, links, actor_id=bearer().person_id, now=clock.now()
    )
    return rest.answer(_shown(speaker))


@bp.changing("DELETE", "/manage/<slug>/speakers/<code>")
@requires_token(Right.EDIT_SESSIONS)
@changes(bp, matches=True)
@bp.leaves_nothing()
def delete_draft_speaker(slug: str, code: str) -> Response:
    """Forget somebody who is on no stage."""
    event = _locked(slug)
    speaker = _found(event, code)
    _check_may_edit(event, speaker)
    rest.check_match(_shown(speaker))
    actions.delete_speaker(speaker, actor_id=bearer().person_id, now=clock.now())
    return Response(status=204)


def _locked(slug: str) -> Event:
    event = or_404(find_event(slug))
    lock_and_reload(event)
    return event


def _found(event: Event, code: str) -> Speaker:
    """Return somebody on a stage of the event or below; at the root, all of its tree."""
    speaker = or_404(find_speaker(event, code))
    if event.parent is not None:
        here = {one.id for one in list_below(event)}
        parts = queries.list_appearances(speaker)
        or_404(next((p for p in parts if p.session.event_id in here), None))
    return speaker


def _check_may_edit(event: Event, speaker: Speaker) -> None:
    here = {one.id for one in list_below(event)}
    parts = queries.list_appearances(speaker)
    elsewhere = {part.session.event_id for part in parts} - here
    if not rules.may_edit_speaker(event, elsewhere):
        words = "This person also speaks at another event of the conference."
        raise Problem(403, words)


def _details(speaker: Speaker) -> SpeakerDetails:
    names = SpeakerDetails.__dataclass_fields__
    return SpeakerDetails(**{name: getattr(speaker, name) for name in names})


def _shown(speaker: Speaker) -> Any:
    db.session.flush()
    links = api.list_links([speaker]).get(speaker.id, ())
    return DraftSpeakerSchema().dump(draft_speaker(speaker, links))
