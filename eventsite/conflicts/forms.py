"""What organisers may type about conflicts and what places are held against."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from wtforms import BooleanField, FieldList, FormField, HiddenField
from wtforms import Form as PlainForm

from eventsite.conflicts.actions import Terms
from eventsite.core.choices import Choices, Radios
from eventsite.core.dates import full_day
from eventsite.core.edit_forms import EditForm
from eventsite.core.errors import Refusal
from eventsite.core.fields import Count, Minutes, Text, TimeOfDay
from eventsite.core.forms import Form
from eventsite.core.words import _, lazy
from eventsite.events.models import Event
from eventsite.schedule.models import PlanTerms
from eventsite.schedule.rules import NotAcceptable, Span, day_of, moment

MOST_PEOPLE = 1_000_000
MOST_DAYS = 60


class AcceptForm(Form):
    reason = Text(
        lazy("Why it can stay"),
        limit=500,
        required=True,
        message=lazy("Say why, for those who look at the schedule after you."),
    )

    beside: ClassVar[Mapping[type[Refusal], str]] = {NotAcceptable: "reason"}


class TermsForm(EditForm):
    changeover = Minutes(
        lazy("Minutes between two sessions in a room"), low=0, high=120
    )
    longest_stretch = Minutes(
        lazy("Minutes that a room may go on without a break"), required=False
    )
    shortest_break = Minutes(lazy("Minutes that make a break"), high=120)
    keeps_topics_apart = BooleanField(
        lazy("Warn of two sessions on one topic at the same time")
    )

    @property
    def terms(self) -> Terms:
        return Terms(
            self.changeover.data,
            self.longest_stretch.data,
            self.shortest_break.data,
            self.keeps_topics_apart.data,
        )


class DemandForm(EditForm):
    audience = Count(lazy("People expected"), high=MOST_PEOPLE, required=False)
    needs = Choices(lazy("What the room must have"))

    def offer(self, features: Iterable[str]) -> None:
        """List what rooms have; must be called before validating."""
        self.needs.choices = [(one, one) for one in sorted(features)]


class DayForm(PlainForm):  # type: ignore[misc]  # the library has no types
    day = HiddenField()
    starts = TimeOfDay(lazy("From"))
    ends = TimeOfDay(lazy("Until"))


class AvailabilityForm(EditForm):
    when = Radios(
        lazy("When can they come?"),
        choices=[("always", lazy("At any time")), ("times", lazy("At these times:"))],
    )
    days = FieldList(FormField(DayForm), max_entries=MOST_DAYS)

    def labels(self) -> list[str]:
        """Return each row's day in words."""
        return [full_day(date.fromisoformat(row.form.day.data)) for row in self.days]

    def check(self, days: Sequence[date]) -> bool:
        """Validate; the rows must be these days, each with both times or none."""
        fine: bool = self.validate()
        sent = [row.form.day.data for row in self.days]
        if sent != [day.isoformat() for day in days]:
            self.form_errors.append(_("This form is out of date. Open it again."))
            return False
        for row, label in zip(self.days, self.labels(), strict=True):
            if (row.form.starts.data is None) != (row.form.ends.data is None):
                row.form.ends.errors = [_("Type both times, or none.")]
                self.form_errors.append(
                    _("%(day)s: type both times, or none.", day=label)
                )
                fine = False
        if (
            fine
            and self.when.data == "times"
            and not any(row.form.starts.data is not None for row in self.days)
        ):
            self.when.errors = [_("Type the times of one day at least.")]
            fine = False
        return fine

    def spans(self, event: Event) -> list[Span]:
        """Return when they can come; none: at any time."""
        if self.when.data == "always":
            return []
        return [
            _span(date.fromisoformat(row.form.day.data), row.form, event)
            for row in self.days
            if row.form.starts.data is not None
        ]


def _span(day: date, row: PlainForm, event: Event) -> Span:
    clocks = (event.timezone, event.day_change)
    begin = moment(day, row.starts.data, *clocks)
    end = moment(day, row.ends.data, *clocks)
    if end <= begin:  # past midnight
        end = moment(day + timedelta(days=1), row.ends.data, *clocks)
    return Span(begin, end)


def terms_as_typed(terms: PlanTerms) -> dict[str, Any]:
    names = ("changeover", "longest_stretch", "shortest_break", "keeps_topics_apart")
    return {name: getattr(terms, name) for name in names}


def times_as_typed(
    spans: Iterable[Span], days: Sequence[date], event: Event
) -> dict[str, Any]:
    """Return what the form shows of the times given: of each day the first to the last."""
    by_day: dict[date, Span] = {}
    for span in spans:
        day = day_of(span.starts_at, event.timezone, event.day_change)
        there = by_day.get(day, span)
        by_day[day] = Span(
            min(span.starts_at, there.starts_at), max(span.ends_at, there.ends_at)
        )
    rows = [
        {
            "day": day.isoformat(),
            "starts": _clock(by_day[day].starts_at, event) if day in by_day else None,
            "ends": _clock(by_day[day].ends_at, event) if day in by_day else None,
        }
        for day in days
    ]
    return {"when": "times" if by_day else "always", "days": rows}


def _clock(at: datetime, event: Event) -> time:
    return at.astimezone(ZoneInfo(event.timezone)).time()
