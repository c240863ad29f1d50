"""Searching all public events at once; as a page, or as the list alone."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from eventsite.core.guard import public
from eventsite.core.text import clean_line, plain_text
from eventsite.search import queries
from eventsite.search.rules import LONGEST, excerpt, highlighted

bp = Blueprint("search", __name__)
A_FEW = 8  # while one types


@bp.get("/search")
@public
def search() -> ResponseReturnValue:
    q = clean_line(request.args.get("q", ""))[:LONGEST]
    is_part = request.args.get("part") == "hits"
    found = queries.search(q)
    page = render_template(
        "search/_hits.html" if is_part else "search/search.html",
        q=q,
        count=len(found),
        most=queries.MOST,
        found=found[:A_FEW] if is_part else found,
        marked=lambda text: highlighted(text, q),
        excerpt=lambda text: excerpt(plain_text(text), q),
    )
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
