"""Going to another site to sign in, coming back, and connecting the two.

Leaving is a link and no form: browsers do not let a form lead to another site.
"""

import logging
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from config import OpenIdProvider
from eventsite.accounts.queries import get_person
from eventsite.accounts.rules import EmailTaken, network, own_path
from eventsite.core import clock, openid, throttle
from eventsite.core.addresses import public_url
from eventsite.core.codes import is_token
from eventsite.core.db import db, write_tx
from eventsite.core.errors import Refusal
from eventsite.core.forms import Form
from eventsite.core.guard import (
    enter,
    find_visitor_id,
    proof_missing,
    public,
    signed_in,
    visitor_id,
)
from eventsite.core.openid import Begun, Claims
from eventsite.core.web import Panel, or_404
from eventsite.core.words import _
from eventsite.identities import actions, queries, rules
from eventsite.identities.forms import OpenForm
from eventsite.identities.models import PendingIdentity

bp = Blueprint("identities", __name__)
log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
AWAY = "openid"  # in the cookie: what the visitor is asked when they come back


@bp.get("/signin/with/<provider>")
@public
def leave(provider: str) -> ResponseReturnValue:
    return _leave(_provider(provider), person_id=0, next_path=_next())


@bp.get("/account/identities/<provider>/add")
@signed_in
def add(provider: str) -> ResponseReturnValue:
    if missing := proof_missing():
        return missing
    return _leave(_provider(provider), person_id=visitor_id(), next_path="")


@bp.get("/signin/with/<provider>/back")
@public
def back(provider: str) -> ResponseReturnValue:
    now, known = clock.now(), _provider(provider)
    away = _take_away(known, now)
    if away is None:
        flash(
            _("That took too long, or began in another window. Once more, please."),
            "warn",
        )
        return redirect(url_for("accounts.signin"))
    if "code" not in request.args:
        log.info("%s sent back: %s", known.name, request.args.get("error", "")[:80])
        flash(_("You did not sign in with %(label)s.", label=known.label), "warn")
        return _way_back(away)
    try:
        begun = Begun(away["state"], away["nonce"], away["verifier"])
        code = request.args["code"][:2000]
        claims = openid.finish(known, _redirect_uri(known), code, begun, now)
    except Refusal as refusal:
        flash(str(refusal), "bad")
        return _way_back(away)
    with write_tx():
        return _arrive(claims, known, away, now)


def _arrive(
    claims: Claims, provider: OpenIdProvider, away: dict[str, Any], now: datetime
) -> ResponseReturnValue:
    """Let in whom we know; keep all others until they say what to do."""
    throttle.give_back(_journeys())  # only those who do not arrive count
    known = actions.recognise(claims, now)
    if away["person_id"] == 0:
        if known is not None:
            return enter(known, now, away["next_path"])
        token = actions.keep_pending(
            claims, provider.label, None, away["next_path"], now
        )
        return redirect(url_for(".arrived", token=token))
    if find_visitor_id() != away["person_id"]:  # signed out, or in as another
        return redirect(url_for("accounts.signin"))
    if known is not None:
        mine = known.id == visitor_id()
        flash(
            _("This is connected already.")
            if mine
            else str(rules.AlreadyConnected.message),
            "message" if mine else "bad",
        )
        return _way_back(away)
    person = get_person(visitor_id())
    token = actions.keep_pending(claims, provider.label, person, "", now)
    return redirect(url_for(".connect", token=token))


@bp.route("/signin/from/<token>", methods=["GET", "POST"])
@public
def arrived(token: str) -> ResponseReturnValue:
    """Ask somebody who came from another site what to do: open, or connect."""
    now = clock.now()
    pending = _pending(token, now)
    if pending is None:
        return _gone()
    next_path = pending.next_path
    form = OpenForm(data={"name": pending.name})
    can_open = bool(pending.email) and pending.person_id is None
    if can_open and form.validate_on_submit():
        try:
            person = actions.open_account(token, form.name.data, now)
            answer = enter(person, now, next_path)
        except Refusal as refusal:
            db.session.rollback()
            flash(EmailTaken.message, "bad")
            log.info("an account was not opened: %s", refusal)
            return _gone()
        flash(_("Welcome! Your account is ready."))
        return answer
    return _page("arrived", form, pending=pending, token=token, can_open=can_open)


@bp.post("/signin/from/<token>/letter")
@public
def send_letter(token: str) -> ResponseReturnValue:
    """Send the account's owner a link, for those who do not know their password."""
    now = clock.now()
    pending = _pending(token, now)
    if pending is None or pending.person is None:
        return _gone()
    email = pending.person.email
    throttle.check(f"letter to {email}", 4, HOUR, now)
    actions.ask_to_connect(pending, url_for(".connect", token=token), now)
    db.session.commit()
    session["letter_to"] = email
    return redirect(url_for("accounts.sent"))


