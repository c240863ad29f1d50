"""My schedule: what I starred, over all events; the stars of my browser; my calendar.

A browser keeps stars by itself and tells them here once its owner is signed in
(`static/js/stars.js`). Every telling may be repeated: setting a star twice sets one.
"""

from datetime import datetime, timedelta
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from eventsite.agenda import actions, queries, rules
from eventsite.core import clock, throttle
from eventsite.core.codes import is_token
from eventsite.core.db import db
from eventsite.core.documents import make_document, send
from eventsite.core.errors import Refusal
from eventsite.core.forms import Form
from eventsite.core.guard import find_visitor_id, public, signed_in, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.favourites.queries import list_codes
from eventsite.favourites.rules import find_clashes
from eventsite.programme import exports
from eventsite.programme.exports import File

bp = Blueprint("agenda", __name__)

MINUTE = timedelta(minutes=1)
MOST_CHANGES = 60  # a minute; a browser tells several stars at once


@bp.get("/account/schedule")
@signed_in
def schedule() -> ResponseReturnValue:
    parts = queries.list_parts(list_codes(visitor_id()), visitor_id())
    placements = [(part, rules.placements_of(part.edition, part.ids)) for part in parts]
    clashes = find_clashes([one for _part, theirs in placements for one in theirs])
    link = queries.find_calendar_link(visitor_id())
    address = ""
    if link is not None:
        address = url_for(".personal_calendar", token=link.token, _external=True)
    page = render_template(
        "agenda/schedule.html",
        parts=[(part, rules.by_day(theirs)) for part, theirs in placements],
        clashes=clashes,
        link=link,
        address=address,
        form=Form(),
    )
    response = Response(page)
    response.headers["Cache-Control"] = "private, no-store"  # it holds the secret
    return response


@bp.get("/account/schedule.ics")
@signed_in
def my_calendar() -> ResponseReturnValue:
    return _send(_calendar(visitor_id()), "private, no-store")


@bp.get("/calendar/<token>.ics")
@public
def personal_calendar(token: str) -> ResponseReturnValue:
    """Answer a calendar program that has been told the secret address."""
    owner = queries.find_calendar_owner(token) if is_token(token) else None
    return _send(_calendar(or_404(owner)), "private, no-cache")


@bp.post("/account/schedule/calendar")
@signed_in
def renew_calendar() -> ResponseReturnValue:
    actions.renew_calendar_link(visitor_id(), clock.now())
    db.session.commit()
    flash(_("Your calendar has a new address. The one before, if any, is gone."))
    return redirect(url_for(".schedule"))


@bp.post("/account/schedule/calendar/revoke")
@signed_in
def revoke_calendar() -> ResponseReturnValue:
    actions.revoke_calendar_link(visitor_id())
    db.session.commit()
    flash(_("Nobody can read your calendar by its address any more."))
    return redirect(url_for(".schedule"))


@bp.get("/account/stars.json")
@public
def stars() -> ResponseReturnValue:
    """Tell a browser the stars of whoever is signed in, and how to change them."""
    person_id = find_visitor_id()
    if person_id is None:
        return _told({"person": None})
    return _told(_stars(person_id) | {"csrf": generate_csrf()})


@bp.post("/account/stars.json")
@signed_in
def change_stars() -> ResponseReturnValue:
    person_id, now = visitor_id(), clock.now()
    _count(person_id, now)
    try:
        change = rules.read_change(request.get_json(silent=True))
        actions.change_stars(person_id, change, now)
    except Refusal as refusal:
        db.session.rollback()
        is_bad = isinstance(refusal, rules.Unreadable)
        status = HTTPStatus.BAD_REQUEST if is_bad else HTTPStatus.CONFLICT
        return _told(_stars(person_id) | {"refused": str(refusal)}, status)
    db.session.commit()
    return _told(_stars(person_id))


@bp.post("/events/<slug>/sessions/<code>/star")
@signed_in
def star(slug: str, code: str) -> ResponseReturnValue:
    """Set a star, or take it away, where no script does."""
    person_id, now = visitor_id(), clock.now()
    parts = queries.list_parts([code], person_id)
    events = [part.edition.by_code[code][0].event for part in parts]
    or_404(slug if slug in events else None)
    _count(person_id, now)
    is_set = request.form.get("starred") == "yes"
    codes, none = frozenset([code]), frozenset[str]()
    change = rules.Change(codes, none) if is_set else rules.Change(none, codes)
    try:
        actions.change_stars(person_id, change, now)
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
    return redirect(url_for("programme.session", slug=slug, code=code))


def _count(person_id: int, now: datetime) -> None:
    """Raise TooMany if somebody's browser runs wild."""
    throttle.check(f"stars {person_id}", MOST_CHANGES, MINUTE, now)
    db.session.commit()


def _stars(person_id: int) -> dict[str, object]:
    return {"person": str(person_id), "codes": list(list_codes(person_id))}


def _told(answer: dict[str, object], status: int = HTTPStatus.OK) -> Response:
    response = jsonify(answer)
    response.status_code = status
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _calendar(person_id: int) -> File:
    parts = queries.list_parts(list_codes(person_id), person_id)
    codes = {code for part in parts for code in part.ids}
    editions = [part.edition for part in reversed(parts)]
    site = request.url_root.rstrip("/")
    return exports.personal_calendar(editions, codes, site, _("My schedule"))


def _send(file: File, cache_control: str) -> Response:
    response = send(make_document(file.body, file.content_type), cache_control)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
