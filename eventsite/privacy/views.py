"""A person's own data: take it along, or have it deleted with the account."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from eventsite.accounts.models import Person
from eventsite.accounts.queries import get_person
from eventsite.core import clock, throttle
from eventsite.core.db import db, write_tx
from eventsite.core.errors import Refusal
from eventsite.core.forms import Form
from eventsite.core.guard import (
    check_password,
    let_out,
    proof_missing,
    signed_in,
    visitor_id,
)
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.privacy import actions, queries, rules
from eventsite.privacy.forms import DeleteForm
from eventsite.privacy.rules import OwnData

bp = Blueprint("privacy", __name__, url_prefix="/account")
DAY = timedelta(days=1)
COPIES_A_DAY = 5


@bp.get("/data")
@signed_in
def own_data() -> ResponseReturnValue:
    person, now = get_person(visitor_id()), clock.now()
    return render_template(
        "privacy/own_data.html",
        copies=queries.list_copies(person.id, now),
        keeps=[kept for room in reversed(_rooms()) for kept in room.keeps],
        consents=queries.list_consents(person.id),
        zone=person.timezone or "UTC",
        lasts=rules.COPY_LASTS.days,
        form=Form(),
    )


@bp.post("/data")
@signed_in
def ask_copy() -> ResponseReturnValue:
    person, now = get_person(visitor_id()), clock.now()
    if missing := proof_missing(url_for(".own_data")):
        return missing
    throttle.check(f"copy of person {person.id}", COPIES_A_DAY, DAY, now)
    try:
        actions.ask_copy(person, now)
    except rules.TooManyCopies as refusal:
        db.session.rollback()
        flash(str(refusal), "warn")
    else:
        db.session.commit()
        flash(_("We are collecting your data, and write to you when it is done."))
    return redirect(url_for(".own_data"))


@bp.get("/data/<int:copy_id>/my-data.zip")
@signed_in
def take_copy(copy_id: int) -> ResponseReturnValue:
    """Hand out a copy, and log that it was."""
    if missing := proof_missing(url_for(".own_data")):
        return missing
    now = clock.now()
    with write_tx():
        copy = or_404(queries.find_copy(visitor_id(), copy_id, now))
        actions.note_taking(copy, now)
        content, name = copy.content, rules.file_name(copy.person, now)
    answer = Response(content, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.route("/delete", methods=["GET", "POST"])
@signed_in
def delete_account() -> ResponseReturnValue:
    person, now = get_person(visitor_id()), clock.now()
    form = DeleteForm()
    if person.password_hash is None:
        if missing := proof_missing():
            return missing
        del form.password
    else:
        del form.email
    if form.validate_on_submit():
        keep_public = form.public.data == "keep"
        try:
            _make_sure(person, form, now)
            if _obstacles(person, now):
                raise rules.CannotGo
            deletion = actions.ask_deletion(person, now, keep_public=keep_public)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            due_at, zone = deletion.due_at, person.timezone or "UTC"
            db.session.commit()
            let_out()
            return render_template("privacy/_leaving.html", due_at=due_at, zone=zone)
    return _page(form, person, now)


def take_back(person: Person, now: datetime) -> str:
    """Take a deletion back, as its person has signed in; return what to tell them."""
    if not actions.take_back(person, now):
        return ""
    return _("You have signed in, so your account stays. It will not be deleted.")


@bp.after_request
def keep_to_yourself(response: Response) -> Response:
    """Keep what is about one person out of caches and from other sites."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(form: DeleteForm, person: Person, now: datetime) -> ResponseReturnValue:
    if form.errors:
        db.session.rollback()  # a refusal leaves nothing behind
    page = render_template(
        "privacy/delete_account.html",
        form=form,
        person=person,
        fates=[f for room in reversed(_rooms()) for f in room.fates(person, now)],
        outcomes=rules.OUTCOMES,
        obstacles=_obstacles(person, now),
        days=rules.COOLING_OFF.days,
    )
    return page, 422 if form.errors else 200


def _obstacles(person: Person, now: datetime) -> list[str]:
    return [words for room in _rooms() for words in room.obstacles(person, now)]


def _make_sure(person: Person, form: DeleteForm, now: datetime) -> None:
    if person.password_hash is None:
        rules.check_typed(form.email.data, person)
    else:
        check_password(person, form.password.data, now)


def _rooms() -> Sequence[OwnData]:
    rooms: Sequence[OwnData] = current_app.extensions["own_data"]
    return rooms
