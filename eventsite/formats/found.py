"""What stands in a schedule file, before anybody makes sense of it.

Every reader collects this; `assembly` makes a programme of it. None means that the file
says nothing of it, which is not the same as an empty text.
"""

from dataclasses import dataclass, field
from datetime import date

from eventsite.core.words import _
from eventsite.formats.model import Link, Oddity, Person, Room, Track

MAX_ODDITIES = 1000


@dataclass(slots=True)
class FoundPerson:
    name: str
    id: str = ""
    line: int = 0


@dataclass(slots=True)
class FoundDay:
    day: date | None
    start: str = ""  # moment at which the day begins, if told
    line: int = 0


@dataclass(slots=True)
class FoundSession:
    line: int
    day: FoundDay | None = None
    room: str = ""
    id: str = ""
    guid: str = ""
    code: str = ""
    slug: str = ""
    texts: dict[str, str] = field(default_factory=dict)  # by field of the model
    date: str = ""  # the moment it starts
    start: str = ""  # the time of day
    end: str = ""  # the moment it ends
    duration: str | None = None
    repeat: str = ""  # which of its times this is, unless the first
    all_day: bool = False  # a day without a time
    event: str = ""  # slug of the event that owns it
    hints: dict[str, str] = field(default_factory=dict)  # texts to begin with, if new
    people: list[FoundPerson] | None = None
    tags: list[str] | None = None
    cancelled: bool | None = None
    links: list[Link] | None = None
    attachments: list[Link] | None = None
    do_not_record: bool | None = None
    recording_url: str | None = None
    recording_licence: str | None = None
    url: str = ""
    feedback_url: str = ""


@dataclass(slots=True)
class FoundFile:
    format: str
    conference: dict[str, str] = field(default_factory=dict)  # by field of the model
    version: str = ""
    days: list[FoundDay] = field(default_factory=list)
    rooms: dict[str, Room] = field(default_factory=dict)  # by name, as first seen
    tracks: dict[str, Track] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)  # details, by the file's id
    sessions: list[FoundSession] = field(default_factory=list)
    is_known_by_title: bool = False  # that sessions have no ids is said once
    oddities: list[Oddity] = field(default_factory=list)

    def odd(self, line: int, what: str) -> None:
        if len(self.oddities) < MAX_ODDITIES:
            self.oddities.append(Oddity(line, what))
        elif len(self.oddities) == MAX_ODDITIES:
            self.oddities.append(
                Oddity(line, _("There is more like this from here on."))
            )

    def add_room(self, name: str, slug: str = "", guid: str = "") -> None:
        room = self.rooms.setdefault(name, Room(name))
        room.slug, room.guid = room.slug or slug, room.guid or guid

    def add_track(self, name: str, slug: str = "", colour: str = "") -> None:
        track = self.tracks.setdefault(name, Track(name))
        track.slug, track.colour = track.slug or slug, track.colour or colour
