"""A programme as plain data: what readers return, writers take and releases freeze.

Empty text is "", never None. Moments are aware. Names of rooms and tracks are the keys
by which sessions refer to them; people are referred to by `Person.code`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from eventsite.core.words import _


@dataclass(slots=True)
class Link:
    url: str
    title: str = ""
    type: str = ""  # what a file says an attachment is, such as "slides"


@dataclass(slots=True)
class Room:
    name: str
    slug: str = ""
    guid: str = ""
    capacity: int | None = None
    building: str = ""
    features: list[str] = field(default_factory=list)
    event: str = ""  # slug of the event that owns it


@dataclass(slots=True)
class Track:
    name: str
    slug: str = ""
    colour: str = ""  # "#rrggbb" or empty


@dataclass(slots=True)
class Person:
    code: str  # unique in the programme; a reader uses the file's id, else the name
    name: str
    number: int | None = None  # the file's id where that is a positive integer
    external_id: str = ""  # the file's id as it stands there
    job_title: str = ""
    affiliation: str = ""
    biography: str = ""
    photo: str = ""  # address
    links: list[Link] = field(default_factory=list)
    line: int = field(default=0, compare=False)  # where a reader found them


@dataclass(slots=True)
class Appearance:
    """A person's part in a session; people stand in the order shown."""

    person: str  # Person.code
    role: str = "speaker"  # speaker, moderator, panellist, host


@dataclass(slots=True)
class Session:
    """A session at its place; without room or start it is not (fully) placed.

    One placed several times (a repeat) is several of these with the same `code` and
    different `slot_guid`.
    """

    title: str
    code: str = ""  # ours; a reader leaves it empty unless the file has one
    guid: str = ""  # of the session
    slot_guid: str = ""  # of this placement; equals `guid` unless it is a repeat
    number: int | None = None
    external_id: str = ""
    slug: str = ""
    event: str = ""  # slug of the event that owns it
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    track: str = ""
    type: str = ""
    language: str = ""
    level: str = ""
    starts_at: datetime | None = None
    duration: timedelta = timedelta()
    day: date | None = (
        None  # the programme's day it belongs to: past midnight, the one before
    )
    room: str = ""
    people: list[Appearance] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    attachments: list[Link] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    do_not_record: bool = False
    recording_url: str = ""
    recording_licence: str = ""
    url: str = ""  # its page
    feedback_url: str = ""
    cancelled: bool = False
    changed_at: datetime | None = None  # of content or place
    sequence: int = 0  # iCal's: how many releases changed it
    line: int = 0  # where a reader found it
    silent_on: frozenset[str] = frozenset()  # fields of which a reader's file has none

    @property
    def ends_at(self) -> datetime | None:
        return None if self.starts_at is None else self.starts_at + self.duration


@dataclass(slots=True)
class Conference:
    title: str
    acronym: str = ""  # its slug
    subtitle: str = ""
    venue: str = ""
    city: str = ""
    starts_on: date | None = None
    ends_on: date | None = None  # inclusive
    zone: str = ""  # IANA name; empty where a file names none
    day_change: timedelta = timedelta()  # when a programme's day begins, after midnight
    timeslot: timedelta = timedelta(minutes=5)
    url: str = ""
    colour: str = ""
    logo: str = ""


@dataclass(slots=True)
class Break:
    title: str
    starts_at: datetime
    duration: timedelta
    room: str = ""  # empty: everywhere
    event: str = ""


@dataclass(slots=True)
class Programme:
    conference: Conference
    version: str = ""
    released_at: datetime | None = None
    days: list[date] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    gone: list[Session] = field(default_factory=list)  # see `composition.carry_over`


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something in a file that was read, but is worth a human's look."""

    line: int
    what: str


@dataclass(slots=True)
class Reading:
    """What a reader found; times without any zone stand in the zone it was told."""

    programme: Programme
    format: str  # "frab-xml", "schedule-json", "xcal", "ical", "csv", "people-csv"
    oddities: list[Oddity] = field(default_factory=list)
    emails: dict[str, str] = field(default_factory=dict)  # by person; in no programme

    @property
    def is_of_people(self) -> bool:
        return self.format == "people-csv"


class Unreadable(Exception):  # said to people, not a bug of ours
    """The file cannot be read: one sentence for people, with its place (1-based)."""

    def __init__(self, what: str, line: int = 0, column: int = 0) -> None:
        self.what, self.line, self.column = what, line, column
        super().__init__(
            _(
                "line %(line)s, column %(column)s: %(what)s",
                line=str(line),
                column=str(column),
                what=what,
            )
            if line
            else what
        )
