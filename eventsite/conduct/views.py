"""The code of conduct and its report form; a reporter's own page."""

from datetime import timedelta
from http import HTTPStatus

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from eventsite.accounts.rules import network
from eventsite.conduct import actions, queries, rules
from eventsite.conduct.forms import ReportForm, WordForm
from eventsite.core import clock, throttle
from eventsite.core.addresses import public_url
from eventsite.core.codes import is_token
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.files import BadUpload, Checked, checked_document, made_image
from eventsite.core.guard import find_visitor_id, public
from eventsite.core.web import or_404, private_page
from eventsite.core.words import _
from eventsite.events.models import Event
from eventsite.events.queries import find_shown_event

bp = Blueprint("conduct", __name__)
HOUR = timedelta(hours=1)
WORDS_AN_HOUR = 20


@bp.get("/events/<slug>/conduct")
@public
def conduct(slug: str) -> ResponseReturnValue:
    event = _event(slug)
    return render_template(
        "conduct/conduct.html",
        event=event,
        page=queries.find_page(event),
        team=queries.list_team(event),
    )


@bp.route("/events/<slug>/conduct/report", methods=["GET", "POST"])
@public
def report(slug: str) -> ResponseReturnValue:
    event, form = _event(slug), ReportForm()
    team = queries.list_team(event)
    form.kept_from.choices = [(str(person.id), person.name) for person in team]
    if team and form.validate_on_submit():
        now = clock.now()
        where = network(request.remote_addr or "")
        most = current_app.config["REPORTS_PER_HOUR"]
        throttle.check_some(f"conduct report from {where}", most, HOUR, now)
        try:
            found, secret = actions.report(
                event,
                what=form.what.data,
                where=form.where.data or "",
                contact=form.contact.data or "",
                kept_from=[int(each) for each in form.kept_from.data or ()],
                files=_checked(form.files.data or []),
                once_key=form.once.data,
                now=now,
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            code = found.code
            db.session.commit()
            address = public_url("conduct.my_report", secret=secret)
            page = render_template(
                "conduct/_sent.html", event=_event(slug), address=address, code=code
            )
            return private_page(page)
    page = render_template(
        "conduct/report.html",
        event=event,
        form=form,
        team=team,
        page=queries.find_page(event),
        most_files=rules.MOST_FILES,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return private_page(page, status)


@bp.route("/conduct/reports/<secret>", methods=["GET", "POST"])
@public
def my_report(secret: str) -> ResponseReturnValue:
    """Show somebody their report and what was answered; they may add to it."""
    found = or_404(queries.find_report_by_secret(secret) if is_token(secret) else None)
    form = WordForm()
    if found.what is not None and form.validate_on_submit():
        now = clock.now()
        throttle.check(f"words to report {found.code}", WORDS_AN_HOUR, HOUR, now)
        actions.add_word(found, form.text.data, now)
        db.session.commit()
        flash(_("Your words are sent to the conduct team."))
        return redirect(url_for(".my_report", secret=secret))
    page = render_template(
        "conduct/my_report.html",
        found=found,
        event=found.event,
        messages=[one for one in found.messages if not one.is_note],
        form=form,
        zone=found.event.timezone,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return private_page(page, status)


def _event(slug: str) -> Event:
    return or_404(find_shown_event(slug, find_visitor_id()))


def _checked(uploads: list[FileStorage]) -> list[Checked]:
    """Return what was uploaded, pictures made anew: they tell no place and no camera.

    Raises:
        TooManyFiles, FileTooLarge, BadUpload
    """
    given = [upload for upload in uploads if upload and upload.filename]
    if len(given) > rules.MOST_FILES:
        raise rules.TooManyFiles
    found = []
    for upload in given:
        try:
            checked = made_image(upload)[0]
        except BadUpload:
            upload.stream.seek(0)
            checked = checked_document(upload)
        if len(checked.data) > rules.MOST_OCTETS:
            raise rules.FileTooLarge
        found.append(checked)
    return found
