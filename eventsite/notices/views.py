"""The public pages: a host's privacy notice and imprint, of now and of before."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.guard import public
from eventsite.core.web import or_404
from eventsite.events.models import Host
from eventsite.events.queries import find_host
from eventsite.notices import queries, rules
from eventsite.notices.models import Kind
from eventsite.privacy.rules import COOLING_OFF, Kept

bp = Blueprint("notices", __name__)


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    return _of_all_hosts(Kind.PRIVACY)


@bp.get("/imprint")
@public
def imprint() -> ResponseReturnValue:
    return _of_all_hosts(Kind.IMPRINT)


@bp.get("/privacy/<host>")
@public
def host_privacy(host: str) -> ResponseReturnValue:
    return _of_host(or_404(find_host(host)), Kind.PRIVACY)


@bp.get("/imprint/<host>")
@public
def host_imprint(host: str) -> ResponseReturnValue:
    return _of_host(or_404(find_host(host)), Kind.IMPRINT)


def _of_all_hosts(kind: Kind) -> ResponseReturnValue:
    """Lead to the host's page where there is one host, else name them all."""
    hosts = queries.list_all_hosts()
    if len(hosts) == 1:
        return redirect(url_for(f".host_{kind}", host=hosts[0].slug))
    return render_template(
        f"notices/{kind}.html",
        hosts=hosts,
        keeps=_keeps(),
        title=rules.TITLES[kind],
        days=COOLING_OFF.days,
    )


def _of_host(host: Host, kind: Kind) -> ResponseReturnValue:
    versions = queries.list_versions(host, kind)
    asked = request.args.get("version", type=int)
    if asked is None:
        shown = versions[0] if versions else None
    else:
        shown = or_404(next((one for one in versions if one.version == asked), None))
    return render_template(
        f"notices/host_{kind}.html",
        host=host,
        shown=shown,
        is_old=bool(versions) and shown is not versions[0],
        versions=versions,
        title=rules.TITLES[kind],
        keeps=_keeps(),
        days=COOLING_OFF.days,
    )


def _keeps() -> list[Kept]:
    rooms = current_app.extensions["own_data"]
    return [kept for room in reversed(rooms) for kept in room.keeps]
