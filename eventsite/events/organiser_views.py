"""Pages for hosts and those who make, edit, announce and archive events."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.accounts.models import Person
from eventsite.accounts.queries import get_person
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.deadlines import zones
from eventsite.core.errors import Refusal
from eventsite.core.files import file_url, find_file, store_image
from eventsite.core.forms import Form
from eventsite.core.guard import (
    administrators,
    ask_for_factor,
    find_access,
    requires,
    signed_in,
    visitor_id,
)
from eventsite.core.languages import OFTEN, name_of
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.events import actions, queries, rules
from eventsite.events.forms import (
    EventForm,
    HostForm,
    filled,
    filled_child,
    filled_host,
)
from eventsite.events.models import COLOUR, MAX_DEPTH, Event, EventState, Host
from eventsite.permissions import Right

bp = Blueprint("events_desk", __name__, url_prefix="/manage")
LOGO_WIDTH = 800  # pixels


@bp.get("/hosts")
@signed_in
def hosts() -> ResponseReturnValue:
    person = get_person(visitor_id())
    found = queries.list_hosts(person)
    events = queries.list_main_events([host.id for host in found])
    return render_template(
        "events/hosts.html", hosts=found, events=events, person=person
    )


@bp.route("/hosts/new", methods=["GET", "POST"])
@administrators
def new_host() -> ResponseReturnValue:
    form = HostForm()
    if form.validate_on_submit():
        try:
            actions.create_host(form.details(), actor_id=visitor_id(), now=clock.now())
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(
                _("The host is there. Name its administrators, and create its events.")
            )
            return redirect(url_for(".hosts"))
    return _page("new_host", form)


@bp.route("/hosts/<host>/edit", methods=["GET", "POST"])
@signed_in
def edit_host(host: str) -> ResponseReturnValue:
    found = _own_host(host)
    form = HostForm(data=filled_host(found))
    if form.validate_on_submit():
        try:
            form.check_unchanged()
            actions.edit_host(
                found, form.details(), actor_id=visitor_id(), now=clock.now()
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The host is saved."))
            return redirect(url_for(".hosts"))
    return _page("edit_host", form, host=found)


@bp.get("/new")
@signed_in
def new() -> ResponseReturnValue:
    """Ask for which host, where there is more than one."""
    found = queries.list_hosts(get_person(visitor_id()))
    if len(found) == 1:
        return redirect(url_for(".new_event", host=found[0].slug))
    above = queries.list_parents(visitor_id())
    return render_template("events/new.html", hosts=found, above=above)


@bp.route("/hosts/<host>/events/new", methods=["GET", "POST"])
@signed_in
def new_event(host: str) -> ResponseReturnValue:
    found = _own_host(host)
    form = EventForm(data={"colour": COLOUR, "languages": ["en"], "day_change": "4"})
    form.set_parent(None)
    if form.validate_on_submit() and (made := _created(form, found, None)):
        return redirect(url_for(".edit", slug=made.slug))
    return _page("new_event", form, host=found)


@bp.route("/<slug>/edit", methods=["GET", "POST"])
@requires(Right.EDIT_EVENT)
def edit(slug: str) -> ResponseReturnValue:
    event = or_404(queries.find_event(slug))
    if request.method == "POST":
        actions.lock_and_reload(event)
    form = EventForm(data=filled(event))
    form.set_parent(event.parent)
    form.require_slug()
    if form.validate_on_submit():
        try:
            form.check_unchanged()
            _save(event, form)
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The event is saved."))
            return redirect(url_for(".edit", slug=event.slug))
    logo = find_file(event.own_logo_id)
    return _page(
        "edit",
        form,
        event=event,
        logo=file_url(logo) if logo else "",
        warnings=rules.warnings(event),
        may_copy=event.parent is None and queries.administers(_visitor(), event.host),
    )


@bp.get("/<slug>/events")
@requires(Right.ADD_CHILD)
def children(slug: str) -> ResponseReturnValue:
    event = or_404(queries.find_event(slug))
    return render_template(
        "events/children.html",
        event=event,
        children=queries.list_children(event),
        may_add=len(event.line) < MAX_DEPTH,
    )


@bp.route("/<slug>/events/new", methods=["GET", "POST"])
@requires(Right.ADD_CHILD)
def new_child(slug: str) -> ResponseReturnValue:
    parent = or_404(queries.find_event(slug))
    form = EventForm(data=filled_child(parent))
    form.set_parent(parent)
    if form.validate_on_submit() and (made := _created(form, parent.host, parent)):
        if _may_edit(made):
            return redirect(url_for(".edit", slug=made.slug))
        return redirect(url_for(".children", slug=parent.slug))
    return _page("new_child", form, event=parent)


@bp.post("/<slug>/events/<child>/move")
@requires(Right.ADD_CHILD)
def move_child(slug: str, child: str) -> ResponseReturnValue:
    parent = or_404(queries.find_event(slug))
    found = or_404(queries.find_event(child))
    if found.parent_id != parent.id:
        abort(404)
    by = {"up": -1, "down": 1}.get(request.form.get("to", ""), 0)
    actions.move_child(parent, found, by, actor_id=visitor_id(), now=clock.now())
    db.session.commit()
    return redirect(url_for(".children", slug=slug))


@bp.route("/<slug>/state", methods=["GET", "POST"])
@requires(Right.EDIT_EVENT)
def state(slug: str) -> ResponseReturnValue:
    event = or_404(queries.find_event(slug))
    if request.method == "POST":
        wanted = request.form.get("to", "")
        if wanted not in set(EventState):
            abort(400)
        try:
            actions.step(
                event, EventState(wanted), actor_id=visitor_id(), now=clock.now()
            )
        except Refusal as refusal:
            db.session.rollback()
            flash(str(refusal), "bad")
        else:
            db.session.commit()
            flash(
                _(
                    "%(name)s is now %(state)s.",
                    name=event.name,
                    state=event.state.words,
                )
            )
        return redirect(url_for(".state", slug=slug))
    archived_above = [
        above for above in event.line[1:] if above.state is EventState.ARCHIVED
    ]
    return render_template(
        "events/state.html",
        event=event,
        steps=() if archived_above else rules.STEPS[event.state],
        archived_above=archived_above,
        below=queries.list_descendants(event),
        warnings=rules.warnings(event),
    )


@bp.post("/<slug>/reactivate")
@requires(Right.EDIT_EVENT, even_archived=True)
def reactivate(slug: str) -> ResponseReturnValue:
    event = or_404(queries.find_event(slug))
    try:
        actions.reactivate(event, actor_id=visitor_id(), now=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(
            _(
                "%(name)s is %(state)s again, and can be changed.",
                name=event.name,
                state=event.state.words,
            )
        )
    return redirect(url_for(".state", slug=slug))


def _created(form: EventForm, host: Host, parent: Event | None) -> Event | None:
    """Return the event made from the form, or the one it made before; else None."""
    once_key, now = form.once_key.data, clock.now()
    made = queries.find_event_made_with(once_key)
    if made is None:
        try:
            made = actions.create_event(
                host,
                form.details(),
                parent=parent,
                once_key=once_key,
                actor_id=visitor_id(),
                now=now,
            )
            _put_logo(made, form)
        except Refusal as refusal:
            db.session.rollback()
            made = queries.find_event_made_with(once_key)
            if made is None:
                form.refuse(refusal)
                return None
        else:
            db.session.commit()
    flash(_("%(name)s is there, as a draft that only its team sees.", name=made.name))
    return made


def _save(event: Event, form: EventForm) -> None:
    actions.edit_event(event, form.details(), actor_id=visitor_id(), now=clock.now())
    _put_logo(event, form)


def _put_logo(event: Event, form: EventForm) -> None:
    now = clock.now()
    if form.logo.is_given:
        file = store_image(form.logo.data, now, LOGO_WIDTH)
        actions.set_logo(event, file.id, actor_id=visitor_id(), now=now)
    elif form.remove_logo.data:
        actions.set_logo(event, None, actor_id=visitor_id(), now=now)


def _own_host(slug: str) -> Host:
    host = or_404(queries.find_host(slug))
    if not queries.administers(_visitor(), host):
        abort(403)
    if queries.lacks_factor(_visitor(), host):
        abort(ask_for_factor())
    return host


def _visitor() -> Person:
    return get_person(visitor_id())


def _may_edit(event: Event) -> bool:
    access = find_access(event.slug)
    return access is not None and Right.EDIT_EVENT in access.rights


def _page(name: str, form: Form, **data: object) -> ResponseReturnValue:
    page = render_template(
        f"events/{name}.html",
        form=form,
        zones=zones(),
        languages=[name_of(tag) for tag in OFTEN],
        **data,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
