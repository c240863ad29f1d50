"""What is stored of a tree, as it is compared with what a file says."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from eventsite.formats import model as plain
from eventsite.formats.characters import long_text, one_line, web_address

NORMAL = {
    "title": one_line,
    "subtitle": one_line,
    "abstract": long_text,
    "description": long_text,
    "language": one_line,
    "level": one_line,
    "recording_url": web_address,
    "recording_licence": one_line,
}
LinkPair = tuple[str, str]  # address, title


@dataclass(slots=True)
class StoredSlot:
    id: int
    guid: str
    room_id: int | None
    starts_at: datetime | None
    duration: timedelta


@dataclass(slots=True)
class StoredSession:
    id: int
    event_id: int
    code: str
    guid: str
    external_id: str
    texts: dict[str, str]
    track_id: int | None
    type_id: int | None
    duration: timedelta
    do_not_record: bool
    cancelled: bool
    people: list[int] = field(default_factory=list)  # speakers' ids, in order
    links: list[LinkPair] = field(default_factory=list)  # without files of ours
    attachments: list[LinkPair] = field(default_factory=list)
    tags: set[int] = field(default_factory=set)  # their ids
    slots: list[StoredSlot] = field(default_factory=list)

    @property
    def is_placed(self) -> bool:
        return any(slot.starts_at is not None for slot in self.slots)


@dataclass(slots=True)
class StoredSpeaker:
    id: int
    code: str
    number: int
    external_id: str
    name: str
    job_title: str
    affiliation: str
    biography: str
    email: str = ""
    links: list[LinkPair] = field(default_factory=list)


@dataclass(slots=True)
class Wanted:
    """A session of the file with all its placements; `stored` is what it is today."""

    session: plain.Session
    guid: str
    stored: StoredSession | None
    slots: list[plain.Session] = field(default_factory=list)
