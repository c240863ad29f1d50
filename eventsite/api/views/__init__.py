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
from eventsite.webhooks.rules import KINDS, PING

ADDRESSES = {  # what stands in them
    "slug": "An event’s slug, such as “cloudnativecon-2016”.",
    "name": "Its own name in addresses, as “slug” tells it.",
    "version": "A release’s name, such as “1.2”.",
    "code": "The code it is known by, such as “K3XQ7A”.",
}
CHANGES = (session_changes, speaker_changes, catalogue_changes)  # add to drafts.bp
TOLD = sorted({told for kind in KINDS.values() for told in kind.verbs.values()})
MESSAGE: dict[str, Any] = {
    "type": "object",
    "required": ["type", "timestamp", "data"],
    "properties": {
        "type": {"type": "string", "enum": [PING, *TOLD]},
        "timestamp": {
            "type": "string",
            "format": "date-time",
            "description": "When it happened.",
        },
        "data": {
            "type": "object",
            "required": ["event"],
            "properties": {
                "event": {"type": "string", "description": "The event’s slug."}
            },
            "additionalProperties": True,
            "description": "What it happened to, by its code or slug.",
        },
    },
}
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
    "webhooks": {
        "happened": {
            "post": {
                "operationId": "happened",
                "summary": "Something happened at an event",
                "description": (
                    "Sent to the webhooks of an event, signed as in the Standard "
                    "Webhooks specification."
                ),
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": MESSAGE}},
                },
                "responses": {"2XX": {"description": "It has arrived."}},
            }
        }
    },
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
