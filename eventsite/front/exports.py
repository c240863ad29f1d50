"""What search engines and other programs read in a page."""

from collections.abc import Iterable
from typing import Any

from eventsite.core.text import plain_text
from eventsite.events.models import Event

LONGEST_DESCRIPTION = 500  # characters


def schema_org(
    event: Event, url: str, children: Iterable[tuple[Event, str]] = ()
) -> dict[str, Any]:
    """Return the event as schema.org sees it; `children` with their addresses.

    Source: https://schema.org/Event
    """
    described = event.tagline or plain_text(event.description, LONGEST_DESCRIPTION)
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        **_event(event, url),
        "description": described or event.name,
        "inLanguage": event.languages,
        "organizer": {"@type": "Organization", "name": event.host.name},
    }
    if event.host.website:
        found["organizer"]["url"] = event.host.website
    if event.parent is not None:
        found["superEvent"] = {"@type": "Event", "name": event.parent.name}
    below = [_event(child, address) for child, address in children]
    if below:
        found["subEvent"] = below
    return found


def _event(event: Event, url: str) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": event.address,
        "addressLocality": event.city,
        "addressCountry": event.country,
    }
    return {
        "@type": "Event",
        "name": event.name,
        "url": url,
        "startDate": event.starts_on.isoformat(),
        "endDate": event.ends_on.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": event.venue or event.city or event.name,
            "address": {key: value for key, value in address.items() if value},
        },
    }
