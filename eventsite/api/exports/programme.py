"""Sessions, people on stage, rooms and tracks, as they were released."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields

from eventsite.api.exports.parts import (
    LinkSchema,
    a_day,
    a_moment,
    count,
    listed,
    maybe_web,
    text,
    truth,
    typed_web,
    web,
)
from eventsite.core.text import rich_text
from eventsite.formats import model
from eventsite.programme.models import Edition

MINUTE = timedelta(minutes=1)
Shown = dict[str, Any]


class OnStage(Schema):
    code = text("What they are known by.")
    name = text("Their name.")
    role = text("Their part.", enum=["speaker", "moderator", "panellist", "host"])
    url = web("Their page.")


class Placed(Schema):
    """One of a session’s times."""

    guid = text("What this time is known by, through all releases.")
    day = a_day("The programme’s day: past midnight, the one before.", allow_none=True)
    start = a_moment("When it begins; null: to be announced.", allow_none=True)
    end = a_moment("When it ends.", allow_none=True)
    room = text("The room’s name; empty: to be announced.")


class Recording(Schema):
    url = typed_web("Where it is.")
    licence = text("What may be done with it.")


class SessionSchema(Schema):
    """A session as it was released last."""

    code = text("What it is known by, everywhere.", example="K3XQ7A")
    guid = text("A UUID that files use.")
    number = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "A number that files use, unique in its conference."},
    )
    event = text("The slug of the event it is part of.")
    title = text("What it is called.")
    subtitle = text("More of that.")
    abstract = text("What it is about, as it was written: markdown or simple HTML.")
    abstract_html = text("The same as HTML that is safe to show.")
    description = text("More about it, as it was written.")
    description_html = text("The same as HTML that is safe to show.")
    people = listed(fields.Nested(OnStage), "Who is on stage, in the order shown.")
    track = text("The track’s name.")
    track_slug = text("The track’s name in addresses.")
    type = text("What it is: talk, keynote …")
    room = text("The room’s name; empty: to be announced.")
    room_slug = text("The room’s name in addresses.")
    day = a_day("The programme’s day: past midnight, the one before.", allow_none=True)
    start = a_moment("When it begins; null: to be announced.", allow_none=True)
    end = a_moment("When it ends.", allow_none=True)
    duration = count("How long it is, in minutes.", allow_none=False)
    timezone = text("The zone of the event’s clocks.", example="Europe/Brussels")
    placements = listed(
        fields.Nested(Placed), "All its times; one that is repeated has several."
    )
    language = text("A BCP 47 tag.", example="en")
    level = text("For whom it is.")
    tags = listed(fields.String(), "Its tags.")
    links = listed(fields.Nested(LinkSchema), "Links to more.")
    attachments = listed(fields.Nested(LinkSchema), "Slides and other documents.")
    recording = fields.Nested(
        Recording,
        required=True,
        allow_none=True,
        metadata={"description": "Where it can be seen again."},
    )
    do_not_record = truth("It must not be recorded.")
    cancelled = truth("It does not take place.")
    url = web("Its page.")
    modified_at = a_moment("When what is shown of it changed.", allow_none=True)


class Appearance(Schema):
    code = text("The session’s code.")
    title = text("The session’s title.")
    event = text("The slug of its event.")
    url = web("Its page.")


class SpeakerSchema(Schema):
    """Somebody on stage, as released last."""

    code = text("What they are known by.", example="P7RW2Q")
    name = text("Their name.")
    job_title = text("What they do.")
    affiliation = text("Where.")
    biography = text("About them, as it was written: markdown.")
    biography_html = text("The same as HTML that is safe to show.")
    photo = maybe_web("A picture of them.")
    links = listed(fields.Nested(LinkSchema), "Links to more.")
    sessions = listed(fields.Nested(Appearance), "What they take part in.")
    url = web("Their page.")


class RoomSchema(Schema):
    """A room in which something takes place."""

    slug = text("Its name in addresses.")
    name = text("What it is called.")
    guid = text("A UUID that files use.")
    building = text("Where it is.")
    capacity = count("How many it seats; null: not known.", allow_none=True)
    features = listed(fields.String(), "What it has.")
    sessions = count("How many sessions it has.")
    url = web("Its page.")


class TrackSchema(Schema):
    """A track of which there are sessions."""

    slug = text("Its name in addresses.")
    name = text("What it is called.")
    colour = text("Its colour.", example="#2b5fa8")
    sessions = count("How many sessions it has.")
    url = web("Its page.")


class Pause(Schema):
    title = text("What it is.")
    start = a_moment("When it begins.")
    end = a_moment("When it ends.")
    room = text("Where; empty: everywhere.")
    event = text("The slug of its event.")


class ScheduleSchema(Schema):
    """What is out now. Its sessions have an address of their own."""

    event = text("The event’s slug.")
    released = truth("Something is out; if not, stay tuned.")
    version = text("The newest release’s name; empty while nothing is out.")
    released_at = a_moment("When it was released.", allow_none=True)
    timezone = text("The zone of the event’s clocks.")
    days = listed(fields.Date(), "The programme’s days.")
    waiting = listed(
        fields.String(), "The slugs of events below whose sessions are still to come."
    )
    breaks = listed(fields.Nested(Pause), "Coffee and other breaks.")
    sessions = count("How many sessions there are.")
    modified_at = a_moment("When anything of it changed.")


@dataclass(frozen=True)
class Stage:
    """An edition with the site it is shown on."""

    edition: Edition
    site: str

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.edition.programme.conference.zone)

    def page(self, *parts: str, of: str = "") -> str:
        return "/".join((self.site, "events", of or self.edition.slug, *parts))

    def session(self, placements: Sequence[model.Session]) -> Shown:
        """Return a session, shown as it is placed first."""
        first, edition = placements[0], self.edition
        room = edition.rooms_by_name.get(first.room)
        track = edition.tracks_by_name.get(first.track)
        same = {
            name: getattr(first, name)
            for name in (
                "code", "guid", "number", "event", "title", "subtitle", "abstract",
                "description", "track", "type", "language", "level", "tags",
                "do_not_record", "cancelled",
            )
        }  # fmt: skip
        return (
            same
            | self.place(first)
            | {
                "guid": first.guid,
                "abstract_html": str(rich_text(first.abstract)),
                "description_html": str(rich_text(first.description)),
                "people": [self.on_stage(part) for part in first.people],
                "track_slug": track.slug if track else "",
                "room_slug": room.slug if room else "",
                "duration": first.duration // MINUTE,
                "timezone": self.zone.key,
                "placements": [self.place(one) for one in placements],
                "links": self.links(first.links),
                "attachments": self.links(first.attachments),
                "recording": {
                    "url": self.whole(first.recording_url),
                    "licence": first.recording_licence,
                }
                if first.recording_url
                else None,
                "url": self.page("sessions", first.code, of=first.event),
                "modified_at": first.changed_at,
            }
        )

    def place(self, session: model.Session) -> Shown:
        start, end = session.starts_at, session.ends_at
        return {
            "guid": session.slot_guid,
            "day": session.day,
            "start": start and start.astimezone(self.zone),
            "end": end and end.astimezone(self.zone),
            "room": session.room,
        }

    def on_stage(self, part: model.Appearance) -> Shown:
        return {
            "code": part.person,
            "name": self.edition.people[part.person].name,
            "role": part.role,
            "url": self.page("speakers", part.person),
        }

    def speaker(self, person: model.Person) -> Shown:
        theirs = {s.code: s for s in self.edition.by_person[person.code]}
        return {
            "code": person.code,
            "name": person.name,
            "job_title": person.job_title,
            "affiliation": person.affiliation,
            "biography": person.biography,
            "biography_html": str(rich_text(person.biography)),
            "photo": self.whole(person.photo) or None,
            "links": self.links(person.links),
            "sessions": [
                {
                    "code": session.code,
                    "title": session.title,
                    "event": session.event,
                    "url": self.page("sessions", session.code, of=session.event),
                }
                for session in theirs.values()
            ],
            "url": self.page("speakers", person.code),
        }

    def room(self, room: model.Room, sessions: int) -> Shown:
        return {
            "slug": room.slug,
            "name": room.name,
            "guid": room.guid,
            "building": room.building,
            "capacity": room.capacity,
            "features": room.features,
            "sessions": sessions,
            "url": self.page("rooms", room.slug),
        }

    def track(self, track: model.Track, sessions: int) -> Shown:
        return {
            "slug": track.slug,
            "name": track.name,
            "colour": f"#{self.edition.colour_of[track.name]}",
            "sessions": sessions,
            "url": self.page("tracks", track.slug),
        }

    def schedule(self) -> Shown:
        edition, programme = self.edition, self.edition.programme
        return {
            "event": edition.slug,
            "released": edition.is_out,
            "version": programme.version,
            "released_at": programme.released_at,
            "timezone": self.zone.key,
            "days": programme.days,
            "waiting": [owner.slug for owner in edition.waiting],
            "breaks": [
                {
                    "title": pause.title,
                    "start": pause.starts_at.astimezone(self.zone),
                    "end": (pause.starts_at + pause.duration).astimezone(self.zone),
                    "room": pause.room,
                    "event": pause.event,
                }
                for pause in programme.breaks
            ],
            "sessions": len(edition.by_code),
            "modified_at": edition.modified_at,
        }

    def links(self, links: Iterable[model.Link]) -> list[Shown]:
        return [{"url": self.whole(link.url), "title": link.title} for link in links]

    def whole(self, url: str) -> str:
        """Return the address of a file of ours in full; others as they are."""
        return f"{self.site}{url}" if url.startswith("/") else url
