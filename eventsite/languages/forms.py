"""What may be typed of an event's texts in further languages. Shapes only."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import Field

from eventsite.core.content import Translated, Translations, direction
from eventsite.core.edit_forms import EditForm
from eventsite.core.fields import LongText, Text
from eventsite.core.languages import name_of
from eventsite.core.words import _
from eventsite.languages import queries, rules
from eventsite.languages.queries import Kind

SHORT = 200  # characters of a text whose column says nothing of its length


class TextsForm(EditForm):
    """One field for each text and language of some things; made by `texts_form`."""

    def of(self, thing: Any, name: str, tag: str) -> Field:
        return self[_name(thing, name, tag)]

    def said(
        self, things: Iterable[Translated], languages: Sequence[str]
    ) -> list[tuple[Translated, Translations]]:
        """Return what was typed of each of them."""
        return [
            (
                thing,
                {
                    tag: {
                        name: self.of(thing, name, tag).data or ""
                        for name in thing.TEXTS
                        if _name(thing, name, tag) in self
                    }
                    for tag in languages
                },
            )
            for thing in things
        ]


def texts_form(
    kind: Kind, things: Iterable[Translated], languages: Iterable[str]
) -> TextsForm:
    """Return a form of those texts of the things that there are in their main language."""
    fields: dict[str, Field] = {}
    stored: dict[str, str] = {}
    for tag in languages:
        for thing in things:
            for name in thing.TEXTS:
                if getattr(thing, name):
                    key = _name(thing, name, tag)
                    fields[key] = _field(kind, name, tag, is_long=name in thing.LONG)
                    stored[key] = thing.translations.get(tag, {}).get(name, "")
    made: TextsForm = type("TextsForm", (TextsForm,), fields)(data=stored)
    return made


def _field(kind: Kind, name: str, tag: str, *, is_long: bool) -> Field:
    label = _("%(text)s in %(language)s", text=rules.TEXTS[name], language=name_of(tag))
    said = {"lang": tag, "dir": direction(tag)}
    if is_long:
        return LongText(label, render_kw=said)
    limit = queries.longest(kind, name) or SHORT
    return Text(label, limit=limit, render_kw=said)


def _name(thing: Any, name: str, tag: str) -> str:
    key = getattr(thing, "id", None) or thing.event_id
    return f"t{key}-{name}-{tag}"
