"""What applicants and organisers may type. Shapes only: what is allowed is in rules.py."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, cast

from babel import Locale
from wtforms import BooleanField

from eventsite.capacity.rules import TooSmall
from eventsite.core.choices import Choice, Choices, Radios
from eventsite.core.deadlines import MIDNIGHT, at_wall_time, until
from eventsite.core.drafts import Typed
from eventsite.core.edit_forms import EditForm
from eventsite.core.fields import (
    Count,
    DayField,
    LongText,
    MoneyField,
    Text,
    TimeOfDay,
    WallTimeField,
    ZoneField,
)
from eventsite.core.forms import Form
from eventsite.scholarships import rules
from eventsite.scholarships.actions import Terms
from eventsite.scholarships.models import Application, Background, Programme
from eventsite.scholarships.rules import GROUPS, YES_NO, Answers, Request

MOST_AWARDS = 10_000
LONGEST_GRACE = 72 * 60  # minutes
CURRENCIES = ("USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "SEK", "NOK", "DKK")
NEEDED = ("need", "impact", "is_eligible", "agrees")
SENSITIVE = frozenset({"underrepresented", "groups", "self_description"})
NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """Return ISO 3166-1 codes and English names, by name."""
    known = Locale("en").territories.items()
    found = (
        (code, name)
        for code, name in known
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    )
    return tuple(sorted(found, key=lambda pair: pair[1]))


class ApplicationForm(Form):
    """An application, complete or not: only `lacks` asks for what must be there."""

    need = LongText("Why do you need this scholarship?", limit=5_000)
    impact = LongText("What would coming change, for you and for others?", limit=5_000)
    wants_ticket = BooleanField("A free registration")
    travel = MoneyField("Travel", required=False)
    lodging = MoneyField("Lodging", required=False)
    country = Choice("Country you would leave from", required=False)
    underrepresented = Radios(
        "Do you belong to a group that is underrepresented or marginalised in technology?",
        required=False,
        choices=list(YES_NO.items()),
    )
    groups = Choices("Because of", choices=list(GROUPS.items()))
    self_description = LongText("In your own words", limit=2_000)
    is_eligible = BooleanField("I have read who may apply, and it applies to me")
    agrees = BooleanField("My answers may be used as explained on this page")

    def prepare(self) -> None:
        """Say what submitting needs."""
        for name in NEEDED:
            self[name].flags.required = True

    @property
    def kept(self) -> list[str]:
        """Return the names of the fields that the committee may read in the end."""
        return [name for name in self._fields if name not in {*SENSITIVE, "csrf_token"}]

    def answers(self) -> Answers:
        """Return what the form says."""
        return Answers(
            need=str(self.need.data or ""),
            impact=str(self.impact.data or ""),
            request=Request(
                wants_ticket=bool(self.wants_ticket.data),
                travel=self.travel.data or None,
                lodging=self.lodging.data or None,
                country=self._known(self.country),
            ),
            is_eligible=bool(self.is_eligible.data),
            agrees=bool(self.agrees.data),
            background={name: self[name].data for name in SENSITIVE if self[name].data},
        )

    @staticmethod
    def _known(field: Choice) -> str:
        offered = {choice.value for choice in field.choices}
        return str(field.data) if field.data in offered else ""

    def lacks(self, answers: Answers) -> Mapping[str, str]:
        """Return what is missing by field, and show it beside each."""
        lacking = rules.missing(answers)
        for name, words in lacking.items():
            self[name].errors = [*self[name].errors, words][:1]
        return lacking


def application_form(programme: Programme, **kwargs: Any) -> ApplicationForm:
    """Return the form with amounts in the programme's currency; takes a form's data."""
    code = programme.currency
    fields = {
        "travel": MoneyField(f"Travel ({code})", currency=code, required=False),
        "lodging": MoneyField(f"Lodging ({code})", currency=code, required=False),
    }
    form: ApplicationForm = type("InCurrency", (ApplicationForm,), fields)(**kwargs)
    form.country.choices = [("", "Choose a country"), *countries()]
    return form


def application_data(
    application: Application, background: Background
) -> dict[str, Any]:
    """Return what was handed in, as the form shows it."""
    submitted = application.statements.need is not None
    return {
        "need": application.statements.need,
        "impact": application.statements.impact,
        "wants_ticket": application.wants_ticket,
        "travel": application.travel,
        "lodging": application.lodging,
        "country": application.country,
        "is_eligible": submitted,
        "agrees": submitted,
        **json.loads(background.answers or "{}"),
    }


def typed_data(application: Application, background: Background) -> Typed | None:
    """Return what lies on the applicant's desk, None where it is what was handed in."""
    if application.statements.typed is None:
        return None
    sensitive: Typed = json.loads(background.typed or "{}")
    typed: Typed = json.loads(application.statements.typed)
    return typed | sensitive


class ProgrammeForm(EditForm):
    name = Text("Name", limit=200, required=True)
    eligibility = LongText("Who may apply", required=True)
    covers = LongText("What it covers")
    awards = Count("Number of awards", low=1, high=MOST_AWARDS)
    currency = Choice(
        "Currency of amounts asked for", choices=[(c, c) for c in CURRENCIES]
    )
    zone = ZoneField()
    opens = WallTimeField("Opens")
    closes_on = DayField("Last day to apply")
    closes_time = TimeOfDay("Until")
    notified_on = DayField("Applicants hear by", required=False)
    grace = Count("Hidden grace, in minutes", high=LONGEST_GRACE)

    beside = {TooSmall: "awards"}

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        if not super().validate(extra_validators):
            return False
        terms = self.terms()
        if terms.closes.at <= terms.opens.at:
            self.closes_on.errors = ["Applications must open before they close."]
        if terms.notified_on and terms.notified_on < terms.closes.last_day:
            self.notified_on.errors = ["This is before the last day to apply."]
        return not self.errors

    def terms(self) -> Terms:
        zone = str(self.zone.data)
        closes_on = cast("date", self.closes_on.data)
        return Terms(
            name=str(self.name.data),
            eligibility=str(self.eligibility.data),
            covers=str(self.covers.data or ""),
            awards=cast("int", self.awards.data),
            currency=str(self.currency.data),
            opens=at_wall_time(cast("datetime", self.opens.data), zone),
            closes=until(closes_on, self.closes_time.data, zone),
            grace=timedelta(minutes=cast("int", self.grace.data)),
            notified_on=self.notified_on.data,
        )


def programme_data(programme: Programme | None, zone: str) -> dict[str, Any]:
    if programme is None:
        return {"zone": zone, "grace": 0, "awards": 3, "currency": "USD"}
    at = programme.closes.local.time()
    return {
        "name": programme.name,
        "eligibility": programme.eligibility,
        "covers": programme.covers,
        "awards": programme.pool.size,
        "currency": programme.currency,
        "zone": programme.closes.zone,
        "opens": programme.opens.local,
        "closes_on": programme.closes.last_day,
        "closes_time": None if at == MIDNIGHT else at,
        "notified_on": programme.notified_on,
        "grace": int(programme.grace.total_seconds()) // 60,
    }
