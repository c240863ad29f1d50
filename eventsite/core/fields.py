"""Fields that know what can be typed wrongly.

A field checks shape and length and says what to type instead; whether a thing is allowed
is for a room's rules. Text loses blanks at its ends and characters that no text has.
"""

import re
import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from wtforms import (
    DateField,
    DateTimeLocalField,
    EmailField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
)
from wtforms.validators import (
    DataRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)
from wtforms.widgets import ColorInput, TextInput

from eventsite.core.deadlines import is_zone
from eventsite.core.emails import canonical
from eventsite.core.money import Money, NotMoney
from eventsite.core.text import clean, clean_line
from eventsite.core.words import _, lazy

Validator = Callable[[Any, Field], None]
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
LARGEST_COUNT = 1_000_000
LONGEST_NUMBER = 9  # digits: what every database's integer holds


def _wanted(required: bool, message: str) -> list[Any]:
    return [DataRequired(message)] if required else [Optional()]


def _at_most(limit: int) -> Length:
    return Length(
        max=limit, message=_("Keep this to %(limit)s characters.", limit=limit)
    )


class _Present:
    """Asks for a value that is not None: 0 is one, blanks and what was misread are not."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is None:
            raise StopValidation("" if field.process_errors else self.message)


class Text(StringField):  # type: ignore[misc]
    """One line of text."""

    def __init__(
        self,
        label: str,
        *,
        limit: int = 200,
        required: bool = False,
        message: str = lazy("Fill this in."),
        validators: Sequence[Validator] = (),
        **kwargs: Any,
    ) -> None:
        checks = [*_wanted(required, message), _at_most(limit), *validators]
        kwargs.setdefault("filters", [clean_line])
        super().__init__(label, checks, **kwargs)


class LongText(TextAreaField):  # type: ignore[misc]
    """Several lines of text; markdown where the page says so."""

    def __init__(
        self,
        label: str,
        *,
        limit: int = 20_000,
        required: bool = False,
        message: str = lazy("Fill this in."),
        validators: Sequence[Validator] = (),
        **kwargs: Any,
    ) -> None:
        checks = [*_wanted(required, message), _at_most(limit), *validators]
        super().__init__(label, checks, filters=[clean], **kwargs)


class Email(EmailField):  # type: ignore[misc]
    """An e-mail address; `data` is normalised and in lower case."""

    data: Any

    def __init__(
        self, label: str = lazy("E-mail"), *, required: bool = True, **kwargs: Any
    ) -> None:
        checks = [*_wanted(required, _("Type your e-mail address.")), _at_most(254)]
        super().__init__(label, checks, filters=[clean_line], **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if self.data and not validation_stopped and not self.errors:
            try:
                self.data = canonical(self.data)
            except ValueError as wrong:
                raise ValidationError(
                    _("This is no e-mail address: %(wrong)s", wrong=wrong)
                ) from None


class WebAddress(URLField):  # type: ignore[misc]
    """An http or https address."""

    def __init__(
        self, label: str, *, limit: int = 500, required: bool = False, **kwargs: Any
    ) -> None:
        checks = [
            *_wanted(required, _("Type an address.")),
            _at_most(limit),
            self.check,
        ]
        super().__init__(label, checks, filters=[clean_line], **kwargs)

    @staticmethod
    def check(_form: Any, field: Field) -> None:
        message = _("Type a whole web address, beginning with https:// or http://.")
        try:
            parts = urlsplit(field.data)
            known = parts.scheme in {"http", "https"} and bool(parts.hostname)
            known = known and parts.port != 0  # asking for it raises if it is no number
        except ValueError:
            raise ValidationError(message) from None
        if not known or re.search(r"[\s<>\"\\^`{|}]", field.data):
            raise ValidationError(message)


class ZoneField(StringField):  # type: ignore[misc]
    """An IANA zone such as "Europe/Brussels"; pages offer them in a datalist."""

    def __init__(
        self, label: str = lazy("Time zone"), *, required: bool = True, **kwargs: Any
    ) -> None:
        checks = [*_wanted(required, _("Choose a time zone.")), self.check]
        super().__init__(label, checks, filters=[clean_line], **kwargs)

    @staticmethod
    def check(_form: Any, field: Field) -> None:
        if not is_zone(field.data):
            raise ValidationError(
                _(
                    "There is no such time zone. Choose one from the list, such as "
                    "Europe/Brussels."
                )
            )


class DayField(DateField):  # type: ignore[misc]
    """A day between 1990 and 2100."""

    def __init__(self, label: str, *, required: bool = True, **kwargs: Any) -> None:
        super().__init__(
            label, [*_wanted(required, _("Choose a day.")), self.check], **kwargs
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except (ValueError, OverflowError):
            self.data = None
            raise ValueError(
                "Type a day as year-month-day, such as 2030-09-23."
            ) from None

    @staticmethod
    def check(_form: Any, field: Field) -> None:
        if field.data and not EARLIEST <= field.data <= LATEST:
            raise ValidationError(
                _(
                    "Choose a day from %(first)s to %(last)s.",
                    first=str(EARLIEST.year),
                    last=str(LATEST.year),
                )
            )


class WallTimeField(DateTimeLocalField):  # type: ignore[misc]
    """A day and a time of day without a zone, as the event's clocks show it."""

    def __init__(self, label: str, *, required: bool = True, **kwargs: Any) -> None:
        formats = [
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%dT%H:%M:%S",
            "%Y-%m-%d %H:%M",
            "%Y-%m-%d %H:%M:%S",
        ]
        checks = [*_wanted(required, _("Choose a day and time.")), self.check]
        super().__init__(label, checks, format=formats, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except (ValueError, OverflowError):
            self.data = None
            raise ValueError("Type a day and time, such as 2030-09-23 18:00.") from None

    @staticmethod
    def check(_form: Any, field: Field) -> None:
        found: datetime | None = field.data
        if found and not EARLIEST <= found.date() <= LATEST:
            raise ValidationError(
                _(
                    "Choose a day from %(first)s to %(last)s.",
                    first=str(EARLIEST.year),
                    last=str(LATEST.year),
                )
            )


class TimeOfDay(TimeField):  # type: ignore[misc]
    """A time of day as clocks show it: 09:30, 9:30 or 9.30."""

    message = lazy("Type a time of day, such as 09:30.")

    def __init__(self, label: str, *, required: bool = False, **kwargs: Any) -> None:
        present = _Present(self.message) if required else Optional()
        super().__init__(label, [present], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(:\d{2})?", typed, re.ASCII)
        try:
            self.data = time(int(found[1]), int(found[2])) if found else None
        except ValueError:
            self.data = None
        if typed and self.data is None:
            raise ValueError(self.message)


class Count(IntegerField):  # type: ignore[misc]
    """A whole number from `low` to `high`, both inclusive."""

    data: Any
    validators: Any

    def __init__(
        self,
        label: str,
        *,
        low: int = 0,
        high: int = LARGEST_COUNT,
        required: bool = True,
        **kwargs: Any,
    ) -> None:
        message = _("Type a whole number from %(low)s to %(high)s.", low=low, high=high)
        present = _Present(message) if required else Optional()
        super().__init__(label, [present, NumberRange(low, high, message)], **kwargs)
        self.message = message

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            self.data = None if valuelist else self.data  # emptied, or not asked
            return
        if not re.fullmatch(rf"-?\d{{1,{LONGEST_NUMBER}}}", typed, re.ASCII):
            self.data = None
            raise ValueError(self.message)
        self.data = int(typed)


class Minutes(Count):
    """A length of time, typed in minutes; `data` is a timedelta."""

    def __init__(
        self, label: str, *, low: int = 1, high: int = 24 * 60, **kwargs: Any
    ) -> None:
        super().__init__(label, low=low, high=high, **kwargs)
        self.low, self.high = low, high
        self.validators = [v for v in self.validators if not isinstance(v, NumberRange)]

    def process_data(self, value: Any) -> None:
        self.data = value  # a timedelta, which is no number to the class above

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if isinstance(self.data, int):
            if not self.low <= self.data <= self.high:
                raise ValueError(self.message)
            self.data = timedelta(minutes=self.data)

    def _value(self) -> str:
        if isinstance(self.data, timedelta):
            return str(int(self.data.total_seconds()) // 60)
        return self.raw_data[0] if self.raw_data else ""


class MoneyField(StringField):  # type: ignore[misc]
    """An amount, typed in major units; `data` is Money in `currency`, or None."""

    def __init__(
        self, label: str, *, currency: str = "USD", required: bool = True, **kwargs: Any
    ) -> None:
        present = _Present(_("Type an amount.")) if required else Optional()
        super().__init__(label, [present], **kwargs)
        self.currency = currency

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = clean_line(valuelist[0]) if valuelist else ""
        self.data = None
        if typed:
            try:
                self.data = Money.parse(typed, self.currency)
            except NotMoney as wrong:
                raise ValueError(str(wrong)) from None

    def _value(self) -> str:
        if isinstance(self.data, Money):
            return self.data.plain()
        return str(self.raw_data[0]) if self.raw_data else ""


class Colour(StringField):  # type: ignore[misc]
    """A colour as "#rrggbb"."""

    widget = ColorInput()

    def __init__(self, label: str, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(
            label,
            [*_wanted(required, _("Choose a colour.")), self.check],
            filters=[clean_line, str.lower],
            **kwargs,
        )

    @staticmethod
    def check(_form: Any, field: Field) -> None:
        if not re.fullmatch(r"#[0-9a-f]{6}", field.data):
            raise ValidationError(_("Type a colour as #rrggbb, such as #2b5fa8."))


class Upload(FileField):  # type: ignore[misc]
    """A file; what it may be is checked where it is stored (`core.files`)."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)

    @property
    def is_given(self) -> bool:
        return bool(getattr(self.data, "filename", ""))


class OnceKey(HiddenField):  # type: ignore[misc]
    """A random key made with the form.

    Kept in a unique column, it makes a form that is sent twice do its work once.
    """

    data: Any

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", default=lambda: secrets.token_urlsafe(24), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        known = re.fullmatch(r"[A-Za-z0-9_-]{16,64}", typed, re.ASCII)
        self.data = typed if known else secrets.token_urlsafe(24)
