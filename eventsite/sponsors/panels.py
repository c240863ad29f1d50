"""What this room shows on other rooms' pages; app.py introduces them."""

from datetime import datetime

from flask import url_for

from eventsite.core.web import Figure, Panel
from eventsite.core.words import _, number
from eventsite.events.models import Event
from eventsite.permissions import Right
from eventsite.sponsors import queries, rules


def sponsors(event: Event, _now: datetime) -> Panel | None:
    """Show the event's sponsors, then those of the events above."""
    walls = rules.walls(event, queries.list_shown(event))
    if not walls:
        return None
    return Panel("sponsors/_sponsors.html", {"event": event, "walls": walls})


def figures(event: Event, _now: datetime) -> list[Figure]:
    url = url_for("sponsors_desk.manage_sponsors", slug=event.slug)
    count = number(queries.count_sponsors(event))
    return [Figure(_("Sponsors"), count, url, Right.EDIT_SPONSORS)]
