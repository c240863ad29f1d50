"""What organisers may type about sessions. Shapes only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from wtforms import BooleanField, Field, FieldList, FormField, HiddenField
from wtforms import Form as PlainForm

from eventsite.core.choices import Choice
from eventsite.core.edit_forms import EditForm
from eventsite.core.errors import Refusal
from eventsite.core.fields import (
    LongText,
    Minutes,
    OnceKey,
    Text,
    Upload,
    WebAddress,
)
from eventsite.core.files import BadUpload
from eventsite.core.form_rows import BLANK_LINK, LinkRow, links_of
from eventsite.core.forms import Form
from eventsite.core.language_fields import Language
from eventsite.core.text import clean_line
from eventsite.core.words import _, lazy
from eventsite.events.models import Event, SessionType, Tag, Track
from eventsite.sessions import rules
from eventsite.sessions.models import (
    LinkKind,
    Session,
    SessionState,
    Speaker,
    StageRole,
)
from eventsite.sessions.queries import SessionFilter
from eventsite.sessions.rules import (
    Part,
    SessionContent,
    SessionDetails,
    Web,
)

ROLES = [(role.value, role.label) for role in StageRole]
BLANK_PERSON = {
    "code": "",
    "role": "speaker",
    "name": "",
    "job_title": "",
    "affiliation": "",
}
BESIDE: Mapping[type[Refusal], str] = {
    rules.NotToBeRecorded: "recording_url",
    rules.TwiceOnStage: "find",
    rules.TooManyPeople: "find",
    rules.TooManyTags: "tags",
    rules.TagTooLong: "tags",
    rules.TooManyLinks: "links",
}
BLANK = {"people": BLANK_PERSON, "links": BLANK_LINK}


class PersonRow(PlainForm):  # type: ignore[misc]  # the library has no types
    """Somebody on stage: a known one by code, or a new one by name."""

    code = HiddenField(filters=[clean_line])
    role = Choice(lazy("Role"), choices=ROLES, default=StageRole.SPEAKER.value)
    name = Text(lazy("Name"))
    job_title = Text(lazy("Job title"))
    affiliation = Text(lazy("Affiliation"))

    def validate(self, extra_validators: Any = None) -> bool:
        fine: bool = super().validate(extra_validators)
        if not self.code.data and not self.name.data and not self.name.errors:
            self.name.errors = [_("Type a name, or remove this person.")]
            return False
        return fine


class SessionForm(EditForm):
    title = Text(
        lazy("Title"),
        limit=500,
        required=True,
        message=lazy("Give the session a title."),
    )
    subtitle = Text(lazy("Subtitle"), limit=500)
    abstract = LongText(lazy("Abstract"))
    description = LongText(lazy("Description"))
    people = FieldList(FormField(PersonRow), label=lazy("People on stage"))
    find = Text(lazy("Add a person"))
    track = Choice(lazy("Track"), required=False)
    type = Choice(lazy("Type"), required=False)
    duration = Minutes(lazy("Length in minutes"), default=timedelta(minutes=30))
    language = Language(lazy("Language"))
    level = Choice(lazy("Level"), required=False)
    tags = Text(lazy("Tags"), limit=4_000)
    links = FieldList(FormField(LinkRow), label=lazy("Links"))
    do_not_record = BooleanField(lazy("Do not record this session"))
    recording_url = WebAddress(lazy("Address of the recording"))
    recording_licence = Text(lazy("Licence of the recording"))
    once_key = OnceKey()

    beside = BESIDE
    names: Mapping[str, str] = {}  # of the people on stage, by code

    def describe(self, field: Field) -> str | None:
        if field.name != "people":
            return None
        people = (row.form for row in field)
        return "\n".join(
            f"{self.names.get(who.code.data) or who.name.data} ({who.role.data})"
            for who in people
        )

    def offer(
        self,
        tracks: Iterable[Track],
        types: Iterable[SessionType],
        session: Session | None,
    ) -> None:
        """List what the event has; must be called before validating."""
        self.track.choices = [("", _("None")), *((str(t.id), t.name) for t in tracks)]
        self.type.choices = [("", _("None")), *((str(t.id), t.name) for t in types)]
        levels = [("", _("Not said")), *rules.LEVELS.items()]
        if session is not None and session.level not in {"", *rules.LEVELS}:
            levels.append((session.level, session.level))  # as it was imported
        self.level.choices = levels

    def content(self, known: Mapping[str, Speaker]) -> SessionContent:
        """Return what was typed; `known` are the people by code.

        Raises:
            NotOffered: somebody is not known in this tree of events.
        """
        return SessionContent(
            SessionDetails(
                title=self.title.data,
                subtitle=self.subtitle.data or "",
                abstract=self.abstract.data or "",
                description=self.description.data or "",
                track_id=_number(self.track),
                type_id=_number(self.type),
                language=self.language.data or "",
                level=self.level.data or "",
                duration=self.duration.data,
                do_not_record=self.do_not_record.data,
                recording_url=self.recording_url.data or "",
                recording_licence=self.recording_licence.data or "",
            ),
            parts=[_part(row.form, known) for row in self.people],
            links=[Web(*link) for link in links_of(self.links)],
            tags=rules.split_tags(self.tags.data or ""),
        )

    @property
    def codes(self) -> set[str]:
        return {row.form.code.data for row in self.people if row.form.code.data}


class AttachmentForm(Form):
    title = Text(lazy("Title"), limit=300)
    file = Upload(lazy("File"))
    url = WebAddress(lazy("Or its address elsewhere"), limit=1000)

    beside: ClassVar[Mapping[type[Refusal], str]] = {
        BadUpload: "file",
        rules.TooManyLinks: "file",
    }

    def validate(self, extra_validators: Any = None) -> bool:
        fine: bool = super().validate(extra_validators)
        if fine and self.file.is_given == bool(self.url.data):
            self.file.errors = [_("Choose a file or type an address, one of the two.")]
            return False
        return fine


class FilterForm(Form):
    """The filters of the list of sessions, taken from the address."""

    q = Text(lazy("Search"))
    event = Choice(lazy("Event"), required=False)
    track = Choice(lazy("Track"), required=False)
    type = Choice(lazy("Type"), required=False)
    tag = Choice(lazy("Tag"), required=False)
    state = Choice(
        lazy("State"),
        required=False,
        choices=[
            ("", lazy("All")),
            *((state.value, state.label) for state in SessionState),
        ],
    )
    place = Choice(
        lazy("Place in the schedule"),
        required=False,
        choices=[
            ("", lazy("All")),
            ("placed", lazy("Placed")),
            ("unplaced", lazy("Not placed")),
        ],
    )

    def offer(
        self,
        events: Sequence[Event],
        tracks: Sequence[Track],
        types: Sequence[SessionType],
        tags: Sequence[Tag],
    ) -> None:
        """List what there is to choose; a choice of one is none."""
        offered: Mapping[Choice, Sequence[Event | Track | SessionType | Tag]] = {
            self.event: events if len(events) > 1 else [],
            self.track: tracks,
            self.type: types,
            self.tag: tags,
        }
        for field, things in offered.items():
            field.choices = [("", _("All")), *((str(t.id), t.name) for t in things)]

    def wanted(self) -> SessionFilter:
        """Return the filter; what is not offered is ignored."""
        state = self.state.data
        return SessionFilter(
            text=(self.q.data or "")[:200],
            event_id=_offered(self.event),
            track_id=_offered(self.track),
            type_id=_offered(self.type),
            tag_id=_offered(self.tag),
            state=SessionState(state) if state in set(SessionState) else None,
            is_placed={"placed": True, "unplaced": False}.get(self.place.data or ""),
        )


def _part(row: Any, known: Mapping[str, Speaker]) -> Part:
    role = StageRole(row.role.data)
    if not row.code.data:
        return Part(
            role,
            name=row.name.data,
            job_title=row.job_title.data or "",
            affiliation=row.affiliation.data or "",
        )
    if row.code.data not in known:
        raise rules.NotOffered(_("One of these people is not known here any more."))
    return Part(role, known[row.code.data].id)


def _number(field: Field) -> int | None:
    return int(field.data) if field.data else None


def _offered(field: Choice) -> int | None:
    offered = {str(choice.value) for choice in field.choices}
    return int(field.data) if field.data and field.data in offered else None


def filled(session: Session) -> dict[str, object]:
    """Return what the form shows of a session at first."""
    shown: dict[str, object] = {
        name: getattr(session, name) for name in SessionDetails.__dataclass_fields__
    }
    shown["track"] = str(session.track_id or "")
    shown["type"] = str(session.type_id or "")
    shown["tags"] = ", ".join(sorted(tag.name for tag in session.tags))
    shown["people"] = [
        {"code": part.speaker.code, "role": part.role.value} for part in session.people
    ]
    shown["links"] = [
        {"url": link.url, "title": link.title}
        for link in session.links
        if link.kind is LinkKind.LINK
    ]
    return shown
