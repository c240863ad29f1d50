"""What applicants and organisers may type. Shapes only: what is allowed is in rules.py."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, cast
from unicodedata import combining, normalize

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
from eventsite.core.words import _, language, lazy
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


def countries() -> tuple[tuple[str, str], ...]:
    """Return ISO 3166-1 codes and the reader's names, by name."""
    return _countries(language())


@cache
def _countries(reader: str) -> tuple[tuple[str, str], ...]:
    known = Locale.parse(reader, sep="-").territories.items()
    found = (
        (code, name)
        for code, name in known
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    )
    return tuple(sorted(found, key=lambda pair: _in_order(pair[1])))


def _in_order(name: str) -> str:
    """Return what to sort by: Österreich stands at O."""
    return "".join(c for c in normalize("NFKD", name) if not combining(c)).casefold()


class ApplicationForm(Form):
    """An application, complete or not: only `lacks` asks for what must be there."""

    need = LongText(lazy("Why do you need this scholarship?"), limit=5_000)
    impact = LongText(
        lazy("What would coming change, for you and for others?"), limit=5_000
    )
    wants_ticket = BooleanField(lazy("A free registration"))
    travel = MoneyField(lazy("Travel"), required=False)
    lodging = MoneyField(lazy("Lodging"), required=False)
    country = Choice(lazy("Country you would leave from"), required=False)
    underrepresented = Radios(
        lazy(
            "Do you belong to a group that is underrepresented or marginalised in technology?"
        ),
        required=False,
        choices=list(YES_NO.items()),
    )
    groups = Choices(lazy("Because of"), choices=list(GROUPS.items()))
    self_description = LongText(lazy("In your own words"), limit=2_000)
    is_eligible = BooleanField(lazy("I have read who may apply, and it applies to me"))
    agrees = BooleanField(lazy("My answers may be used as explained on this page"))

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
        "travel": MoneyField(
            _("Travel (%(code)s)", code=code), currency=code, required=False
        ),
        "lodging": MoneyField(
            _("Lodging (%(code)s)", code=code), currency=code, required=False
        ),
    }
    form: ApplicationForm = type("InCurrency", (ApplicationForm,), fields)(**kwargs)
    form.country.choices = [("", _("Choose a country")), *countries()]
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
    name = Text(lazy("Name"), limit=200, required=True)
    eligibility = LongText(lazy("Who may apply"), required=True)
    covers = LongText(lazy("What it covers"))
    awards = Count(lazy("Number of awards"), low=1, high=MOST_AWARDS)
    currency = Choice(
        lazy("Currency of amounts asked for"), choices=[(c, c) for c in CURRENCIES]
    )
    zone = ZoneField()
    opens = WallTimeField(lazy("Opens"))
    closes_on = DayField(lazy("Last day to apply"))
    closes_time = TimeOfDay(lazy("Until"))
    notified_on = DayField(lazy("Applicants hear by"), required=False)
    grace = Count(lazy("Hidden grace, in minutes"), high=LONGEST_GRACE)

    beside = {TooSmall: "awards"}

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        if not super().validate(extra_validators):
            return False
        terms = self.terms()
        if terms.closes.at <= terms.opens.at:
            self.closes_on.errors = [_("Applications must open before they close.")]
        if terms.notified_on and terms.notified_on < terms.closes.last_day:
            self.notified_on.errors = [_("This is before the last day to apply.")]
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
