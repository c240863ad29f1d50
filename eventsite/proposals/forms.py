"""What authors and organisers may type. Shapes only: what is allowed is in rules.py."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from babel import Locale, UnknownLocaleError
from wtforms import BooleanField, Field, FieldList, FormField
from wtforms import Form as Part

from eventsite.core.choices import Choice
from eventsite.core.deadlines import MIDNIGHT, Deadline, at_wall_time, until
from eventsite.core.edit_forms import EditForm
from eventsite.core.fields import (
    Count,
    DayField,
    Email,
    LongText,
    OnceKey,
    Text,
    TimeOfDay,
    WallTimeField,
    ZoneField,
)
from eventsite.core.forms import Form
from eventsite.core.words import _, lazy, locale
from eventsite.events.models import Event, SessionType, Track
from eventsite.proposals import rules
from eventsite.proposals.actions import CallTerms
from eventsite.proposals.models import Call, CallType, Proposal, ProposalState
from eventsite.proposals.queries import Filter
from eventsite.proposals.rules import Answers, SpeakerAnswer
from eventsite.sessions.rules import LEVELS

MOST_CO_SPEAKERS = 8
LONGEST_GRACE = 72 * 60  # minutes
NEEDED = ("title", "abstract", "type", "speaker_name")


class CoSpeaker(Part):  # type: ignore[misc]
    name = Text(lazy("Name"))
    email = Email(lazy("E-mail"), required=False)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        valid = bool(super().validate(extra_validators))
        for field, other in ((self.name, self.email), (self.email, self.name)):
            if other.data and not field.data and not field.errors:
                field.errors = [_("Fill this in, too, or empty the whole row.")]
                valid = False
        return valid


class ProposalForm(Form):
    """A proposal, complete or not: only `lacks` asks for what must be there."""

    title = Text(lazy("Title"), limit=300)
    abstract = LongText(lazy("Abstract"), limit=5_000)
    description = LongText(lazy("Description"))
    type = Choice(lazy("Session type"), required=False)
    track = Choice(lazy("Track"), required=False)
    language = Choice(lazy("Language"), required=False)
    level = Choice(lazy("Level"), required=False)
    notes = LongText(lazy("Notes to the organisers"), limit=5_000)
    speaker_name = Text(lazy("Your name, as it should be shown"))
    affiliation = Text(lazy("Your affiliation"))
    biography = LongText(lazy("About you"), limit=5_000)
    co = FieldList(
        FormField(CoSpeaker),
        lazy("Co-speakers"),
        min_entries=1,
        max_entries=MOST_CO_SPEAKERS,
    )
    may_record = BooleanField(
        lazy("My session may be recorded and the recording published")
    )
    once = OnceKey()

    beside = {rules.TypeNotWanted: "type", rules.TypeClosed: "type"}

    @property
    def kept(self) -> list[str]:
        """Return the names of the fields that a draft keeps."""
        return [name for name in self._fields if name not in {"once", "csrf_token"}]

    def offer(
        self,
        event: Event,
        types: Iterable[tuple[SessionType, str]],
        tracks: Iterable[Track],
    ) -> None:
        """List what the call wants and the event has; needed before validating."""
        named = [(str(kind.id), f"{kind.name} ({when})") for kind, when in types]
        self.type.choices = [("", _("Choose a type")), *named]
        self.track.choices = [
            ("", _("No preference")),
            *((str(track.id), track.name) for track in tracks),
        ]
        self.language.choices = [(tag, language(tag)) for tag in event.languages]
        self.level.choices = [
            ("", _("For everyone")),
            *LEVELS.items(),
        ]

    def prepare(self) -> None:
        """Say what submitting needs, and leave room for one more co-speaker."""
        for name in NEEDED:
            self[name].flags.required = True
        full = all(row.form.name.data or row.form.email.data for row in self.co)
        if full and len(self.co) < MOST_CO_SPEAKERS:
            self.co.append_entry()

    def answers(self, email: str) -> Answers:
        """Return what the form says; `email` is the author's."""
        author = SpeakerAnswer(
            said(self.speaker_name), email, said(self.affiliation), said(self.biography)
        )
        others = (
            SpeakerAnswer(said(row.form.name), said(row.form.email)) for row in self.co
        )
        return Answers(
            title=said(self.title),
            abstract=said(self.abstract),
            description=said(self.description),
            notes=said(self.notes),
            type_id=_chosen_id(self.type),
            track_id=_chosen_id(self.track),
            language=said(self.language),
            level=said(self.level),
            may_record=bool(self.may_record.data),
            speakers=(author, *(other for other in others if other.name)),
        )

    def lacks(self, answers: Answers, call: Call) -> Mapping[str, str]:
        """Return what is missing by field, and show it beside each."""
        lacking = rules.missing(answers, call)
        for name, words in lacking.items():
            self[name].errors = [*self[name].errors, words][:1]
        return lacking

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        valid = bool(super().validate(extra_validators))
        seen = set()
        for row in self.co:
            email = row.form.email
            if email.data and email.data in seen:
                email.errors = [*email.errors, _("This person is already named above.")]
                valid = False
            seen.add(email.data)
        return valid


def proposal_data(proposal: Proposal) -> dict[str, Any]:
    """Return what was handed in, as the form shows it."""
    author, others = next(iter(proposal.speakers), None), proposal.speakers[1:]
    return {
        "title": proposal.title,
        "abstract": proposal.abstract,
        "description": proposal.description,
        "notes": proposal.notes,
        "type": str(proposal.type_id or ""),
        "track": str(proposal.track_id or ""),
        "language": proposal.language,
        "level": proposal.level,
        "may_record": proposal.may_record,
        "speaker_name": author.name if author else "",
        "affiliation": author.affiliation if author else "",
        "biography": author.biography if author else "",
        "co": [{"name": who.name, "email": who.email} for who in others],
    }


