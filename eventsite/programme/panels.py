"""What the programme shows on an event's page."""

from datetime import datetime

from eventsite.core.web import Panel
from eventsite.events.models import Event
from eventsite.programme import queries, rules


def programme(event: Event, _now: datetime) -> Panel | None:
    """Show how much is on and a few sessions of note; None before anything is out."""
    stamp = queries.find_stamp(event.slug)
    if stamp is None or not stamp.releases:
        return None
    edition = queries.get_edition(stamp, event)
    if not edition.is_out or not edition.programme.sessions:
        return None
    return Panel(
        "programme/_programme.html",
        {"event": event, "edition": edition, "highlights": rules.highlights(edition)},
    )
