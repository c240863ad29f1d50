"""Pages on which a host's administrators write its texts."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.accounts.queries import get_person
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import Refusal
from eventsite.core.guard import ask_for_factor, signed_in, visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.events.models import Host
from eventsite.events.queries import administers, find_host, lacks_factor
from eventsite.notices import actions, queries, rules
from eventsite.notices.forms import NoticeForm
from eventsite.notices.models import Kind

bp = Blueprint("notices_desk", __name__, url_prefix="/manage/hosts/<host>")


@bp.route("/privacy", methods=["GET", "POST"])
@signed_in
def edit_privacy(host: str) -> ResponseReturnValue:
    return _edit(host, Kind.PRIVACY)


@bp.route("/imprint", methods=["GET", "POST"])
@signed_in
def edit_imprint(host: str) -> ResponseReturnValue:
    return _edit(host, Kind.IMPRINT)


def _edit(slug: str, kind: Kind) -> ResponseReturnValue:
    host = _own_host(slug)
    newest = queries.find_newest(host, kind)
    form = NoticeForm(
        data={
            "text": newest.text if newest else "",
            "with_list": newest.with_list if newest else True,
            "based_on": newest.version if newest else 0,
        }
    )
    if kind is Kind.IMPRINT:
        del form.with_list
    if form.validate_on_submit():
        try:
            notice = actions.publish(
                host,
                kind,
                text=form.text.data,
                with_list="with_list" in form and bool(form.with_list.data),
                change=form.change.data or "",
                based_on=form.based_on.data or 0,
                actor_id=visitor_id(),
                now=clock.now(),
            )
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
            newest = queries.find_newest(host, kind)
            form.based_on.data = newest.version if newest else 0
        else:
            db.session.commit()
            flash(_("Version %(version)s is published.", version=notice.version))
            return redirect(url_for(f".edit_{kind}", host=host.slug))
    page = render_template(
        f"notices/edit_{kind}.html",
        form=form,
        host=host,
        title=rules.TITLES[kind],
        newest=newest,
        versions=queries.list_versions(host, kind),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _own_host(slug: str) -> Host:
    host, person = or_404(find_host(slug)), get_person(visitor_id())
    if not administers(person, host):
        abort(403)
    if lacks_factor(person, host):
        abort(ask_for_factor())
    return host
