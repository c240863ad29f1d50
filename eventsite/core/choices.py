"""Fields that offer a choice. Choices are (value, label) or (value, label, group)."""

from collections.abc import Iterable
from typing import Any

from wtforms import SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, RadioInput

from eventsite.core.words import _


class _Pairs:
    """Takes choices as (value, label) or (value, label, group)."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        offered = kwargs.pop("choices", [])
        super().__init__(label, choices=_options(offered), **kwargs)  # type: ignore[call-arg]  # the field beside it

    @property
    def choices(self) -> Any:
        return super().choices  # type: ignore[misc]  # the field beside it

    @choices.setter
    def choices(self, offered: Iterable[Any]) -> None:
        SelectField.choices.fset(self, _options(offered))


def _options(offered: Iterable[Any]) -> list[SelectChoice]:
    return [
        SelectChoice(*pair[:2], optgroup=pair[2] if pair[2:] else None)
        if isinstance(pair, tuple)
        else pair
        for pair in offered
    ]


class Choice(_Pairs, SelectField):  # type: ignore[misc]
    """One of `choices`; give them before validating, from what this event has."""

    def __init__(self, label: str, *, required: bool = True, **kwargs: Any) -> None:
        present = InputRequired(_("Choose one.")) if required else Optional()
        super().__init__(label, validators=[present], **kwargs)

    def pre_validate(self, form: Any) -> None:
        if self.data in {None, ""} and not self.flags.required:
            return
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(_("Choose one of the list.")) from None


class Radios(Choice):
    """One of `choices`, all in view."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


class Choices(_Pairs, SelectMultipleField):  # type: ignore[misc]
    """Any of `choices`, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(_("Choose from the list.")) from None
