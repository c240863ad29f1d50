"""A person's second factors. Every change asks for a recent proof of who they are."""

import json
from contextlib import suppress
from datetime import datetime, timedelta

import segno
from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventsite.accounts.queries import get_person
from eventsite.accounts.rules import browser_name, own_path
from eventsite.core import clock, crypto, one_time_codes, passkeys, throttle
from eventsite.core.addresses import public_url
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.forms import Form
from eventsite.core.guard import proof_missing, signed_in, visitor_id
from eventsite.core.passkeys import KnownPasskey, NotRight, Question, Site
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.factors import actions, queries, rules
from eventsite.factors.forms import AppForm, PasskeyForm
from eventsite.factors.models import Authenticator, Passkey

bp = Blueprint("factors", __name__, url_prefix="/account/second-factor")
HOUR = timedelta(hours=1)
SEALED_FOR = "authenticator set-up"


@bp.get("")
@signed_in
def second_factor() -> ResponseReturnValue:
    person = get_person(visitor_id())
    return render_template(
        "factors/second_factor.html",
        factors=queries.list_factors(person.id),
        zone=person.timezone or "UTC",
        can_have_passkeys=_site() is not None,
        most=rules.MOST,
        codes=rules.CODES,
        next=_next(),
        form=Form(),
    )


@bp.route("/app", methods=["GET", "POST"])
@signed_in
def add_app() -> ResponseReturnValue:
    if missing := proof_missing():
        return missing
    now, form = clock.now(), AppForm()
    person = get_person(visitor_id())
    secret = _unsealed(form.sealed.data or "", now)
    if form.validate_on_submit():
        throttle.check(f"second factor set up by person {person.id}", 30, HOUR, now)
        db.session.commit()
        try:
            if secret is None:
                raise rules.SetUpOver
            codes = actions.add_authenticator(
                g.sign_in, form.name.data, secret, form.code.data, now
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(codes)
    secret = secret or one_time_codes.new_secret()
    form.sealed.data = _sealed(secret, now)
    return _page(
        "add_app",
        form,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        picture=_picture(one_time_codes.address(secret, person.email, _issuer())),
    )


@bp.route("/passkey", methods=["GET", "POST"])
@signed_in
def add_passkey() -> ResponseReturnValue:
    if missing := proof_missing():
        return missing
    site = or_404(_site())
    now = clock.now()
    form = PasskeyForm(data={"name": browser_name(request.user_agent.string)})
    person = get_person(visitor_id())
    known = queries.list_passkeys(person.id)
    if form.validate_on_submit():
        throttle.check(f"second factor set up by person {person.id}", 30, HOUR, now)
        db.session.commit()
        handle = form.handle.data or ""
        try:
            made = passkeys.read_new(
                site, _question(handle), form.credential.data or "", now
            )
            codes = actions.add_passkey(g.sign_in, form.name.data, made, handle, now)
        except NotRight:
            form.refuse(rules.PasskeyRefused())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(codes)
    handle = known[0].user_handle if known else passkeys.new_handle()
    form.handle.data, form.credential.data = handle, ""
    options = passkeys.ask_new(
        site,
        _question(handle),
        user=(handle, person.email, person.name),
        known=[KnownPasskey(one.credential_id, one.transports) for one in known],
        now=now,
    )
    return _page("add_passkey", form, options=options)


@bp.post("/app/<int:factor_id>/remove")
@signed_in
def remove_app(factor_id: int) -> ResponseReturnValue:
    return _remove(or_404(queries.find_authenticator(visitor_id(), factor_id)))


@bp.post("/passkey/<int:factor_id>/remove")
@signed_in
def remove_passkey(factor_id: int) -> ResponseReturnValue:
    return _remove(or_404(queries.find_passkey(visitor_id(), factor_id)))


def _remove(factor: Authenticator | Passkey) -> ResponseReturnValue:
    if missing := proof_missing():
        return missing
    name = factor.name
    actions.remove(factor, get_person(visitor_id()), clock.now())
    db.session.commit()
    flash(_("“%(name)s” is removed.", name=name))
    return redirect(url_for(".second_factor"))


@bp.post("/codes")
@signed_in
def codes() -> ResponseReturnValue:
    """Show new recovery codes: here, now, and never again."""
    if missing := proof_missing():
        return missing
    person = get_person(visitor_id())
    if not queries.has_factor(person.id):
        return redirect(url_for(".second_factor"))
    made = actions.make_codes(person, clock.now())
    db.session.commit()
    return render_template("factors/codes.html", codes=made, next=_next())


@bp.after_request
def keep_to_yourself(response: Response) -> Response:
    """Keep what is about one person, secrets above all, out of caches and sites."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _done(codes: list[str]) -> ResponseReturnValue:
    db.session.commit()
    if codes:  # with the first factor
        return render_template("factors/codes.html", codes=codes, next=_next())
    flash(_("Your second factor is added."))
    return redirect(_next() or url_for(".second_factor"))


def _page(name: str, form: Form, **data: object) -> ResponseReturnValue:
    if form.errors:
        db.session.rollback()  # a refusal leaves nothing behind
    status = 422 if form.errors else 200
    page = render_template(f"factors/{name}.html", form=form, next=_next(), **data)
    return page, status


def _next() -> str:
    return own_path(request.values.get("next")) or ""


def _sealed(secret: str, now: datetime) -> str:
    until = int((now + rules.SET_UP_LASTS).timestamp())
    return crypto.encrypt(
        json.dumps([visitor_id(), secret, until]), SEALED_FOR, _keys()
    )


def _unsealed(sealed: str, now: datetime) -> str | None:
    """Return the secret that this person was shown a moment ago."""
    with suppress(crypto.Undecipherable):
        note = json.loads(crypto.decrypt(sealed, SEALED_FOR, _keys()))
        person_id, secret, until = note
        if person_id == visitor_id() and now.timestamp() < until:
            return str(secret)
    return None


def _question(handle: str) -> Question:
    # The handle is sealed into the challenge: what comes back is what was given out.
    return Question(f"add {handle}", visitor_id(), _keys())


def _keys() -> list[str]:
    keys: list[str] = current_app.config["ENCRYPTION_KEYS"]
    return keys


def _site() -> Site | None:
    return passkeys.site(public_url("front.index"), "eventsite")


def _issuer() -> str:
    site = _site()
    return f"eventsite ({site.host})" if site else "eventsite"


def _picture(text: str) -> Markup:
    drawn = segno.make(text, error="m", micro=False)
    svg = drawn.svg_inline(border=4, omitsize=True, light="#fff", svgclass="qr-code")
    return Markup(svg)  # noqa: S704  # segno draws it from a text of ours
