"""The tokens made for an event, for those who answer for it."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.accounts.queries import get_person
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import requires, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.events.queries import find_event
from eventsite.permissions import Right
from eventsite.tokens import actions, queries, rules
from eventsite.tokens.forms import TokenForm

bp = Blueprint("tokens_desk", __name__, url_prefix="/manage/<slug>/tokens")


@bp.get("")
@requires(Right.MANAGE_INTEGRATIONS)
def event_tokens(slug: str) -> ResponseReturnValue:
    event, now = or_404(find_event(slug)), clock.now()
    return render_template(
        "tokens/event_tokens.html",
        event=event,
        tokens=queries.list_of_event(event, now),
        now=now,
        words=rules.OFFERED,
        visitor=visitor_id(),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Right.MANAGE_INTEGRATIONS)
def new_event_token(slug: str) -> ResponseReturnValue:
    event, person = or_404(find_event(slug)), get_person(visitor_id())
    form = TokenForm()
    form.offer(queries.find_rights(person, event))
    if form.validate_on_submit():
        try:
            secret = actions.make_token(
                person, event, form.wish(), form.once.data, clock.now()
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return render_template(
                "tokens/_event_made.html", event=event, secret=secret
            )
    page = render_template("tokens/new_event_token.html", event=event, form=form)
    return page, 422 if form.errors else 200


@bp.post("/<int:token_id>/revoke")
@requires(Right.MANAGE_INTEGRATIONS, even_archived=True)
def revoke_event_token(slug: str, token_id: int) -> ResponseReturnValue:
    event = or_404(find_event(slug))
    token = or_404(queries.find_of_event(event, token_id))
    actions.revoke(token, actor_id=visitor_id(), now=clock.now())
    db.session.commit()
    flash(_("The token is revoked: it opens nothing any more."))
    return redirect(url_for(".event_tokens", slug=slug))


@bp.after_request
def keep_to_yourself(response: Response) -> Response:
    """Keep a secret that is shown once out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
