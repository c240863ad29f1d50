"""Texts that are there in several languages: which one a reader gets, and what it is in.

A thing has its texts in its main language, in columns like any other; what they are in
further languages stands beside them (`Translated`). Who reads gets a text in the language
they like best, else in the page's, else in the main one. Where there is no text in the
main language, because it was taken away or is not to be shown, there is none in any.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from markupsafe import Markup, escape
from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core import words
from eventsite.core.text import page_text, plain_text, rich_text
from eventsite.core.words import ENGLISH

Translations = dict[str, dict[str, str]]  # texts by their names, by language
RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "ps", "sd",
                           "syr", "ug", "ur", "yi"))  # fmt: skip
SCRIPTS = frozenset(("arab", "hebr", "syrc", "thaa"))


class Text(NamedTuple):
    text: str
    language: str  # BCP 47 tag; "" for not known


class Translated:
    """A model whose texts may be there in more than one language."""

    TEXTS: ClassVar[tuple[str, ...]] = ()  # names of columns
    LONG: ClassVar[frozenset[str]] = frozenset()  # those of them with paragraphs

    translations: Mapped[Translations] = mapped_column(JSON, default=dict)

    @property
    def main_language(self) -> str:
        """Return the language in which the columns are."""
        raise NotImplementedError

    def in_language(self, name: str, *liked: str) -> Text:
        """Return a text in the first of these languages that it is there in."""
        return find_text(
            getattr(self, name), self.main_language, self.translations, name, *liked
        )


def find_text(
    main: str,
    main_language: str,
    translations: Mapping[str, Mapping[str, str]],
    name: str,
    *liked: str,
) -> Text:
    """Return `main` or one of its translations, whichever is liked first."""
    if main and translations:
        for tag in liked:
            if _is_same(tag, main_language):
                break
            for other, texts in translations.items():
                if _is_same(tag, other) and texts.get(name):
                    return Text(texts[name], other)
    return Text(main, main_language)


def read(thing: Translated, name: str) -> Text:
    """Return a text as the one who reads now gets it."""
    return thing.in_language(name, words.liked(), words.language())


def plain(thing: Translated, name: str) -> str:
    """Return the text alone: for titles, attributes, letters."""
    return read(thing, name).text


def marked(thing: Translated, name: str) -> Markup:
    """Return the text, marked with its language where that is not the page's."""
    return mark(read(thing, name))


def mark(text: Text) -> Markup:
    said = language_of(text)
    return (
        Markup("<span{}>{}</span>").format(said, text.text)
        if said
        else escape(text.text)
    )


def rich(thing: Translated, name: str) -> Markup:
    """Return paragraphs, in an element that is marked with their language."""
    return _inside(read(thing, name), rich_text)


def page(thing: Translated, name: str) -> Markup:
    """Return a page's whole text; see `text.page_text`."""
    return _inside(read(thing, name), page_text)


def summary(thing: Translated, name: str, limit: int | None = None) -> str:
    return plain_text(plain(thing, name), limit)


def language_of(text: Text) -> Markup:
    """Return the attributes that tell a text's language and direction; "" if the page's."""
    if not text.language or _is_same(text.language, words.language()):
        return Markup("")
    side = direction(text.language)
    turned = Markup(' dir="{}"').format(side) if side != words.direction() else ""
    return Markup(' lang="{}"{}').format(text.language, turned)


def direction(tag: str) -> str:
    """Return "rtl" for a language, or a script named in its tag, that is read so."""
    parts = tag.lower().split("-")
    script = next((part for part in parts[1:] if len(part) == len("Arab")), "")
    if script:
        return "rtl" if script in SCRIPTS else "ltr"
    return "rtl" if parts[0] in RIGHT_TO_LEFT else "ltr"


def _inside(text: Text, made: Any) -> Markup:
    said = language_of(text)
    shown: Markup = made(text.text)
    return Markup("<div{}>{}</div>").format(said, shown) if said else shown


def _is_same(one: str, other: str) -> bool:
    """Tell whether one of the two is the other, or a kind of it: "pt" and "pt-BR"."""
    one, other = (one or ENGLISH).lower(), (other or ENGLISH).lower()
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")
