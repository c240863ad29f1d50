"""A person's own account. What could lock them out of it asks for the password anew."""

from datetime import datetime, timedelta

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from eventsite.accounts import rules
from eventsite.accounts.actions import (
    change_password,
    end_sign_in,
    end_sign_ins,
    renew_token,
)
from eventsite.accounts.models import Person, Purpose, SignIn
from eventsite.accounts.queries import (
    find_link,
    find_sign_in_of,
    get_person,
    list_sign_ins,
)
from eventsite.accounts.rules import LinkGone, WeakPassword, WrongPassword
from eventsite.core import clock, passwords, reading, throttle
from eventsite.core.addresses import AddressUnknown
from eventsite.core.db import db
from eventsite.core.deadlines import zones
from eventsite.core.forms import Form
from eventsite.core.guard import (
    find_visitor_id,
    let_in,
    let_out,
    public,
    signed_in,
    visitor_id,
)
from eventsite.core.languages import readable
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.factors.queries import list_factors
from eventsite.profile import actions
from eventsite.profile.forms import EmailForm, PasswordForm, ProfileForm
from eventsite.profile.rules import SameEmail

bp = Blueprint("profile", __name__)

HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)


@bp.route("/account/", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    now, person = clock.now(), get_person(visitor_id())
    form = ProfileForm(obj=person)
    if form.validate_on_submit():
        actions.update_profile(person, form.name.data, form.timezone.data)
        actions.choose_language(person, form.language.data)
        reading.remember(person.language)
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".profile"))
    running = [s for s in list_sign_ins(person.id, now) if _is_running(s, now)]
    return _page("profile", form, person=person, sign_ins=len(running), zones=zones())


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    """Have the site in another language from now on; leads back to the page.

    Takes no key against forged forms, for pages that are kept for everybody have none.
    The worst that a forged one does is another language, with the way back below it.
    """
    wanted = readable(request.form.get("to"))
    if wanted is None:
        abort(400)
    reading.remember(wanted)
    visitor = find_visitor_id()
    if visitor is not None:
        actions.choose_language(get_person(visitor), wanted)
        db.session.commit()
    return redirect(_page_before() or url_for("front.index"), 303)


@bp.get("/account/security")
@signed_in
def security() -> ResponseReturnValue:
    now, person = clock.now(), get_person(visitor_id())
    sign_ins = list_sign_ins(person.id, now)
    return render_template(
        "profile/security.html",
        person=person,
        zone=person.timezone or "UTC",
        factors=list_factors(person.id),
        panels=[
            p for show in current_app.extensions["security"] if (p := show(person.id))
        ],
        running=[s for s in sign_ins if _is_running(s, now)],
        ended=[s for s in sign_ins if not _is_running(s, now)],
        this_id=g.sign_in_id,
        form=Form(),
    )


@bp.post("/account/security/<int:sign_in_id>/end")
@signed_in
def end(sign_in_id: int) -> ResponseReturnValue:
    sign_in = or_404(find_sign_in_of(visitor_id(), sign_in_id))
    is_this = sign_in.id == g.sign_in_id
    end_sign_in(sign_in, clock.now())
    db.session.commit()
    if is_this:
        let_out()
        flash(_("You are signed out."))
        return redirect(url_for("accounts.signin"))
    flash(_("That browser is signed out."))
    return redirect(url_for(".security"))


@bp.post("/account/security/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    end_sign_ins(get_person(visitor_id()), clock.now(), but=g.sign_in)
    db.session.commit()
    flash(_("All other browsers are signed out."))
    return redirect(url_for(".security"))


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    now, person = clock.now(), get_person(visitor_id())
    form = PasswordForm()
    if person.password_hash is None:
        if not rules.is_proven(g.sign_in, now):
            return render_template("profile/_prove.html", email=person.email)
        del form.current_password  # there is none yet
    if form.validate_on_submit():
        typed = form.current_password.data if "current_password" in form else ""
        try:
            _prove(person, typed, now)
            made = _hash(person, form.password.data)
            change_password(person, made, now, but=g.sign_in)
            token = renew_token(g.sign_in)
        except (WrongPassword, WeakPassword) as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            let_in(person, token)
            flash(_("Your password is set, and every other browser is signed out."))
            return redirect(url_for(".security"))
    return _page("password", form, person=person)


@bp.route("/account/email", methods=["GET", "POST"])
@signed_in
def email() -> ResponseReturnValue:
    now, person = clock.now(), get_person(visitor_id())
    if person.password_hash is None:
        flash(
            _("Choose a password first: it is asked for when you change your address.")
        )
        return redirect(url_for(".password"))
    form = EmailForm()
    if form.validate_on_submit():
        try:
            _prove(person, form.current_password.data, now)
            throttle.check(f"letter to {form.email.data}", 4, HOUR, now)
            actions.ask_email_change(person, form.email.data, now)
        except (WrongPassword, SameEmail, AddressUnknown) as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(
                _(
                    "Look into the mailbox of %(email)s: a link there confirms it.",
                    email=form.email.data,
                )
            )
            return redirect(url_for(".profile"))
    return _page("email", form, person=person)


@bp.route("/email/<token>", methods=["GET", "POST"])
@public
def confirm_email(token: str) -> ResponseReturnValue:
    now = clock.now()
    link = find_link(token, Purpose.CHANGE_EMAIL, now)
    form = Form()
    if link is None:
        return _gone()
    if form.validate_on_submit():
        try:
            actions.change_email(token, now)
        except LinkGone:
            return _gone()
        db.session.commit()
        flash(_("Your address is changed."))
        return redirect(url_for(".profile"))
    return _page("confirm_email", form, email=link.email)


@bp.after_request
def keep_to_yourself(response: Response) -> Response:
    """Keep what is about one person, and secret addresses, out of caches and sites."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(name: str, form: Form, **data: object) -> ResponseReturnValue:
    if form.errors:
        db.session.rollback()  # a refusal leaves nothing behind
    status = 422 if form.errors else 200
    return render_template(f"profile/{name}.html", form=form, **data), status


def _page_before() -> str | None:
    """Return where the visitor came from, with what it asked for, if it was here."""
    came_from, here = request.referrer or "", request.host_url
    path = f"/{came_from.removeprefix(here)}" if came_from.startswith(here) else None
    return rules.own_path(path) or rules.own_path(request.form.get("next"))


def _is_running(sign_in: SignIn, now: datetime) -> bool:
    return sign_in.ended_at is None and sign_in.ends_at > now


def _gone() -> ResponseReturnValue:
    db.session.rollback()
    return render_template("accounts/_gone.html", again=url_for(".email")), 410


def _prove(person: Person, typed: str, now: datetime) -> None:
    """Make sure that it is the person who sits there; ends the transaction.

    Raises:
        WrongPassword, TooMany
    """
    key = f"password of person {person.id}"
    throttle.check(key, 10, QUARTER, now)
    kept = person.password_hash
    db.session.commit()  # the attempt counts, and no transaction is open while hashing
    if kept is None:
        return
    if not passwords.is_right(typed, kept) or person.password_hash != kept:
        raise WrongPassword
    throttle.forget(key)


def _hash(person: Person, password: str) -> str:
    about = (person.name, person.email)
    db.session.commit()  # no transaction stays open while hashing
    rules.check_password(password, about)
    return passwords.make_hash(password)
