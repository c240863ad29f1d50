"""What is wrong with a file, and whom it troubles."""

from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """What of a session, or besides it, must be changed."""

    SESSION = "session"  # its words
    PLACE = "place"  # its room, time or length
    EVENT = "event"  # the event's own settings
    FILE = "file"  # nothing that people could change: a fault of ours


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in words for people; `guid` names the session's place, if it is one.

    `breaks` says whether something is lost or refused, or only shown less well.
    """

    what: str
    guid: str = ""
    where: Where = Where.FILE
    breaks: bool = True