@bp.route("/account/identities/connect/<token>", methods=["GET", "POST"])
@signed_in
def connect(token: str) -> ResponseReturnValue:
    now, form = clock.now(), Form()
    pending = _pending(token, now)
    if pending is None or pending.person_id != visitor_id():
        return _gone()
    if missing := proof_missing():
        return missing
    if form.validate_on_submit():
        next_path = pending.next_path
        try:
            identity = actions.connect(token, get_person(visitor_id()), now)
        except Refusal as refusal:
            db.session.rollback()
            flash(str(refusal), "bad")
            return redirect(url_for("profile.security"))
        label = identity.label
        db.session.commit()
        flash(_("From now on you can sign in with %(label)s.", label=label))
        return redirect(next_path or url_for("profile.security"))
    return _page("connect", form, pending=pending)


@bp.post("/account/identities/<int:identity_id>/remove")
@signed_in
def remove(identity_id: int) -> ResponseReturnValue:
    identity = or_404(queries.find_identity_of(visitor_id(), identity_id))
    if missing := proof_missing():
        return missing
    label = identity.label
    try:
        actions.disconnect(identity, clock.now())
    except rules.OnlyWayIn as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("%(label)s does not open your account any more.", label=label))
    return redirect(url_for("profile.security"))


def offer_providers(next_path: str, carried: str) -> Panel | None:
    """Offer the other sites beside the password.

    Not where something typed waits to be sent: it would not survive the journey.
    """
    providers = _providers()
    if carried or not providers:
        return None
    data = {"providers": providers, "next": next_path}
    return Panel("identities/_providers.html", data)


def list_providers(person_id: int) -> Panel | None:
    """Show on a person's security page what else opens their account."""
    identities = queries.list_identities(person_id)
    if not identities and not _providers():
        return None
    data = {"identities": identities, "providers": _providers()}
    return Panel("identities/_identities.html", data)


@bp.after_request
def keep_to_yourself(response: Response) -> Response:
    """Keep addresses that hold secrets out of caches and from other sites."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _leave(
    provider: OpenIdProvider, *, person_id: int, next_path: str
) -> ResponseReturnValue:
    now = clock.now()
    with write_tx():
        most = current_app.config["FAILED_SIGN_INS_PER_QUARTER"]
        throttle.check_some(_journeys(), most, QUARTER, now)
    try:
        address, begun = openid.begin(provider, _redirect_uri(provider))
    except Refusal as refusal:
        flash(str(refusal), "bad")
        return _way_back({"person_id": person_id, "next_path": next_path})
    session[AWAY] = {
        "provider": provider.name,
        **begun._asdict(),
        "person_id": person_id,
        "next_path": next_path,
        "until": int((now + rules.AWAY_LASTS).timestamp()),
    }
    return redirect(address)


def _journeys() -> str:
    return f"openid from {network(request.remote_addr or '')}"


def _take_away(provider: OpenIdProvider, now: datetime) -> dict[str, Any] | None:
    """Return what was kept when this browser left, once; None if it is another's."""
    away: dict[str, Any] | None = session.pop(AWAY, None)
    if away is None or away["provider"] != provider.name:
        return None
    state = request.args.get("state", "")
    is_same = compare_digest(state.encode(errors="replace"), away["state"].encode())
    return away if is_same and now.timestamp() < away["until"] else None


def _way_back(away: dict[str, Any]) -> ResponseReturnValue:
    if away["person_id"]:
        return redirect(url_for("profile.security"))
    return redirect(url_for("accounts.signin", next=away["next_path"] or None))


def _pending(token: str, now: datetime) -> PendingIdentity | None:
    return queries.find_pending(token, now) if is_token(token) else None


def _gone() -> ResponseReturnValue:
    db.session.rollback()
    again = url_for("accounts.signin")
    return render_template("identities/_gone.html", again=again), 410


def _page(name: str, form: Form, **data: object) -> ResponseReturnValue:
    status = 422 if form.errors else 200
    return render_template(f"identities/{name}.html", form=form, **data), status


def _providers() -> tuple[OpenIdProvider, ...]:
    found: tuple[OpenIdProvider, ...] = current_app.config["OIDC_PROVIDERS"]
    return found


def _provider(name: str) -> OpenIdProvider:
    return or_404(next((one for one in _providers() if one.name == name), None))


def _redirect_uri(provider: OpenIdProvider) -> str:
    return public_url("identities.back", provider=provider.name)


def _next() -> str:
    return own_path(request.values.get("next")) or ""
