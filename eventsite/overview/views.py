"""First pages: what needs me, the events I organise, and one of them at a glance."""

from flask import Blueprint, current_app, g, render_template
from flask.typing import ResponseReturnValue

from eventsite.accounts.queries import get_person
from eventsite.core import clock
from eventsite.core.guard import requires, signed_in, visitor_id
from eventsite.core.web import or_404
from eventsite.events.queries import find_event, list_hosts
from eventsite.overview import queries, rules
from eventsite.permissions import Right

bp = Blueprint("overview", __name__)


@bp.get("/account/todo")
@signed_in
def todo() -> ResponseReturnValue:
    person, now = get_person(visitor_id()), clock.now()
    offered = current_app.extensions["to_dos"]
    return render_template(
        "overview/todo.html",
        person=person,
        to_dos=rules.by_urgency(
            t for to_dos in offered for t in to_dos(person.id, now)
        ),
        managed=queries.list_managed(person),
        now=now,
    )


@bp.get("/manage/")
@signed_in
def events() -> ResponseReturnValue:
    person = get_person(visitor_id())
    return render_template(
        "overview/events.html",
        managed=queries.list_managed(person),
        hosts=list_hosts(person),
        person=person,
    )


@bp.get("/manage/<slug>/")
@requires(Right.SEE_EVENT)
def event(slug: str) -> ResponseReturnValue:
    shown, now = or_404(find_event(slug)), clock.now()
    rights = g.access.rights
    offered = current_app.extensions["figures"]
    figures = [f for figures in offered for f in figures(shown, now)]
    below = queries.list_below(shown)
    slugs = [slug, *(child.slug for child, _ in below)]
    pages = tuple(f"/manage/{one}/" for one in slugs)
    asked = current_app.extensions["to_dos"]
    to_dos = [t for to_dos in asked for t in to_dos(visitor_id(), now)]
    return render_template(
        "overview/event.html",
        event=shown,
        below=below,
        figures=[figure for figure in figures if figure.right in rights],
        to_dos=rules.by_urgency(t for t in to_dos if t.url.startswith(pages)),
        now=now,
    )
