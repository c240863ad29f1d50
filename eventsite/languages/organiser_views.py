"""Pages for those who say what an event says in further languages."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404, page_asked
from eventsite.core.words import _
from eventsite.events.actions import lock_and_reload
from eventsite.events.queries import find_event
from eventsite.languages import actions, queries, rules
from eventsite.languages.forms import texts_form
from eventsite.permissions import Right

bp = Blueprint("languages_desk", __name__, url_prefix="/manage/<slug>/languages")


@bp.get("")
@requires(Right.EDIT_EVENT)
def languages(slug: str) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    return render_template(
        "languages/languages.html",
        event=event,
        further=rules.further_languages(event.languages),
        progress=queries.list_progress(event),
    )


@bp.route("/<key>", methods=["GET", "POST"])
@requires(Right.EDIT_EVENT)
def texts(slug: str, key: str) -> ResponseReturnValue:
    event, kind = or_404(find_event(slug)), or_404(queries.find_kind(key))
    if request.method == "POST":
        lock_and_reload(event)
    further = rules.further_languages(event.languages)
    page = queries.list_things(event, kind, page_asked())
    form = texts_form(kind, page.items, further)
    if form.validate_on_submit():
        try:
            form.check_unchanged()
            actions.translate(
                event,
                kind,
                form.said(page.items, further),
                actor_id=visitor_id(),
                now=clock.now(),
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The translations are saved."))
            return redirect(url_for(".texts", slug=slug, key=key, page=page.page))
    shown = render_template(
        "languages/texts.html",
        event=event,
        kind=kind,
        further=further,
        page=page,
        form=form,
        names=rules.TEXTS,
    )
    return shown, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
