"""What was done with a person's own data, for that person."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eventsite.accounts.queries import get_person
from eventsite.core.guard import signed_in, visitor_id
from eventsite.core.web import page_asked
from eventsite.trail import queries, rules

bp = Blueprint("trail", __name__, url_prefix="/account")


@bp.get("/history")
@signed_in
def history() -> ResponseReturnValue:
    person = get_person(visitor_id())
    page, lines = queries.page_own_entries(person, page_asked())
    return render_template(
        "trail/history.html",
        person=person,
        page=page,
        lines=lines,
        said=rules.said,
        zone=person.timezone or "UTC",
    )
