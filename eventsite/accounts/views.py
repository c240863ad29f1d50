"""Signing up, in and out, and a way back for those who forgot their password.

Whether an address has an account is told to its mailbox only: pages say the same, with
the same status, after the same work. Passwords are hashed between two transactions.
"""

import json
from contextlib import suppress
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
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from eventsite.accounts import actions, queries, rules
from eventsite.accounts.forms import (
    ForgottenForm,
    JoinForm,
    NewPasswordForm,
    SignInForm,
    SignUpForm,
)
from eventsite.accounts.models import Person, Purpose
from eventsite.accounts.rules import EmailTaken, LinkGone, NotTogether
from eventsite.core import clock, passwords, throttle
from eventsite.core.db import db, write_tx
from eventsite.core.errors import Refusal
from eventsite.core.forms import Form
from eventsite.core.guard import READING, enter, let_out, public
from eventsite.core.words import _

bp = Blueprint("accounts", __name__)

HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
LONGEST_CARRIED = 200_000  # characters of a form kept over a sign-in


@bp.route("/signup", methods=["GET", "POST"])
@public
def signup() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(_way_on(_next()))
    form = SignUpForm()
    if form.validate_on_submit():
        now = clock.now()
        _count_letter(form.email.data, now)
        try:
            actions.ask_sign_up(form.email.data, _next(), now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _look_into_your_mailbox(form.email.data)
    return _page("signup", form, next=_next())


@bp.route("/signup/<token>", methods=["GET", "POST"])
@public
def join(token: str) -> ResponseReturnValue:
    now = clock.now()
    link = queries.find_link(token, Purpose.SIGN_UP, now)
    if link is None:
        return _gone("signup")
    form, email, next_path = JoinForm(), link.email, link.next_path
    if form.validate_on_submit():
        try:
            made = _hash(form.password.data, email, form.name.data)
            person = actions.sign_up(token, form.name.data, made, now)
            answer = enter(person, now, next_path)
        except (LinkGone, EmailTaken):
            return _gone("signup")
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Welcome! Your account is ready."))
            return answer
    return _page("join", form, email=email)


@bp.route("/signin", methods=["GET", "POST"])
@public
def signin() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(_way_on(_next()))
    form = SignInForm()
    if form.validate_on_submit():
        now = clock.now()
        try:
            person = _prove(form.email.data, form.password.data, now)
        except NotTogether as refusal:
            form.refuse(refusal)
        else:
            return enter(person, now, _next(), form.carried.data or "")
    return _signin_page(form, _next())


@bp.route("/signin/<token>", methods=["GET", "POST"])
@public
def signin_link(token: str) -> ResponseReturnValue:
    now = clock.now()
    link = queries.find_link(token, Purpose.SIGN_IN, now)
    if link is None or link.person is None:
        return _gone("forgotten")
    form, next_path = Form(), link.next_path
    if form.validate_on_submit():
        try:
            person = actions.use_sign_in_link(token, now)
        except LinkGone:
            return _gone("forgotten")
        if not next_path and person.password_hash is None:
            next_path = url_for("profile.password")
        return enter(person, now, next_path)
    return _page("signin_link", form, person=link.person)


@bp.route("/signout", methods=["GET", "POST"])
@public
def signout() -> ResponseReturnValue:
    form = Form()
    if form.validate_on_submit():
        if current_user.is_authenticated:
            actions.end_sign_in(g.sign_in, clock.now())
            db.session.commit()
        let_out()
        flash(_("You are signed out."))
        return redirect("/")
    return _page("signout", form)


@bp.route("/password/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if form.validate_on_submit():
        now = clock.now()
        _count_letter(form.email.data, now)
        try:
            actions.ask_reset(form.email.data, _next(), now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _look_into_your_mailbox(form.email.data)
    return _page("forgotten", form, next=_next())


@bp.route("/password/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    now = clock.now()
    link = queries.find_link(token, Purpose.RESET, now)
    if link is None or link.person is None:
        return _gone("forgotten")
    form, email, name = NewPasswordForm(), link.email, link.person.name
    next_path = link.next_path
    if form.validate_on_submit():
        try:
            made = _hash(form.password.data, email, name)
            person = actions.reset_password(token, made, now)
            answer = enter(person, now, next_path)
        except LinkGone:
            return _gone("forgotten")
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your new password is set, and every other browser is signed out."))
            return answer
    return _page("reset", form, email=email)


@bp.get("/sent")
@public
def sent() -> ResponseReturnValue:
    return render_template("accounts/sent.html", email=session.get("letter_to", ""))


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer a stranger at a page for those who are signed in; what they typed is kept."""
    if request.is_json:
        abort(401)
    here = rules.own_path(request.full_path.removesuffix("?")) or ""
    if request.method in READING:
        return redirect(url_for("accounts.signin", next=here))
    form = SignInForm(formdata=None)
    form.carried.data = _carry(here)
    can_be_read = "GET" in ((request.url_rule and request.url_rule.methods) or ())
    return _signin_page(form, here if can_be_read else "", 401)


@bp.app_errorhandler(throttle.TooMany)
def too_many(refusal: throttle.TooMany) -> ResponseReturnValue:
    wait = max(1, int((refusal.retry_at - clock.now()).total_seconds()) + 1)
    page = render_template("accounts/_too_many.html", minutes=-(-wait // 60))
    return page, 429, {"Retry-After": str(wait)}


@bp.after_request
def keep_to_yourself(response: Response) -> Response:
    """Keep addresses that hold secrets out of caches and from other sites."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.after_app_request
def note_use(response: Response) -> Response:
    """Note once an hour, on pages for those signed in, that a browser is in use."""
    view = current_app.view_functions.get(request.endpoint or "")
    if "sign_in" not in g or getattr(view, "guard", "public") == "public":
        return response
    now = clock.now()
    if now >= g.seen_at + rules.SEEN_EVERY and not response.is_streamed:
        db.session.rollback()  # what the view did not commit was not done
        # Where the database is too busy for this, the page matters more.
        with suppress(OperationalError), write_tx():
            actions.note_use(g.sign_in_id, request.remote_addr or "", now)
    return response


def _next() -> str:
    return rules.own_path(request.values.get("next")) or ""


def _way_on(path: str) -> str:
    return path or url_for(current_app.extensions["after_sign_in"])


def _page(
    name: str, form: Form, status: int = 200, **data: object
) -> ResponseReturnValue:
    if form.errors:
        db.session.rollback()  # a refusal leaves nothing behind
        status = 422
    return render_template(f"accounts/{name}.html", form=form, **data), status


def _signin_page(
    form: SignInForm, next_path: str, status: int = 200
) -> ResponseReturnValue:
    """Show the form, and the other ways in that rooms offer."""
    ways = current_app.extensions["ways_in"]
    carried = form.carried.data or ""
    panels = [panel for way in ways if (panel := way(next_path, carried))]
    return _page("signin", form, status, next=next_path, panels=panels)


def _gone(way: str) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("accounts/_gone.html", again=url_for(f".{way}")), 410


def _look_into_your_mailbox(email: str) -> ResponseReturnValue:
    db.session.commit()
    session["letter_to"] = email
    return redirect(url_for(".sent"))


def _count_letter(email: str, now: datetime) -> None:
    """Keep anyone from having us flood a mailbox, or many.

    Raises:
        TooMany: answered with a page that says when to try again.
    """
    throttle.check(f"letter to {email}", 4, HOUR, now)
    most = current_app.config["LETTERS_PER_HOUR"]
    throttle.check_some(f"letter from {_network()}", most, HOUR, now)


def _prove(email: str, password: str, now: datetime) -> Person:
    """Return whose password this is.

    A network is counted once for each account that fails there, so that a whole
    conference behind one address gets in, and nobody tries one password on everybody.

    Raises:
        NotTogether: or there is no such account, which takes as long.
        TooMany: guessed too often: from there, for this account, or both.
    """
    both, account = f"sign-in {email} {_network()}", f"sign-in {email}"
    network = f"sign-in {_network()}"
    throttle.check(both, 10, QUARTER, now)
    throttle.check(account, 50, HOUR, now)
    counts = throttle.count(both, now) == 1  # else it has counted before
    if counts:
        most = current_app.config["FAILED_SIGN_INS_PER_QUARTER"]
        throttle.check_some(network, most, QUARTER, now)
    person = queries.find_person_by_email(email)
    kept = person.password_hash if person and person.email_confirmed_at else None
    db.session.commit()  # the attempt counts, and no transaction is open while hashing

    is_right = passwords.is_right(password, kept)
    renewed = kept
    if kept and is_right and passwords.is_outdated(kept):
        renewed = passwords.make_hash(password)

    if person is None or not is_right or person.password_hash != kept:
        raise NotTogether
    person.password_hash = renewed
    throttle.forget(both)
    throttle.forget(account)
    if counts:
        throttle.give_back(network)
    return person


def _hash(password: str, *about: str) -> str:
    db.session.rollback()  # no transaction stays open while hashing
    rules.check_password(password, about)
    return passwords.make_hash(password)


def _network() -> str:
    return rules.network(request.remote_addr or "")


def _carry(path: str) -> str:
    """Return a form that was sent by somebody signed out meanwhile, to be sent again."""
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and "password" not in name
    ]
    carried = json.dumps([path, fields])
    return carried if path and len(carried) <= LONGEST_CARRIED else ""
