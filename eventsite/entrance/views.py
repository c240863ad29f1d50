"""The second step of signing in, signing in by passkey, and proving once more who one is.

That an account has a second factor is seen by nobody who has not given its password.
"""

import json
from datetime import datetime, timedelta

from flask import (
    Blueprint,
    Response,
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

from eventsite.accounts.actions import (
    end_sign_in,
    make_link,
    note_proof,
    start_sign_in,
    use_link,
)
from eventsite.accounts.models import OneTimeLink, Person, Purpose
from eventsite.accounts.queries import find_link, get_person
from eventsite.accounts.rules import (
    LinkGone,
    WrongPassword,
    browser_name,
    is_proven,
    network,
    own_path,
)
from eventsite.core import clock, passkeys, passwords, throttle
from eventsite.core.addresses import AddressUnknown, public_url
from eventsite.core.db import db
from eventsite.core.guard import (
    READING,
    let_in,
    public,
    signed_in,
    visitor_id,
)
from eventsite.core.passkeys import KnownPasskey, Question, Site
from eventsite.core.web import Panel
from eventsite.core.words import _
from eventsite.entrance.forms import CodeForm, PasskeyForm, ProofForm
from eventsite.factors import actions, queries
from eventsite.factors.mails import queue_guessed
from eventsite.factors.rules import GUESSES, GUESSES_A_DAY, PasskeyRefused, WrongCode

bp = Blueprint("entrance", __name__)

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
PENDING = "second_step"  # in the cookie: the token of the link that the step uses up


def enter_or_ask(
    person: Person, now: datetime, next_path: str, carried: str
) -> ResponseReturnValue:
    """Do what `core.guard.enter` says."""
    if not queries.has_factor(person.id):
        return _let_in(person, now, next_path, carried)
    link, token = make_link(Purpose.SECOND_STEP, person.email, person, now)
    link.next_path = next_path
    db.session.commit()
    session[PENDING] = token
    if not carried:
        return redirect(url_for("entrance.second_step"))
    form = CodeForm(formdata=None)
    form.carried.data = carried
    return _second_step_page(form, link, now)


@bp.route("/signin/second", methods=["GET", "POST"])
@public
def second_step() -> ResponseReturnValue:
    now, form = clock.now(), CodeForm()
    link = _pending(now)
    if link is None or link.person is None:
        return _too_late()
    if form.validate_on_submit():
        person, next_path = link.person, link.next_path
        _count_guess(person, now)
        try:
            actions.use_code(person, form.code.data, now)
        except WrongCode as refusal:
            form.refuse(refusal)
        else:
            return _finish(person, now, next_path, form.carried.data or "")
    return _second_step_page(form, link, now)


@bp.post("/signin/second/passkey")
@public
def second_passkey() -> ResponseReturnValue:
    now, form = clock.now(), PasskeyForm()
    link, site = _pending(now), _site()
    if link is None or link.person is None or site is None:
        return _too_late()
    if form.validate_on_submit():
        person, next_path = link.person, link.next_path
        throttle.check(f"passkey of person {person.id}", 20, QUARTER, now)
        db.session.commit()
        question, answer = _question("step", person.id), form.credential.data or ""
        try:
            actions.use_passkey(site, question, answer, is_alone=False, now=now)
        except PasskeyRefused as refusal:
            form.refuse(refusal)
        else:
            return _finish(person, now, next_path, form.carried.data or "")
    again = CodeForm(formdata=None)
    again.carried.data = form.carried.data
    again.form_errors = form.form_errors
    return _second_step_page(again, link, now)


@bp.post("/signin/passkey")
@public
def passkey() -> ResponseReturnValue:
    """Sign in by a passkey alone: its device has made sure who is there."""
    now, form, site = clock.now(), PasskeyForm(), _site()
    way_back = url_for("accounts.signin", next=_next() or None)
    if site is None or not form.validate_on_submit():
        return redirect(way_back)
    failures = f"passkey from {network(request.remote_addr or '')}"
    most = current_app.config["FAILED_SIGN_INS_PER_QUARTER"]
    throttle.check_some(failures, most, QUARTER, now)
    db.session.commit()
    question, answer = _question("sign in", 0), form.credential.data or ""
    try:
        person_id = actions.use_passkey(site, question, answer, is_alone=True, now=now)
    except PasskeyRefused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
        return redirect(way_back)
    throttle.give_back(failures)
    person = get_person(person_id)
    return _let_in(person, now, _next(), form.carried.data or "")


@bp.route("/account/prove", methods=["GET", "POST"])
@signed_in
def prove() -> ResponseReturnValue:
    """Ask once more who is there, before what could lock them out of their account."""
    now, form = clock.now(), ProofForm()
    person, site = get_person(visitor_id()), _site()
    if form.validate_on_submit():
        try:
            check_password(person, form.password.data, now)
        except WrongPassword as refusal:
            form.refuse(refusal)
        else:
            return _proved(now)
    return _prove_page(form, person, site, now)


@bp.post("/account/prove/passkey")
@signed_in
def prove_by_passkey() -> ResponseReturnValue:
    now, form = clock.now(), PasskeyForm()
    person, site = get_person(visitor_id()), _site()
    if site is not None and form.validate_on_submit():
        throttle.check(f"passkey of person {person.id}", 20, QUARTER, now)
        db.session.commit()
        question, answer = _question("prove", person.id), form.credential.data or ""
        try:
            actions.use_passkey(site, question, answer, is_alone=False, now=now)
        except PasskeyRefused as refusal:
            form.refuse(refusal)
        else:
            return _proved(now)
    again = ProofForm(formdata=None)
    again.form_errors = form.form_errors
    return _prove_page(again, person, site, now)


def proof_missing(back: str) -> ResponseReturnValue | None:
    """Do what `core.guard.proof_missing` says."""
    if is_proven(g.sign_in, clock.now()):
        return None
    db.session.rollback()
    here = request.path if request.method in READING else ""
    way_back = back or here or url_for("profile.security")
    return redirect(url_for("entrance.prove", next=way_back))


def offer_passkey(next_path: str, carried: str) -> Panel | None:
    """Offer to sign in by passkey, on the page that asks for a password."""
    site = _site()
    if site is None:
        return None
    options = passkeys.ask_proof(site, _question("sign in", 0), (), clock.now())
    data = {"options": options, "next": next_path, "carried": carried}
    return Panel("entrance/_signin_passkey.html", data)


@bp.after_request
def keep_to_yourself(response: Response) -> Response:
    """Keep what is about one person out of caches and from other sites."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _second_step_page(
    form: CodeForm, link: OneTimeLink, now: datetime
) -> ResponseReturnValue:
    if form.errors:
        db.session.rollback()  # a refusal leaves nothing behind
    person = get_person(link.person_id or 0)
    factors, site = queries.list_factors(person.id), _site()
    options = ""
    if site is not None and factors.passkeys:
        options = _options(site, _question("step", person.id), now)
    page = render_template(
        "entrance/second_step.html",
        form=form,
        has_app=bool(factors.authenticators),
        codes_left=factors.codes_left,
        has_passkey=bool(factors.passkeys),
        options=options,
    )
    return page, 422 if form.errors else 200


def _prove_page(
    form: ProofForm, person: Person, site: Site | None, now: datetime
) -> ResponseReturnValue:
    if form.errors:
        db.session.rollback()
    options = ""
    if site is not None and queries.has_passkey(person.id):
        options = _options(site, _question("prove", person.id), now)
    page = render_template(
        "entrance/prove.html", form=form, person=person, options=options, next=_next()
    )
    return page, 422 if form.errors else 200


def _options(site: Site, question: Question, now: datetime) -> str:
    known = [
        KnownPasskey(one.credential_id, one.transports)
        for one in queries.list_passkeys(question.person_id)
    ]
    return passkeys.ask_proof(site, question, known, now)


def _pending(now: datetime) -> OneTimeLink | None:
    """Return the link of a browser whose visitor has given the password."""
    token = session.get(PENDING)
    return find_link(token, Purpose.SECOND_STEP, now) if token else None


def _too_late() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        flash(_("That took too long. Sign in once more."), "warn")
    return redirect(url_for("accounts.signin"))


def _count_guess(person: Person, now: datetime) -> None:
    """Count a code that is tried; whoever runs out of tries, its owner hears of it.

    Raises:
        TooMany
    """
    name = f"second factor of person {person.id}"
    try:
        throttle.check(name, GUESSES, QUARTER, now)
        throttle.check(f"{name}, a day", GUESSES_A_DAY, DAY, now)
    except throttle.TooMany:
        queue_guessed(person, now)
        db.session.commit()
        raise
    db.session.commit()


def _finish(
    person: Person, now: datetime, next_path: str, carried: str
) -> ResponseReturnValue:
    try:
        use_link(session[PENDING], Purpose.SECOND_STEP, now)
    except LinkGone:
        db.session.rollback()
        return _too_late()
    throttle.forget(f"second factor of person {person.id}")
    return _let_in(person, now, next_path, carried)


def _let_in(
    person: Person, now: datetime, next_path: str, carried: str
) -> ResponseReturnValue:
    """Sign the browser in as a person, under a new token, and commit."""
    if current_user.is_authenticated:
        end_sign_in(g.sign_in, now)
    browser = browser_name(request.user_agent.string)
    token = start_sign_in(person, request.remote_addr or "", browser, now)
    hooks = current_app.extensions["on_entry"]
    told = [words for hook in hooks if (words := hook(person, now))]
    db.session.commit()
    let_in(person, token)
    for words in told:
        flash(words)
    way_on = next_path or url_for(current_app.extensions["after_sign_in"])
    return _resume(carried) or redirect(way_on)


def _resume(carried: str) -> ResponseReturnValue | None:
    """Offer to send again what was typed before signing in; None if there is nothing."""
    try:
        path, fields = json.loads(carried or "")
        pairs = [(str(name), str(value)) for name, value in fields]
    except (ValueError, TypeError):
        return None
    if not isinstance(path, str) or own_path(path) is None:
        return None
    return render_template("accounts/_resume.html", path=path, fields=pairs)


def check_password(person: Person, typed: str, now: datetime) -> None:
    """Do what `core.guard.check_password` says.

    Raises:
        WrongPassword, TooMany
    """
    key = f"password of person {person.id}"
    throttle.check(key, 10, QUARTER, now)
    kept = person.password_hash
    db.session.commit()  # the attempt counts, and no transaction is open while hashing
    if not passwords.is_right(typed, kept) or person.password_hash != kept:
        raise WrongPassword
    throttle.forget(key)


def _proved(now: datetime) -> ResponseReturnValue:
    note_proof(g.sign_in, now)
    db.session.commit()
    return redirect(_next() or url_for("profile.security"))


def _question(purpose: str, person_id: int) -> Question:
    keys: list[str] = current_app.config["ENCRYPTION_KEYS"]
    return Question(purpose, person_id, keys)


def _site() -> Site | None:
    try:
        return passkeys.site(public_url("front.index"), "eventsite")
    except AddressUnknown:  # asked under another machine's name: no passkeys there
        return None


def _next() -> str:
    return own_path(request.values.get("next")) or ""
