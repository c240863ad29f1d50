"""What is told to whom in which words, how it is signed, when it is tried again. Pure."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventsite.audit.models import AuditEntry
from eventsite.core.errors import Refusal
from eventsite.core.words import lazy
from eventsite.permissions import Right

SECRET_BEGINS = "whsec_"  # noqa: S105  # how every secret begins
BOTH_SIGN = timedelta(hours=24)  # after a secret was replaced
MOST = 20  # of an event
LADDER = tuple(  # the waits after each failure: three days in all
    timedelta(seconds=seconds)
    for seconds in (
        5, 30, 2 * 60, 10 * 60, 3600, 4 * 3600, 8 * 3600, 12 * 3600, 20 * 3600, 24 * 3600,
    )
)  # fmt: skip
GIVEN_UP_AFTER = timedelta(days=3)  # without a single success
LATE = timedelta(minutes=10)  # the longest between a deed and its being committed
KEPT = timedelta(days=30)  # a message that is done
GONE = 410
PING = "ping"


class TooMany(Refusal):
    message = lazy("This event has as many webhooks as it may have. Delete some first.")


class MadeBefore(Refusal):
    message = lazy("This webhook was made a moment ago; its secret is shown only once.")


class NotYours(Refusal):
    message = lazy("You can be told only of what you may see yourself.")


class BadAddress(Refusal):
    """The address is none that we send to; says why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that a webhook can ask for."""

    label: str
    right: Right  # who may not see it is not told
    verbs: Mapping[str, str]  # what is written down: what it is called outside


KINDS: Mapping[str, Kind] = {
    "session": Kind(
        lazy("Sessions: made, changed, called off, restored"),
        Right.EDIT_SESSIONS,
        {
            "session.create": "session.created",
            "session.edit": "session.changed",
            "session.attach": "session.changed",
            "session.detach": "session.changed",
            "session.cancel": "session.cancelled",
            "session.restore": "session.restored",
        },
    ),
    "placement": Kind(
        lazy("Sessions placed in the draft, moved or taken off it"),
        Right.EDIT_SCHEDULE,
        {
            "schedule.place": "session.placed",
            "schedule.unplace": "session.unplaced",
        },
    ),
    "release": Kind(
        lazy("Releases of the schedule"),
        Right.SEE_EVENT,
        {"schedule.release": "schedule.released"},
    ),
    "speaker": Kind(
        lazy("People on stage: made known, changed, forgotten"),
        Right.EDIT_SESSIONS,
        {
            "speaker.create": "speaker.created",
            "speaker.edit": "speaker.changed",
            "speaker.delete": "speaker.deleted",
        },
    ),
    "room": Kind(
        lazy("Rooms: added, changed, deleted"),
        Right.SEE_EVENT,
        {
            "room.add": "room.created",
            "room.edit": "room.changed",
            "room.delete": "room.deleted",
        },
    ),
    "track": Kind(
        lazy("Tracks: added, changed, deleted"),
        Right.SEE_EVENT,
        {
            "track.add": "track.created",
            "track.edit": "track.changed",
            "track.delete": "track.deleted",
        },
    ),
    "event": Kind(
        lazy("The event: its words, days or state"),
        Right.SEE_EVENT,
        {
            "event.edit": "event.changed",
            "event.state": "event.state_changed",
            "event.reactivate": "event.state_changed",
        },
    ),
    "proposal": Kind(
        lazy("Proposals accepted or rejected"),
        Right.DECIDE_PROPOSALS,
        {
            "proposal.accept": "proposal.accepted",
            "proposal.reject": "proposal.rejected",
        },
    ),
    "order": Kind(
        lazy("Orders marked as paid, or cancelled"),
        Right.SEE_REGISTRATIONS,
        {"order.paid": "order.paid", "order.cancel": "order.cancelled"},
    ),
    "sponsor": Kind(
        lazy("Sponsors: added, changed, removed"),
        Right.EDIT_SPONSORS,
        {
            "sponsor.add": "sponsor.created",
            "sponsor.edit": "sponsor.changed",
            "sponsor.remove": "sponsor.deleted",
        },
    ),
}


def offered(rights: Collection[str]) -> dict[str, str]:
    """Return the kinds that a holder of these rights may be told of, in words."""
    return {name: kind.label for name, kind in KINDS.items() if kind.right in rights}


def verbs(kinds: Collection[str], rights: Collection[str]) -> dict[str, str]:
    """Return what is to be told: what is written down, and what it is called outside."""
    found: dict[str, str] = {}
    for name, kind in KINDS.items():
        if name in kinds and kind.right in rights:
            found |= kind.verbs
    return found


def check_kinds(kinds: Collection[str], rights: Collection[str]) -> None:
    """Raise NotYours if any of these is not for a holder of these rights."""
    if not set(kinds) <= set(offered(rights)):
        raise NotYours


def write_secret(random: bytes) -> str:
    """Return 24 to 64 random bytes as receivers' libraries take them."""
    return f"{SECRET_BEGINS}{base64.b64encode(random).decode()}"


def sign(secret: str, guid: str, at: int, body: str) -> str:
    """Return the signature of a message sent at that second."""
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_BEGINS), validate=True)
    except binascii.Error as wrong:
        raise ValueError("a stored secret is none") from wrong
    signed = f"{guid}.{at}.{body}".encode()
    made = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def headers(
    guid: str, body: str, secrets: Collection[str], now: datetime
) -> dict[str, str]:
    """Return what identifies and signs a message, once by each secret."""
    at = int(now.timestamp())
    return {
        "webhook-id": guid,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(sign(one, guid, at, body) for one in secrets),
    }


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when to try again after so many failures; None: not again."""
    return now + LADDER[tries - 1] if tries <= len(LADDER) else None


def is_hopeless(failing_since: datetime | None, now: datetime) -> bool:
    """Tell whether a webhook has failed for so long that it is to be disabled."""
    return failing_since is not None and now - failing_since >= GIVEN_UP_AFTER


def message(entry: AuditEntry, kind: str, slug: str, names: Mapping[str, str]) -> str:
    """Return what is sent of an entry; `names` has outside names by subject.

    Who did it is not in it, nor anything about a person.
    """
    noun, _, said = entry.subject.partition(" ")
    data: dict[str, Any] = {"event": slug}
    if noun == "version":
        data["version"] = said
    elif noun != "event":
        name = names.get(entry.subject, entry.detail.get("code"))
        if entry.verb.startswith("schedule.") or noun in {"proposal", "order"}:
            name = said
        data[noun] = int(said) if noun == "sponsor" else name
    if changed := entry.detail.get("changed"):
        data["changed"] = [part for part in str(changed).split(", ") if part]
    if noun == "event" and "after" in entry.detail:
        data["state"] = entry.detail["after"]
    return _written(kind, entry.at, data)


def ping(slug: str, now: datetime) -> str:
    """Return a message that is sent to try whether one gets there."""
    return _written(PING, now, {"event": slug})


def _written(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    said = {"type": kind, "timestamp": at.isoformat(), "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