def said(field: Field) -> str:
    return str(field.data or "")


def _chosen_id(field: Choice) -> int | None:
    """Return the id that was chosen among those offered."""
    offered = {str(choice.value) for choice in field.choices}
    return int(field.data) if field.data and field.data in offered else None


def language(tag: str) -> str:
    """Return "German" for "de"; an unknown tag as it is."""
    try:
        return str(Locale.parse(tag, sep="-").get_display_name(locale()))
    except (UnknownLocaleError, ValueError):
        return tag


class DecisionForm(Form):
    note = LongText(lazy("Personal words to the author"), limit=2_000)


class FilterForm(Form):
    """The filters of a list, taken from the address: what is not offered is ignored."""

    state = Choice(lazy("State"), required=False)
    type = Choice(lazy("Type"), required=False)
    track = Choice(lazy("Track"), required=False)
    q = Text(lazy("Search"), limit=200)

    def offer(self, types: Iterable[SessionType], tracks: Iterable[Track]) -> None:
        shown = [state for state in ProposalState if state is not ProposalState.DRAFT]
        self.state.choices = [
            ("", _("All")),
            *((state.value, state.label) for state in shown),
        ]
        self.type.choices = [("", _("All")), *((str(t.id), t.name) for t in types)]
        self.track.choices = [("", _("All")), *((str(t.id), t.name) for t in tracks)]

    def wanted(self) -> Filter:
        offered = {choice.value for choice in self.state.choices if choice.value}
        state = self.state.data if self.state.data in offered else None
        return Filter(
            state=ProposalState(state) if state else None,
            type_id=_chosen_id(self.type),
            track_id=_chosen_id(self.track),
            words=said(self.q)[:200],
        )


class CallForm(EditForm):
    """A call's words and moments; its rows of session types come with `call_form`."""

    text = LongText(lazy("What you are looking for"))
    zone = ZoneField()
    opens = WallTimeField(lazy("Opens"))
    closes_on = DayField(lazy("Last day to submit"))
    closes_time = TimeOfDay(lazy("Until"))
    grace = Count(lazy("Hidden grace, in minutes"), high=LONGEST_GRACE)

    types: Sequence[SessionType] = ()

    def together(self) -> Mapping[str, Sequence[str]]:
        return {
            "Closes": ("closes_on", "closes_time"),
            **{
                kind.name: [field.short_name for field in fields]
                for kind, *fields in self.rows()
            },
        }

    def rows(self) -> list[tuple[SessionType, Field, Field, Field]]:
        """Return each session type with its fields: wanted, last day, time of day."""
        return [
            (kind, *(self[f"type_{kind.id}{part}"] for part in ("", "_on", "_time")))
            for kind in self.types
        ]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        if not super().validate(extra_validators):
            return False
        terms = self.terms()
        late = _("The call must open before it closes.")
        if terms.closes.at <= terms.opens.at:
            self.closes_on.errors = [late]
        for kind, wanted, day, at in self.rows():
            own = terms.types.get(kind.id)
            if own is not None and own.at <= terms.opens.at:
                day.errors = [late]
            if wanted.data and at.data and not day.data:
                day.errors = [_("Choose the day, too.")]
        return not self.errors

    def terms(self) -> CallTerms:
        zone = said(self.zone)
        own = {
            kind.id: until(day.data, at.data, zone) if day.data else None
            for kind, wanted, day, at in self.rows()
            if wanted.data
        }
        return CallTerms(
            text=said(self.text),
            opens=at_wall_time(cast("datetime", self.opens.data), zone),
            closes=until(
                cast("date", self.closes_on.data), self.closes_time.data, zone
            ),
            grace=timedelta(minutes=self.grace.data),
            types=own,
        )


def call_form(types: Sequence[SessionType], call: Call | None, zone: str) -> CallForm:
    """Return the form of an event's call, with a row for each of its session types."""
    fields: dict[str, Any] = {"types": types}
    for kind in types:
        fields[f"type_{kind.id}"] = BooleanField(kind.name)
        fields[f"type_{kind.id}_on"] = DayField(_("Last day"), required=False)
        fields[f"type_{kind.id}_time"] = TimeOfDay(_("Until"))
    form: CallForm = type("EventCallForm", (CallForm,), fields)(
        data=_call_data(types, call, zone)
    )
    return form


def _call_data(
    types: Sequence[SessionType], call: Call | None, zone: str
) -> dict[str, Any]:
    if call is None:
        every = {f"type_{kind.id}": True for kind in types}
        return {"zone": zone, "grace": 0, **every}
    data: dict[str, Any] = {
        "text": call.text,
        "zone": call.closes.zone,
        "opens": call.opens.local,
        "closes_on": call.closes.last_day,
        "closes_time": _time_of(call.closes),
        "grace": int(call.grace.total_seconds()) // 60,
    }
    for wanted in call.types:
        data |= _row_data(wanted)
    return data


def _row_data(wanted: CallType) -> dict[str, bool | date | time | None]:
    name = f"type_{wanted.type_id}"
    own = wanted.own_closes
    if own is None:
        return {name: True}
    return {name: True, f"{name}_on": own.last_day, f"{name}_time": _time_of(own)}


def _time_of(deadline: Deadline) -> time | None:
    at = deadline.local.time()
    return None if at == MIDNIGHT else at
