"""What this room shows on other rooms' pages; app.py introduces them."""

from collections.abc import Collection

from eventsite.core.web import Counts
from eventsite.core.words import _
from eventsite.favourites.queries import count_stars


def stars(session_ids: Collection[int]) -> Counts:
    """Tell organisers how many people starred each session, and never who."""
    return Counts(_("Stars"), count_stars(session_ids))
