"""What may be asked of lists."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from eventsite.core.fields import EARLIEST, LATEST
from eventsite.core.text import clean_line
from eventsite.core.web import LAST_PAGE
from eventsite.events.models import EventState
from eventsite.proposals.models import ProposalState
from eventsite.registration.models import OrderState
from eventsite.sessions.models import SessionState

MOST_PER_PAGE = 200
LONGEST = 200  # characters


def nothing() -> None:
    """Stand for what is not asked for; unlike None, not told as a possible value."""


class Word(fields.String):
    """A word of an address, "" if it is not there; what no text has is dropped."""

    def __init__(self, description: str, **more: Any) -> None:
        super().__init__(
            load_default="",
            validate=validate.Length(max=LONGEST),
            metadata={"description": description, **more},
        )

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> str:
        text = super()._deserialize(value, *args, **more)
        if len(text) > LONGEST:  # before anything is dropped of it
            raise ValidationError(f"At most {LONGEST} characters.")
        return clean_line(text)


class Since(fields.AwareDateTime):
    """A moment; one before or after all times stands for the first or last of them."""

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> datetime:
        found = super()._deserialize(value, *args, **more)
        if found.year < EARLIEST.year:
            return datetime(EARLIEST.year, 1, 1, tzinfo=UTC)
        if found.year > LATEST.year:
            return datetime(LATEST.year, 12, 31, tzinfo=UTC)
        return found


def _one_of(values: Iterable[StrEnum], description: str) -> fields.String:
    return fields.String(
        load_default=nothing,
        allow_none=False,
        validate=validate.OneOf([value.value for value in values]),
        metadata={"description": description},
    )


def moment(description: str) -> fields.Field[datetime]:
    return Since(
        format="iso",
        load_default=nothing,
        allow_none=False,
        metadata={"description": description, "example": "2030-09-01T12:00:00Z"},
    )


class Number(fields.Integer):
    """A whole number in an address, in digits and nothing else that Python reads."""

    def _validated(self, value: Any) -> Any:
        if not re.fullmatch(r"-?[0-9]{1,9}", str(value)):
            raise ValidationError("Not a valid integer.")
        return super()._validated(value)


class Paged(Schema):
    """Which part of a list. “Link” headers lead from part to part."""

    class Meta:
        unknown = EXCLUDE

    page = Number(
        load_default=1,
        validate=validate.Range(1, LAST_PAGE),
        metadata={"description": "Which page, from 1."},
    )
    per_page = Number(
        load_default=50,
        validate=validate.Range(1, MOST_PER_PAGE),
        metadata={"description": f"How many a page has, up to {MOST_PER_PAGE}."},
    )


class EventsAsked(Paged):
    state = _one_of(
        [state for state in EventState if state is not EventState.DRAFT],
        "How far it is.",
    )
    host = Word("The host’s slug.", example="cncf")
    parent = Word("The slug of the event it is part of.")
    on_or_after = fields.Date(
        load_default=nothing,
        allow_none=False,
        metadata={"description": "Events that end on this day or later."},
    )
    on_or_before = fields.Date(
        load_default=nothing,
        allow_none=False,
        metadata={"description": "Events that start on this day or earlier."},
    )
    q = Word("Words that name or tagline hold, all of them.")


class SessionsAsked(Paged):
    day = fields.Date(
        load_default=nothing,
        allow_none=False,
        metadata={"description": "The programme’s day: past midnight, the one before."},
    )
    track = Word("A track’s slug or name.")
    room = Word("A room’s slug or name.")
    type = Word("A session type’s name, in any case.")
    speaker = Word("The code of somebody on stage.")
    q = Word("Words that titles, texts, people, track or room hold, all of them.")
    modified_since = moment("Only what has changed since, at that moment included.")


class DraftsAsked(Paged):
    event = Word("The slug of the event, or of one below it, that owns the session.")
    state = _one_of(SessionState, "Whether it takes place.")
    q = Word("Words that the title holds, all of them, or a code.")
    modified_since = moment("Only what has changed since, at that moment included.")


class ProposalsAsked(Paged):
    state = _one_of(
        [state for state in ProposalState if state is not ProposalState.DRAFT],
        "How far it is.",
    )
    q = Word(
        "Words that title or abstract hold, all of them, or a code; for who may decide, "
        "names, too."
    )


class AttendeesAsked(Paged):
    q = Word("A part of name, address or affiliation.")


class OrdersAsked(Paged):
    state = _one_of(OrderState, "How far it is.")
    q = Word("A part of code, name, address or company, or of an attendee’s name.")


class SpeakersAsked(Paged):
    q = Word("Words that name or affiliation hold, all of them.")
