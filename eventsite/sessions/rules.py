"""What a session may be, and who may be on its stage.

Pure decisions: facts in, an answer or a Refusal out. No database, no clock, no web.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy
from eventsite.sessions.models import Session, SessionState, StageRole

MOST_PEOPLE = 60  # on one stage
MOST_TAGS = 30
MOST_LINKS = 50
LONGEST_TAG = 100
LICENCES = (
    "CC BY 4.0",
    "CC BY-SA 4.0",
    "CC BY-NC 4.0",
    "CC BY-NC-SA 4.0",
    "CC0 1.0",
    "All rights reserved",
)
LEVELS = {  # kept in English, read in any language
    "Beginner": lazy("Beginner"),
    "Intermediate": lazy("Intermediate"),
    "Advanced": lazy("Advanced"),
}


class NotOffered(Refusal):
    message = lazy("This is not offered at this event. Choose from the list.")


class TwiceOnStage(Refusal):
    message = lazy("The same person stands here twice. Remove one of them.")


class TooManyPeople(Refusal):
    message = lazy(
        "A session has %(most)s people at most. Remove some.",
        most=MOST_PEOPLE,
    )


class TooManyTags(Refusal):
    message = lazy(
        "A session has %(most)s tags at most. Leave some out.", most=MOST_TAGS
    )


class TagTooLong(Refusal):
    message = lazy(
        "A tag has %(most)s characters at most. Separate tags by commas.",
        most=LONGEST_TAG,
    )


class TooManyLinks(Refusal):
    message = lazy("There can be %(most)s links at most. Remove some.", most=MOST_LINKS)


class NotToBeRecorded(Refusal):
    message = lazy(
        "This session is not to be recorded. Take away the recording, or the mark."
    )


class AlreadyCancelled(Refusal):
    message = lazy("This session is cancelled already.")


class NotCancelled(Refusal):
    message = lazy("This session is not cancelled, so there is nothing to restore.")


@dataclass(frozen=True, slots=True)
class Web:
    """A link as it is typed."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part in a session: a known speaker, or a new one by name."""

    role: StageRole = StageRole.SPEAKER
    speaker_id: int | None = None
    name: str = ""  # this and the following: of a new one
    job_title: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class SessionDetails:
    """What is said of a session. Ids are those visible at its event."""

    title: str
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    track_id: int | None = None
    type_id: int | None = None
    language: str = ""
    level: str = ""
    duration: timedelta = timedelta(minutes=30)
    do_not_record: bool = False
    recording_url: str = ""
    recording_licence: str = ""


@dataclass(frozen=True, slots=True)
class SessionContent:
    """All that a session's page takes: what is said, who is on stage, links, tags."""

    details: SessionDetails
    parts: Sequence[Part] = field(default_factory=tuple)
    links: Sequence[Web] = field(default_factory=tuple)
    tags: Sequence[str] = field(default_factory=tuple)  # by name; new ones are made


@dataclass(frozen=True, slots=True)
class SpeakerDetails:
    name: str
    job_title: str = ""
    affiliation: str = ""
    biography: str = ""
    email: str = ""  # never shown in public


def check_content(
    content: SessionContent, track_ids: Collection[int], type_ids: Collection[int]
) -> None:
    """Refuse what no session can be; the ids are those its event offers.

    Raises:
        NotOffered, NotToBeRecorded, TwiceOnStage, TooManyPeople, TooManyTags,
        TagTooLong, TooManyLinks
    """
    said = content.details
    if said.track_id is not None and said.track_id not in track_ids:
        raise NotOffered
    if said.type_id is not None and said.type_id not in type_ids:
        raise NotOffered
    if said.do_not_record and said.recording_url:
        raise NotToBeRecorded
    known = [part.speaker_id for part in content.parts if part.speaker_id is not None]
    if len(known) != len(set(known)):
        raise TwiceOnStage
    if len(content.parts) > MOST_PEOPLE:
        raise TooManyPeople
    if len(content.tags) > MOST_TAGS:
        raise TooManyTags
    if any(len(tag) > LONGEST_TAG for tag in content.tags):
        raise TagTooLong
    if len(content.links) > MOST_LINKS:
        raise TooManyLinks


def check_cancel(session: Session) -> None:
    """Refuse to cancel twice.

    Raises:
        AlreadyCancelled
    """
    if session.state is SessionState.CANCELLED:
        raise AlreadyCancelled


def check_restore(session: Session) -> None:
    """Refuse to restore what is not cancelled.

    Raises:
        NotCancelled
    """
    if session.state is not SessionState.CANCELLED:
        raise NotCancelled


def split_tags(text: str) -> list[str]:
    """Return the tags in "a, b, A": each once, whatever its case, in order."""
    found: dict[str, str] = {}
    for tag in (" ".join(part.split()) for part in text.split(",")):
        if tag:
            found.setdefault(tag.casefold(), tag)
    return list(found.values())
