"""The page on which a host's administrators copy an event for another year."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.accounts.queries import get_person
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import signed_in, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.editions import actions
from eventsite.editions.forms import CopyForm, next_edition
from eventsite.events.queries import administers, find_event, find_host

bp = Blueprint("editions_desk", __name__, url_prefix="/manage/hosts")


@bp.route("/<host>/events/<source>/copy", methods=["GET", "POST"])
@signed_in
def copy(host: str, source: str) -> ResponseReturnValue:
    found = or_404(find_host(host))
    if not administers(get_person(visitor_id()), found):
        abort(403)
    event = or_404(find_event(source))
    if event.parent is not None or event.host_id != found.id:
        abort(404)
    form = CopyForm(data=next_edition(event))
    if form.validate_on_submit():
        try:
            made = actions.copy_event(
                event, form.plan(), actor_id=visitor_id(), now=clock.now()
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(
                _(
                    "%(name)s is there, as a draft. Look through what it took over.",
                    name=made.name,
                )
            )
            return redirect(url_for("events_desk.edit", slug=made.slug))
    page = render_template("editions/copy.html", form=form, event=event)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
