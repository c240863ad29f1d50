"""The addresses of the API."""

from typing import Any

from eventsite.api.views import (
    catalogue_changes,
    drafts,
    events,
    programme,
    registrations,
    releases,
    session_changes,
    speaker_changes,
    sponsors,
)

ADDRESSES = {  # what stands in them
    "slug": "An event’s slug, such as “cloudnativecon-2016”.",
    "name": "Its own name in addresses, as “slug” tells it.",
    "version": "A release’s name, such as “1.2”.",
    "code": "The code it is known by, such as “K3XQ7A”.",
}
CHANGES = (session_changes, speaker_changes, catalogue_changes)  # add to drafts.bp
API: dict[str, Any] = {
    "resources": (
        events.bp,
        programme.bp,
        releases.bp,
        sponsors.bp,
        drafts.bp,
        registrations.bp,
    ),
    "words": ADDRESSES,
    "title": "eventsite",
    "version": "1.0",
    "info": {
        "description": (
            "Events, their programmes and what organisers do with them. What is public "
            "needs no token. Lists are paged: follow the “Link” headers. Every answer "
            "has an ETag: send it back in If-None-Match, and what has not changed is "
            "not sent again. Times are RFC 3339 with the offset of the event’s zone."
        ),
        "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
    },
}
