"""What may be sent. Shapes only; a change names what changes and leaves out the rest."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from eventsite.api.forms.typed import (
    BLANK,
    Email,
    Language,
    Line,
    LongText,
    Shape,
    Some,
    WebAddress,
    flag,
    whole,
)
from eventsite.catalogue import rules as catalogue
from eventsite.sessions import rules as sessions
from eventsite.sessions.models import StageRole

LONGEST_PLACEMENT = 24 * 60  # minutes
VERSION = rf"^[^/\\?#%{BLANK}][^/\\?#%]*$"
A_MINUTE = r"^.{16}(?::00(?:[.]0+)?)?(?:[Zz]|[+\-].{5})$"


class SentLinkSchema(Schema):
    url = WebAddress("Where it leads.", limit=1000, filled=True, required=True)
    title = Line("What stands there.", limit=300, load_default="")


class SentPersonSchema(Schema):
    """Somebody on stage: who is known by their code, a new person by name."""

    described: ClassVar[Mapping[str, Any]] = {
        "oneOf": [{"required": ["code"]}, {"required": ["name"]}]
    }
    code = Line("Of somebody known: what they are known by.", limit=6, filled=True)
    role = fields.String(
        load_default=StageRole.SPEAKER.value,
        validate=validate.OneOf([role.value for role in StageRole]),
        metadata={"description": "Their part."},
    )
    name = Line("Of a new person: their name.", filled=True)
    job_title = Line("Of a new person: what they do.", load_default="")
    affiliation = Line("Of a new person: where.", load_default="")

    @validates_schema
    def is_somebody(self, data: dict[str, Any], **_more: Any) -> None:
        if ("code" in data) == ("name" in data):
            raise ValidationError("Either the code of somebody known, or a new name.")


class SentSessionSchema(Schema):
    """A new session."""

    title = Line("What it is called.", limit=500, filled=True, required=True)
    subtitle = Line("More of that.", limit=500)
    abstract = LongText("What it is about: markdown.")
    description = LongText("More about it: markdown.")
    people = Some(
        fields.Nested(SentPersonSchema),
        "Who is on stage, in order; all of them.",
        most=sessions.MOST_PEOPLE,
    )
    track = Line("A track’s name or slug; empty: none.")
    type = Line("A session type’s name or slug; empty: none.")
    language = Language("A BCP 47 tag; empty: not said.")
    level = fields.String(
        validate=validate.OneOf(["", *sessions.LEVELS]),
        metadata={"description": "For whom it is; empty: not said."},
    )
    duration = whole("How long it is meant to be, in minutes.", 1, LONGEST_PLACEMENT)
    tags = Some(
        Line("A tag, without commas.", limit=sessions.LONGEST_TAG, part=True),
        "Its tags, all of them; new ones are made.",
        most=sessions.MOST_TAGS,
    )
    links = Some(
        fields.Nested(SentLinkSchema),
        "Links to more, all of them.",
        most=sessions.MOST_LINKS,
    )
    do_not_record = flag("It must not be recorded.")
    recording_url = WebAddress("Where it can be seen again.", limit=500)
    recording_licence = Line("What may be done with the recording.")


class SentPlacementSchema(Schema):
    """A place in the current draft."""

    room = Line("The room’s name, slug or guid; empty: none yet.", load_default="")
    start = fields.AwareDateTime(
        format="iso",
        required=True,
        metadata={
            "pattern": A_MINUTE,
            "description": "When it begins, with an offset; a whole minute.",
            "example": "2030-11-01T09:00:00-07:00",
        },
    )
    duration = whole("How long, in minutes; else as before.", 1, LONGEST_PLACEMENT)
    anyway = fields.Boolean(
        truthy={True},
        falsy={False},
        load_default=False,
        metadata={"description": "Place it all the same if it clashes."},
    )

    @validates_schema
    def is_a_whole_minute(self, data: dict[str, Any], **_more: Any) -> None:
        start: datetime = data["start"]
        if start.second or start.microsecond:
            raise ValidationError("A whole minute.", "start")


class SentSpeakerSchema(Schema):
    """Somebody new on stage."""

    name = Line("Their name.", filled=True, required=True)
    job_title = Line("What they do.")
    affiliation = Line("Where.")
    biography = LongText("About them: markdown.", limit=10_000)
    email = Email("Their address, never public.")
    links = Some(
        fields.Nested(SentLinkSchema),
        "Links to more, all of them.",
        most=sessions.MOST_LINKS,
    )


class SentRoomSchema(Schema):
    """A new room."""

    name = Line("What it is called.", filled=True, required=True)
    building = Line("Where it is.")
    capacity = whole("How many it seats; null: not known.", 1, 200_000, allow_none=True)
    features = Some(
        Line("A feature, without commas.", limit=catalogue.LONGEST_FEATURE, part=True),
        "What it has.",
        most=catalogue.MOST_FEATURES,
    )


class SentTrackSchema(Schema):
    """A new track."""

    name = Line("What it is called.", filled=True, required=True)
    colour = fields.String(
        allow_none=True,
        validate=Shape(r"^#[0-9a-f]{6}$", "A colour as “#rrggbb”, in small letters."),
        metadata={
            "description": "As “#rrggbb” in small letters; null: chosen by its name.",
            "example": "#2b5fa8",
        },
    )
    description = LongText("About it: markdown.", limit=5_000)


class SentReleaseSchema(Schema):
    """What to release, and how to call it."""

    version = fields.String(
        validate=[
            validate.Length(1, 100),
            Shape(
                VERSION,
                "Something without blanks before it, and without /, \\, ?, #, %.",
            ),
        ],
        metadata={"description": "Its name; else the next number.", "example": "1.2"},
    )
    note = LongText("What is new in it.", limit=1000, load_default="")
    covers = Some(
        Line("An event’s slug."),
        "The events whose sessions to release: this one or some below it. Else those "
        "that were released before, or all at the first time.",
        least=1,
        most=500,
    )
    unplaced = flag("List sessions without a time, too; else as before.")


class SessionChangesSchema(SentSessionSchema):
    """What is to change of a session; the rest stays."""


class SpeakerChangesSchema(SentSpeakerSchema):
    """What is to change of somebody on stage; the rest stays."""


class RoomChangesSchema(SentRoomSchema):
    """What is to change of a room; the rest stays."""


class TrackChangesSchema(SentTrackSchema):
    """What is to change of a track; the rest stays."""
