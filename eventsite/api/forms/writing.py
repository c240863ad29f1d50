"""What may be sent. Shapes only; a change names what changes and leaves out the rest."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from eventsite.api.forms.reading import in_our_time
from eventsite.catalogue import rules as catalogue
from eventsite.core.emails import canonical
from eventsite.core.languages import find_tag
from eventsite.core.text import clean, clean_line
from eventsite.sessions import rules as sessions
from eventsite.sessions.models import StageRole

LONGEST_TEXT = 20_000
LONGEST_PLACEMENT = 24 * 60  # minutes
ADDRESS = re.compile(r"[\s<>\"\\^`{|}]")


def _short(text: str, limit: int) -> str:
    """Refuse what is too long before anything is dropped of it, as is described."""
    if len(text) > limit:
        raise ValidationError(f"At most {limit} characters.")
    return text


class Line(fields.String):
    """One line of text; what no text has is dropped, blanks at its ends, too."""

    def __init__(
        self, description: str, *, limit: int = 200, part: bool = False, **more: Any
    ) -> None:
        """Take up to `limit` characters; of a `part` of a list no commas, which join it."""
        self.limit = limit
        least = 1 if part or more.get("required") else None
        checks: list[Any] = [validate.Length(least, limit)]
        if part:
            checks.append(validate.Regexp(r"[^,]*\Z", error="Leave out the comma."))
        super().__init__(validate=checks, metadata={"description": description}, **more)

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        return clean_line(
            _short(super()._deserialize(value, *args, **more), self.limit)
        )


class LongText(fields.String):
    """Several lines of text."""

    def __init__(
        self, description: str, *, limit: int = LONGEST_TEXT, **more: Any
    ) -> None:
        self.limit = limit
        super().__init__(
            validate=validate.Length(max=limit),
            metadata={"description": description},
            **more,
        )

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        return clean(_short(super()._deserialize(value, *args, **more), self.limit))


class WebAddress(Line):
    """An http or https address."""

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        address = super()._deserialize(value, *args, **more)
        if address and not _is_web(address):
            raise ValidationError(
                "A whole address, beginning with https:// or http://."
            )
        return address


class Email(Line):
    """An e-mail address, in its canonical form."""

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        address = super()._deserialize(value, *args, **more)
        try:
            return canonical(address) if address else ""
        except ValueError as wrong:
            raise ValidationError(f"This is no e-mail address: {wrong}") from None


class Language(Line):
    """A language by tag or English name; kept as its tag."""

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        typed = super()._deserialize(value, *args, **more)
        found = find_tag(typed) if typed else ""
        if found is None:
            raise ValidationError("We do not know this language. Use its BCP 47 tag.")
        return found


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        return False
    return known and not ADDRESS.search(address)


def flag(description: str) -> fields.Boolean:
    """Return true or false, and nothing that only looks like it."""
    return fields.Boolean(
        truthy={True}, falsy={False}, metadata={"description": description}
    )


def whole(description: str, low: int, high: int, **more: Any) -> fields.Integer:
    return fields.Integer(
        strict=True,
        validate=validate.Range(low, high),
        metadata={"description": description},
        **more,
    )


class SentLinkSchema(Schema):
    url = WebAddress("Where it leads.", limit=1000, required=True)
    title = Line("What stands there.", limit=300, load_default="")


class SentPersonSchema(Schema):
    """Somebody on stage: who is known by their code, a new person by name."""

    code = Line("What they are known by.", limit=6)
    role = fields.String(
        load_default=StageRole.SPEAKER.value,
        validate=validate.OneOf([role.value for role in StageRole]),
        metadata={"description": "Their part."},
    )
    name = Line("Of a new person: their name.")
    job_title = Line("Of a new person: what they do.", load_default="")
    affiliation = Line("Of a new person: where.", load_default="")

    @validates_schema
    def is_somebody(self, data: dict[str, Any], **_more: Any) -> None:
        if bool(data.get("code")) == bool(data.get("name")):
            raise ValidationError("Either the code of somebody known, or a new name.")


class SentSessionSchema(Schema):
    """A new session."""

    title = Line("What it is called.", limit=500, required=True)
    subtitle = Line("More of that.", limit=500)
    abstract = LongText("What it is about: markdown.")
    description = LongText("More about it: markdown.")
    people = fields.List(
        fields.Nested(SentPersonSchema),
        validate=validate.Length(max=sessions.MOST_PEOPLE),
        metadata={"description": "Who is on stage, in order; all of them."},
    )
    track = Line("A track’s name or slug; empty: none.")
    type = Line("A session type’s name or slug; empty: none.")
    language = Language("A BCP 47 tag; empty: not said.", limit=100)
    level = fields.String(
        validate=validate.OneOf(["", *sessions.LEVELS]),
        metadata={"description": "For whom it is; empty: not said."},
    )
    duration = whole("How long it is meant to be, in minutes.", 1, LONGEST_PLACEMENT)
    tags = fields.List(
        Line("A tag, without commas.", limit=sessions.LONGEST_TAG, part=True),
        validate=validate.Length(max=sessions.MOST_TAGS),
        metadata={"description": "Its tags, all of them; new ones are made."},
    )
    links = fields.List(
        fields.Nested(SentLinkSchema),
        validate=validate.Length(max=sessions.MOST_LINKS),
        metadata={"description": "Links to more, all of them."},
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
        validate=in_our_time,
        metadata={
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

    name = Line("Their name.", required=True)
    job_title = Line("What they do.")
    affiliation = Line("Where.")
    biography = LongText("About them: markdown.", limit=10_000)
    email = Email("Their address, never public.", limit=254)
    links = fields.List(
        fields.Nested(SentLinkSchema),
        validate=validate.Length(max=sessions.MOST_LINKS),
        metadata={"description": "Links to more, all of them."},
    )


class SentRoomSchema(Schema):
    """A new room."""

    name = Line("What it is called.", required=True)
    building = Line("Where it is.")
    capacity = whole("How many it seats; null: not known.", 1, 200_000, allow_none=True)
    features = fields.List(
        Line("A feature, without commas.", limit=catalogue.LONGEST_FEATURE, part=True),
        validate=validate.Length(max=catalogue.MOST_FEATURES),
        metadata={"description": "What it has."},
    )


class SentTrackSchema(Schema):
    """A new track."""

    name = Line("What it is called.", required=True)
    colour = fields.String(
        allow_none=True,
        validate=validate.Regexp(r"#[0-9a-f]{6}\Z"),
        metadata={
            "description": "As “#rrggbb” in small letters; null: chosen by its name.",
            "example": "#2b5fa8",
        },
    )
    description = LongText("About it: markdown.", limit=5_000)


class SentReleaseSchema(Schema):
    """What to release, and how to call it."""

    version = fields.String(
        validate=[validate.Length(1, 100), validate.Regexp(r"[^/\\?#%\s][^/\\?#%]*\Z")],
        metadata={"description": "Its name; else the next number.", "example": "1.2"},
    )
    note = LongText("What is new in it.", limit=1000, load_default="")
    covers = fields.List(
        Line("An event’s slug."),
        validate=validate.Length(1, 500),
        metadata={
            "description": (
                "The events whose sessions to release: this one or some below it. Else "
                "those that were released before, or all at the first time."
            )
        },
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
