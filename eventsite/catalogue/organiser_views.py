"""Pages for the rooms, tracks, session types and tags of an event: four times the same."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.catalogue import actions, queries, rules
from eventsite.catalogue.forms import FORMS, filled
from eventsite.catalogue.rules import Item
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.forms import Form
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _, ngettext
from eventsite.events.actions import lock_and_reload
from eventsite.events.models import Event, Room, SessionType, Tag, Track
from eventsite.events.queries import find_event
from eventsite.permissions import Right

bp = Blueprint("catalogue_desk", __name__, url_prefix="/manage/<slug>")


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the four, its words, and its endpoints: `rooms`, `add_room` and so on."""

    model: type[Item]
    one: str
    many: str

    @property
    def list_endpoint(self) -> str:
        return f".{self.many.replace(' ', '_')}"

    def endpoint(self, verb: str) -> str:
        return f".{verb}_{self.one.replace(' ', '_')}"


KINDS = (
    Kind(Room, "room", "rooms"),
    Kind(Track, "track", "tracks"),
    Kind(SessionType, "session type", "session types"),
    Kind(Tag, "tag", "tags"),
)


@requires(Right.EDIT_EVENT)
def items(slug: str, kind: Kind) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    return _list_page(event, kind)


@requires(Right.EDIT_EVENT)
def add(slug: str, kind: Kind) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    form = FORMS[kind.model]()
    if form.validate_on_submit():
        try:
            made = actions.add(
                kind.model,
                event,
                form.values(),
                actor_id=visitor_id(),
                now=clock.now(),
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("“%(name)s” is added.", name=made.name))
            return redirect(url_for(kind.list_endpoint, slug=slug))
    return _form_page(event, kind, form, None)


@requires(Right.EDIT_EVENT)
def edit(slug: str, item: str, kind: Kind) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    if request.method == "POST":
        lock_and_reload(event)
    found = _own(event, kind, item)
    form = FORMS[kind.model](data=filled(found))
    if form.validate_on_submit():
        try:
            form.check_unchanged()
            actions.edit(found, form.values(), actor_id=visitor_id(), now=clock.now())
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("“%(name)s” is saved.", name=found.name))
            return redirect(url_for(kind.list_endpoint, slug=slug))
    return _form_page(event, kind, form, found)


@requires(Right.EDIT_EVENT)
def move(slug: str, item: str, kind: Kind) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    found = _own(event, kind, item)
    by = {"up": -1, "down": 1}.get(request.form.get("to", ""), 0)
    actions.move(found, by, actor_id=visitor_id(), now=clock.now())
    db.session.commit()
    return redirect(url_for(kind.list_endpoint, slug=slug))


@requires(Right.EDIT_EVENT)
def delete(slug: str, item: str, kind: Kind) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    found = _own(event, kind, item)
    name = found.name
    try:
        actions.delete(found, actor_id=visitor_id(), now=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("“%(name)s” is deleted.", name=name))
    return redirect(url_for(kind.list_endpoint, slug=slug))


@bp.post("/session-types/usual")
@requires(Right.EDIT_EVENT)
def add_usual_types(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    added = actions.add_usual_types(event, actor_id=visitor_id(), now=clock.now())
    db.session.commit()
    flash(
        ngettext(
            "%(num)s session type is added. Change what is different here.",
            "%(num)s session types are added. Change what is different here.",
            added,
        )
    )
    return redirect(url_for(".session_types", slug=slug))


def _own(event: Event, kind: Kind, slug: str) -> Item:
    """Return what this very event has under an address, or answer 404."""
    found = queries.find_item(kind.model, event, slug)
    if found is None:
        abort(404)
    return found


def _list_page(event: Event, kind: Kind) -> ResponseReturnValue:
    visible = queries.list_visible(kind.model, event)
    return render_template(
        f"catalogue/{kind.many.replace(' ', '_')}.html",
        event=event,
        kind=kind,
        own=[item for item in visible if item.event_id == event.id],
        inherited=[item for item in visible if item.event_id != event.id],
        form=FORMS[kind.model](),
        missing=rules.missing_types(visible) if kind.model is SessionType else [],  # type: ignore[arg-type]  # then they are types
    )


def _form_page(
    event: Event, kind: Kind, form: Form, item: Item | None
) -> ResponseReturnValue:
    page = render_template(
        "catalogue/_item.html", event=event, kind=kind, form=form, item=item
    )
    return page, (HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


def _serve(kind: Kind) -> None:
    word = kind.many.replace(" ", "-")
    both, post = ["GET", "POST"], ["POST"]
    doors: tuple[
        tuple[str, str, Callable[..., ResponseReturnValue], list[str]], ...
    ] = (
        (f"/{word}", kind.list_endpoint, items, ["GET"]),
        (f"/{word}/new", kind.endpoint("add"), add, both),
        (f"/{word}/<item>/edit", kind.endpoint("edit"), edit, both),
        (f"/{word}/<item>/move", kind.endpoint("move"), move, post),
        (f"/{word}/<item>/delete", kind.endpoint("delete"), delete, post),
    )
    for rule, endpoint, view, methods in doors:
        bp.add_url_rule(
            rule,
            endpoint.removeprefix("."),
            view,
            methods=methods,
            defaults={"kind": kind},
        )


for one_of_four in KINDS:
    _serve(one_of_four)
