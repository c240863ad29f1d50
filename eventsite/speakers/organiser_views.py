"""Pages on which organisers find and write what is said of people on stage."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.files import file_url, find_file, store_image
from eventsite.core.form_rows import rearranged
from eventsite.core.guard import requires, visitor_id
from eventsite.core.text import clean_line
from eventsite.core.web import or_404, page_asked
from eventsite.core.words import _
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event
from eventsite.events.queries import find_event, list_below
from eventsite.permissions import Right
from eventsite.sessions.actions import create_speaker
from eventsite.sessions.models import SessionPerson, Speaker
from eventsite.sessions.queries import find_speaker
from eventsite.speakers import actions, queries, rules
from eventsite.speakers.forms import BLANK, SpeakerForm, filled

bp = Blueprint("speakers_desk", __name__, url_prefix="/manage/<slug>/speakers")
PHOTO_WIDTH = 800  # pixels


@bp.get("")
@requires(Right.EDIT_SESSIONS)
def speakers(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    ids = [one.id for one in list_below(event)]
    text = clean_line(request.args.get("q"))[:200]
    return render_template(
        "speakers/speakers.html",
        event=event,
        text=text,
        page=queries.page_speakers(event, ids, text, page_asked()),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Right.EDIT_SESSIONS)
def new_speaker(slug: str) -> ResponseReturnValue:
    """Make somebody known; below the root they are first put on a stage there."""
    event = or_404(find_event(slug))
    if event.parent is not None:
        abort(404)
    form, doing = _form(None)
    if doing == "save" and form.validate():
        now = clock.now()
        made = create_speaker(event, form.details(), actor_id=visitor_id(), now=now)
        try:
            _save(made, form)
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("%(name)s is there.", name=made.name))
            return redirect(url_for(".edit_speaker", slug=slug, code=made.code))
    return _page("new_speaker", form, event=event, doing=doing, photo="")


@bp.route("/<code>/edit", methods=["GET", "POST"])
@requires(Right.EDIT_SESSIONS)
def edit_speaker(slug: str, code: str) -> ResponseReturnValue:
    event, speaker, parts = _found(slug, code)
    here = {one.id for one in list_below(event)}
    form, doing = _form(speaker)
    may_edit = _may_edit(event, parts)
    if doing and not may_edit:
        abort(403, _("This person also speaks at another event of the conference."))
    if doing == "save" and form.validate():
        try:
            form.check_unchanged()
            _save(speaker, form)
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("What is said of %(name)s is saved.", name=speaker.name))
            return redirect(url_for(".edit_speaker", slug=slug, code=code))
    photo = find_file(speaker.photo_id)
    return _page(
        "edit_speaker",
        form,
        event=event,
        speaker=speaker,
        parts=parts,
        here=here,
        elsewhere=sorted(
            {p.session.event.name for p in parts if p.session.event_id not in here}
        ),
        doing=doing,
        may_edit=may_edit,
        photo=file_url(photo) if photo else "",
    )


@bp.post("/<code>/delete")
@requires(Right.EDIT_SESSIONS)
def delete_speaker(slug: str, code: str) -> ResponseReturnValue:
    event, speaker, parts = _found(slug, code)
    if not _may_edit(event, parts):
        abort(403)
    name = speaker.name
    try:
        actions.delete_speaker(speaker, actor_id=visitor_id(), now=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
        return redirect(url_for(".edit_speaker", slug=slug, code=code))
    db.session.commit()
    flash(_("%(name)s is deleted.", name=name))
    return redirect(url_for(".speakers", slug=slug))


def _found(slug: str, code: str) -> tuple[Event, Speaker, Sequence[SessionPerson]]:
    """Return somebody on a stage of the event or below; at the root, all of its tree."""
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    speaker = or_404(find_speaker(event, code))
    parts = queries.list_appearances(speaker)
    here = {one.id for one in list_below(event)}
    if event.parent is not None and not any(p.session.event_id in here for p in parts):
        abort(404)
    return event, speaker, parts


def _may_edit(event: Event, parts: Sequence[SessionPerson]) -> bool:
    here = {one.id for one in list_below(event)}
    elsewhere = {part.session.event_id for part in parts} - here
    return rules.may_edit_speaker(event, elsewhere)


def _form(speaker: Speaker | None) -> tuple[SpeakerForm, str]:
    """Return the form, its rows arranged, and what is to be done: save, or look."""
    if request.method != "POST":
        return SpeakerForm(data=filled(speaker) if speaker else None), ""
    sent, moved = rearranged(request.form, BLANK)
    looks = moved or request.form.get("do") == "preview"
    form = SpeakerForm(formdata=sent)
    if speaker:
        form.set_stored(filled(speaker))
    if photo := request.files.get("photo"):
        form.photo.data = photo
    return form, ("preview" if not moved else "look") if looks else "save"


def _save(speaker: Speaker, form: SpeakerForm) -> None:
    by, now = visitor_id(), clock.now()
    actions.edit_speaker(speaker, form.details(), form.web(), actor_id=by, now=now)
    if form.photo.is_given:
        file = store_image(form.photo.data, now, PHOTO_WIDTH)
        actions.set_photo(speaker, file.id, actor_id=by, now=now)
    elif form.remove_photo.data:
        actions.set_photo(speaker, None, actor_id=by, now=now)


def _page(name: str, form: SpeakerForm, **data: object) -> ResponseReturnValue:
    page = render_template(f"speakers/{name}.html", form=form, **data)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
