"""A person's own tokens; and how the API finds out whose token it was sent."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.accounts.queries import get_person
from eventsite.core import clock
from eventsite.core.bearer import Bearer
from eventsite.core.db import db, write_tx
from eventsite.core.errors import Refusal
from eventsite.core.guard import signed_in, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.events.queries import find_event
from eventsite.tokens import actions, queries, rules
from eventsite.tokens.forms import TokenForm

bp = Blueprint("tokens", __name__, url_prefix="/account/tokens")


@bp.get("")
@signed_in
def tokens() -> ResponseReturnValue:
    now, person = clock.now(), get_person(visitor_id())
    return render_template(
        "tokens/tokens.html",
        tokens=queries.list_own(person.id, now),
        zone=person.timezone or "UTC",
        now=now,
        words=rules.OFFERED,
    )


@bp.route("/new", methods=["GET", "POST"])
@signed_in
def new_token() -> ResponseReturnValue:
    person = get_person(visitor_id())
    events = queries.list_choices(person)
    form = TokenForm()
    form.offer(queries.find_rights(person, None), events)
    if form.validate_on_submit():
        event = or_404(find_event(form.event.data)) if form.event.data else None
        try:
            secret = actions.make_token(
                person, event, form.wish(), form.once.data, clock.now()
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return render_template("tokens/_made.html", secret=secret)
    return render_template("tokens/new_token.html", form=form), _status(form)


@bp.post("/<int:token_id>/revoke")
@signed_in
def revoke_token(token_id: int) -> ResponseReturnValue:
    token = or_404(queries.find_own(visitor_id(), token_id))
    actions.revoke(token, actor_id=visitor_id(), now=clock.now())
    db.session.commit()
    flash(_("The token is revoked: it opens nothing any more."))
    return redirect(url_for(".tokens"))


@bp.after_request
def keep_to_yourself(response: Response) -> Response:
    """Keep a secret that is shown once out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def find_bearer(secret: str) -> Bearer | None:
    """Return whose token it is, and note now and then that it is in use.

    Ends the transaction.
    """
    now = clock.now()
    token = queries.find_live(secret, now)
    if token is None:
        return None
    found = Bearer(
        token.id,
        token.person_id,
        token.event_id,
        frozenset(token.rights),
        token.may_write,
    )
    if rules.is_worth_noting(token.last_used_at, now):
        db.session.rollback()
        with write_tx():
            actions.note_use(found.token_id, now)
    return found


def _status(form: TokenForm) -> int:
    return 422 if form.errors else 200
