"""Fields for languages: typed by name or tag, kept as tags."""

from typing import Any

from wtforms import StringField, ValidationError
from wtforms.validators import InputRequired, Optional

from eventsite.core.languages import find_tag, name_of
from eventsite.core.text import clean_line
from eventsite.core.words import _

MOST = 20


class _Typed(StringField):  # type: ignore[misc]
    data: Any

    def __init__(self, label: str, *, required: bool = False, **kwargs: Any) -> None:
        present = InputRequired(_("Type a language.")) if required else Optional()
        super().__init__(label, [present], **kwargs)
        self.typed: str | None = None  # as it came, to be shown again

    def process_data(self, value: Any) -> None:
        super().process_data(value)
        self.typed = None

    def _tag(self, text: str) -> str:
        found = find_tag(text)
        if found is None:
            raise ValidationError(
                _(
                    "We do not know the language “%(text)s”. Use its name or its code, "
                    "such as French or fr.",
                    text=text[:50],
                )
            )
        return found

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        tags = [self.data] if isinstance(self.data, str) else self.data or []
        return ", ".join(name_of(tag) for tag in tags if tag)


class Language(_Typed):
    """One language; `data` is its tag, "" for none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = clean_line(valuelist[0])[:500] if valuelist else ""
        self.data = ""
        self.data = self._tag(self.typed) if self.typed else ""


class Languages(_Typed):
    """Languages separated by commas; `data` is the list of their tags."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = clean_line(valuelist[0])[:500] if valuelist else ""
        self.data = []
        parts = [part.strip() for part in self.typed.split(",") if part.strip()]
        if len(parts) > MOST:
            raise ValidationError(_("Name %(most)s languages at most.", most=MOST))
        self.data = list(dict.fromkeys(self._tag(part) for part in parts))
