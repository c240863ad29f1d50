"""Sessions and people of one event by words; as a page, or as the list alone.

Forms work without a script: they lead to the page. With one, the list appears while one
types (`static/js/suggest.js`).
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from eventsite.core.guard import public
from eventsite.core.text import plain_text
from eventsite.programme import rules
from eventsite.programme.models import Edition
from eventsite.programme.views.answers import Values, answer
from eventsite.search.rules import excerpt, highlighted

bp = Blueprint("programme_search", __name__, url_prefix="/events/<slug>")
MOST = 100  # on the page
A_FEW = 8  # while one types
LONGEST_TEXT = 20_000  # characters in which an excerpt is looked for


@bp.get("/search")
@public
def search(slug: str) -> ResponseReturnValue:
    q = rules.read_search(request.args)
    is_part = request.args.get("part") == "hits"

    def make(edition: Edition) -> Values:
        found = edition.index.find(q)
        return {
            "q": q,
            "count": len(found),
            "found": found[: A_FEW if is_part else MOST],
            "marked": lambda text: highlighted(text, q),
            "excerpt": lambda text: excerpt(plain_text(text, LONGEST_TEXT), q),
        }

    return answer(slug, "_hits" if is_part else "search", make, asked=None)
