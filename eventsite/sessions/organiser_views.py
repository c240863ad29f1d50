"""Pages on which organisers list, write, cancel and complete sessions."""

from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.files import list_files, store_document
from eventsite.core.form_rows import rearranged, rows_of, with_rows
from eventsite.core.guard import requires, visitor_id
from eventsite.core.languages import OFTEN, name_of
from eventsite.core.text import clean_line
from eventsite.core.web import Places, or_404, page_asked
from eventsite.core.words import _
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event
from eventsite.events.queries import (
    find_event,
    list_below,
    visible_tags,
    visible_tracks,
    visible_types,
)
from eventsite.permissions import Right
from eventsite.sessions import actions, queries, rules
from eventsite.sessions.forms import (
    BLANK,
    BLANK_PERSON,
    AttachmentForm,
    FilterForm,
    SessionForm,
    filled,
)
from eventsite.sessions.models import LinkKind, Session
from eventsite.sessions.rules import Web

bp = Blueprint("sessions_desk", __name__, url_prefix="/manage/<slug>")


@bp.get("/sessions")
@requires(Right.EDIT_SESSIONS)
def sessions(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    below = list_below(event)
    form = FilterForm(formdata=request.args, meta={"csrf": False})
    form.offer(below, visible_tracks(event), visible_types(event), visible_tags(event))
    wanted = form.wanted()
    places: Places = current_app.extensions["session_places"]
    ids = [one.id for one in below]
    page = queries.page_sessions(ids, wanted, page_asked(), places.placed(event))
    return render_template(
        "sessions/sessions.html",
        event=event,
        form=form,
        page=page,
        places=places.of(event, page.items),
        counts=[
            count([session.id for session in page.items])
            for count in current_app.extensions["session_counts"]
        ],
        is_narrowed=wanted != queries.SessionFilter(),
        has_below=len(below) > 1,
    )


@bp.route("/sessions/new", methods=["GET", "POST"])
@requires(Right.EDIT_SESSIONS)
def new_session(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    form, doing = _form(event, None)
    if doing == "save" and form.validate() and (made := _created(event, form)):
        flash(_("“%(title)s” is there.", title=made.title))
        return redirect(url_for(".edit_session", slug=slug, code=made.code))
    return _form_page("new_session", event, form, doing)


@bp.route("/sessions/<code>/edit", methods=["GET", "POST"])
@requires(Right.EDIT_SESSIONS)
def edit_session(slug: str, code: str) -> ResponseReturnValue:
    event, session = _found(slug, code)
    form, doing = _form(event, session)
    if doing == "save" and form.validate():
        try:
            known = queries.find_speakers(event.root, form.codes)
            form.names = _names(session) | {c: who.name for c, who in known.items()}
            form.check_unchanged()
            actions.edit_session(
                session, form.content(known), actor_id=visitor_id(), now=clock.now()
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The session is saved."))
            return redirect(url_for(".edit_session", slug=slug, code=code))
    return _form_page("edit_session", event, form, doing, session=session)


@bp.post("/sessions/<code>/cancel")
@requires(Right.EDIT_SESSIONS)
def cancel_session(slug: str, code: str) -> ResponseReturnValue:
    _event, session = _found(slug, code)
    try:
        actions.cancel(session, actor_id=visitor_id(), now=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("The session is cancelled. The public sees it with the next release."))
    return redirect(url_for(".edit_session", slug=slug, code=code))


@bp.post("/sessions/<code>/restore")
@requires(Right.EDIT_SESSIONS)
def restore_session(slug: str, code: str) -> ResponseReturnValue:
    _event, session = _found(slug, code)
    try:
        actions.restore(session, actor_id=visitor_id(), now=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("The session takes place again."))
    return redirect(url_for(".edit_session", slug=slug, code=code))


@bp.route("/sessions/<code>/attachments", methods=["GET", "POST"])
@requires(Right.EDIT_SESSIONS)
def attachments(slug: str, code: str) -> ResponseReturnValue:
    event, session = _found(slug, code)
    form = AttachmentForm()
    if form.validate_on_submit():
        try:
            _attach(session, form)
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The attachment is added."))
            return redirect(url_for(".attachments", slug=slug, code=code))
    attached = [link for link in session.links if link.kind is LinkKind.ATTACHMENT]
    page = render_template(
        "sessions/attachments.html",
        event=event,
        session=session,
        attached=attached,
        files=list_files({link.file_id for link in attached if link.file_id}),
        form=form,
    )
    return page, _status(form)


@bp.post("/sessions/<code>/attachments/<int:link_id>/remove")
@requires(Right.EDIT_SESSIONS)
def remove_attachment(slug: str, code: str, link_id: int) -> ResponseReturnValue:
    _event, session = _found(slug, code)
    link = or_404(next((one for one in session.links if one.id == link_id), None))
    if link.kind is LinkKind.ATTACHMENT:
        actions.remove_attachment(session, link, actor_id=visitor_id(), now=clock.now())
        db.session.commit()
        flash(_("The attachment is removed."))
    return redirect(url_for(".attachments", slug=slug, code=code))


def _found(slug: str, code: str) -> tuple[Event, Session]:
    """Return a session; where it is to be changed, nobody else can meanwhile."""
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    return event, or_404(queries.find_session(event, code))


def _names(session: Session) -> dict[str, str]:
    return {part.speaker.code: part.speaker.name for part in session.people}


def _form(event: Event, session: Session | None) -> tuple[SessionForm, str]:
    """Return the form, its rows arranged, and what is to be done: save, look, find.

    What somebody typed to find a person and then sent with another button is found
    first: else it would be lost.
    """
    if request.method != "POST":
        form = SessionForm(data=filled(session) if session else None)
        doing = ""
    else:
        sent, moved = rearranged(request.form, BLANK)
        do = request.form.get("do", "")
        if do.startswith(("person-", "newcomer")):
            row = BLANK_PERSON | _person(do, sent.get("find", ""))
            sent = with_rows(sent, "people", [*rows_of(sent, "people"), row])
            sent.setlist("find", [""])
            doing = "look"
        elif moved or do == "preview":
            doing = "preview" if do == "preview" else "look"
        elif clean_line(sent.get("find", "")):
            doing = "find"
        else:
            doing = "save"
        form = SessionForm(formdata=sent)
        if session:
            form.set_stored(filled(session))
    form.offer(visible_tracks(event), visible_types(event), session)
    return form, doing


def _person(do: str, name: str) -> dict[str, str]:
    if do.startswith("person-"):
        return {"code": do.removeprefix("person-")[:6]}
    return {"name": clean_line(name)}


def _created(event: Event, form: SessionForm) -> Session | None:
    """Return the session made from the form, or the one it made before; else None."""
    once_key = form.once_key.data
    made = queries.find_session_made_with(once_key)
    if made is not None:
        return made
    try:
        known = queries.find_speakers(event.root, form.codes)
        made = actions.create_session(
            event,
            form.content(known),
            actor_id=visitor_id(),
            now=clock.now(),
            once_key=once_key,
        )
    except Refusal as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return None
    db.session.commit()
    return made


def _attach(session: Session, form: AttachmentForm) -> None:
    now = clock.now()
    file = store_document(form.file.data, now) if form.file.is_given else None
    actions.add_attachment(
        session,
        Web(form.url.data or "", form.title.data or ""),
        file.id if file else None,
        actor_id=visitor_id(),
        now=now,
    )


def _form_page(
    name: str, event: Event, form: SessionForm, doing: str, **data: object
) -> ResponseReturnValue:
    sought = clean_line(form.find.data)
    languages = [
        *event.languages,
        *(tag for tag in OFTEN if tag not in event.languages),
    ]
    page = render_template(
        f"sessions/{name}.html",
        event=event,
        form=form,
        doing=doing,
        known=queries.find_speakers(event.root, form.codes),
        sought=sought,
        found=queries.search_speakers(event.root, sought) if doing == "find" else [],
        languages=[name_of(tag) for tag in languages],
        licences=rules.LICENCES,
        tags=[tag.name for tag in visible_tags(event)],
        **data,
    )
    return page, _status(form)


def _status(form: Any) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
