"""What organisers work on: sessions, people on stage, rooms and tracks as they are now."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields

from eventsite.api.exports.parts import (
    LinkSchema,
    a_moment,
    count,
    listed,
    text,
    truth,
)
from eventsite.events.models import Event, Room, Track
from eventsite.schedule.models import Slot
from eventsite.sessions.models import (
    LinkKind,
    Session,
    SessionState,
    Speaker,
    SpeakerLink,
)

MINUTE = timedelta(minutes=1)
ROLES = ["speaker", "moderator", "panellist", "host"]
Shown = dict[str, Any]


class DraftPersonSchema(Schema):
    code = text("What they are known by.")
    name = text("Their name.")
    role = text("Their part.", enum=ROLES)


class PlacementSchema(Schema):
    """Where and when in the current draft."""

    room = text("The room’s name; empty: none yet.")
    room_guid = text("What the room is known by; empty: none yet.")
    start = a_moment("When it begins.")
    end = a_moment("When it ends.")
    duration = count("How long it takes there, in minutes.")


class DraftSessionSchema(Schema):
    """A session as it is worked on; the public sees it as it was released last."""

    code = text("What it is known by, everywhere.", example="K3XQ7A")
    event = text("The slug of the event it is part of.")
    state = text("Whether it takes place.", enum=[s.value for s in SessionState])
    title = text("What it is called.")
    subtitle = text("More of that.")
    abstract = text("What it is about: markdown.")
    description = text("More about it: markdown.")
    people = listed(fields.Nested(DraftPersonSchema), "Who is on stage, in order.")
    track = text("The track’s name; empty: none.")
    type = text("The session type’s name; empty: none.")
    language = text("A BCP 47 tag; empty: not said.")
    level = text("For whom it is; empty: not said.")
    duration = count("How long it is meant to be, in minutes.")
    tags = listed(fields.String(), "Its tags.")
    links = listed(fields.Nested(LinkSchema), "Links to more.")
    do_not_record = truth("It must not be recorded.")
    recording_url = text("Where it can be seen again.")
    recording_licence = text("What may be done with the recording.")
    placement = fields.Nested(
        PlacementSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Its place in the current draft; null: none."},
    )
    timezone = text("The zone of the event’s clocks.")
    created_at = a_moment("When it was made.")
    modified_at = a_moment("When what is shown of it changed.")


class DraftSpeakerSchema(Schema):
    """Somebody on stage, as they are now; the address is for organisers only."""

    code = text("What they are known by.")
    name = text("Their name.")
    job_title = text("What they do.")
    affiliation = text("Where.")
    biography = text("About them: markdown.")
    email = text("Their address, never public; empty: not known.")
    links = listed(fields.Nested(LinkSchema), "Links to more.")
    sessions = listed(fields.String(), "The codes of what they take part in.")
    modified_at = a_moment("When what is shown of them changed.")


class DraftRoomSchema(Schema):
    """A room of the event, or of one above it that it may use."""

    slug = text("Its name in addresses.")
    name = text("What it is called.")
    guid = text("What it is known by, everywhere.")
    event = text("The slug of the event it belongs to.")
    building = text("Where it is.")
    capacity = count("How many it seats; null: not known.", allow_none=True)
    features = listed(fields.String(), "What it has.")


class DraftTrackSchema(Schema):
    """A track of the event, or of one above it that it may use."""

    slug = text("Its name in addresses.")
    name = text("What it is called.")
    event = text("The slug of the event it belongs to.")
    colour = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Its colour; null: one is chosen by its name."},
    )
    description = text("About it: markdown.")


class ManagedEventSchema(Schema):
    """An event for its organisers: drafts, too."""

    slug = text("Its name in addresses.")
    name = text("What it is called.")
    kind = text("What it is.", enum=["main", "co-located", "devroom"])
    state = text(
        "How far it is.", enum=["draft", "announced", "live", "past", "archived"]
    )
    is_public = truth("Anybody sees it.")
    parent = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The slug of the event it is part of."},
    )
    children = listed(fields.String(), "The slugs of the events right below it.")
    timezone = text("The zone of its clocks.")
    rights = listed(fields.String(), "What this token may do here now.")


def draft_session(session: Session, slot: Slot | None) -> Shown:
    same = {
        name: getattr(session, name)
        for name in (
            "code", "state", "title", "subtitle", "abstract", "description",
            "language", "level", "do_not_record", "recording_url",
            "recording_licence", "created_at",
        )
    }  # fmt: skip
    return same | {
        "event": session.event.slug,
        "people": [
            {"code": p.speaker.code, "name": p.speaker.name, "role": p.role}
            for p in session.people
        ],
        "track": session.track.name if session.track else "",
        "type": session.type.name if session.type else "",
        "duration": session.duration // MINUTE,
        "tags": sorted(tag.name for tag in session.tags),
        "links": [
            {"url": link.url, "title": link.title}
            for link in session.links
            if link.kind is LinkKind.LINK
        ],
        "placement": _placement(session, slot),
        "timezone": session.event.timezone,
        "modified_at": session.changed_at,
    }


def _placement(session: Session, slot: Slot | None) -> Shown | None:
    if slot is None or slot.starts_at is None:
        return None
    zone = ZoneInfo(session.event.timezone)
    return {
        "room": slot.room.name if slot.room else "",
        "room_guid": slot.room.guid if slot.room else "",
        "start": slot.starts_at.astimezone(zone),
        "end": (slot.starts_at + slot.duration).astimezone(zone),
        "duration": slot.duration // MINUTE,
    }


def draft_speaker(speaker: Speaker, links: Iterable[SpeakerLink]) -> Shown:
    same = ("code", "name", "job_title", "affiliation", "biography", "email")
    return {name: getattr(speaker, name) for name in same} | {
        "links": [{"url": link.url, "title": link.title} for link in links],
        "sessions": sorted(part.session.code for part in speaker.appearances),
        "modified_at": speaker.changed_at,
    }


def draft_room(room: Room, slugs: Mapping[int, str]) -> Shown:
    same = ("slug", "name", "guid", "building", "capacity", "features")
    found = {name: getattr(room, name) for name in same}
    return found | {"event": slugs[room.event_id]}


def draft_track(track: Track, slugs: Mapping[int, str]) -> Shown:
    same = ("slug", "name", "colour", "description")
    found = {name: getattr(track, name) for name in same}
    return found | {"event": slugs[track.event_id]}


def managed_event(event: Event, children: list[Event], rights: list[str]) -> Shown:
    same = ("slug", "name", "kind", "state", "is_public", "timezone")
    return {name: getattr(event, name) for name in same} | {
        "parent": event.parent.slug if event.parent else None,
        "children": [child.slug for child in children],
        "rights": rights,
    }
