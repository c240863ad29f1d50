"""What the conduct team sees on other rooms' pages."""

from datetime import datetime

from flask import url_for

from eventsite.conduct import queries
from eventsite.core.web import Figure
from eventsite.core.words import _
from eventsite.events.models import Event
from eventsite.permissions import Right


def figures(event: Event, _now: datetime) -> list[Figure]:
    url = url_for("conduct_desk.reports", slug=event.slug)
    count = str(queries.count_new([event]))
    return [
        Figure(_("New reports to the conduct team"), count, url, Right.READ_REPORTS)
    ]
