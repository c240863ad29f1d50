"""Words for people, in the language of who reads them. The only door to translations.

English is what stands in the code. `translations/<language>/LC_MESSAGES/messages.po`
holds the others; each is read once, when somebody first reads in it. Who reads is known
per request, per letter, per job: a context variable, not an argument of everything.
"""

import gettext as stdlib
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Self, cast

from babel import Locale
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

ENGLISH = "en"  # what is written in the code
FOLDER = Path(__file__).parents[1] / "translations"
Counted = Callable[[int], str]
_reader: ContextVar[str] = ContextVar("reader", default=ENGLISH)
_liked: ContextVar[str | None] = ContextVar("liked", default=None)
_catalogs: dict[str, stdlib.NullTranslations] = {}
_reading = Lock()


@cache
def languages() -> tuple[str, ...]:
    """Return the tags of the languages that pages and letters can be in."""
    found = (path.parents[1].name for path in FOLDER.glob("*/LC_MESSAGES/messages.po"))
    return (ENGLISH, *sorted(tag.replace("_", "-") for tag in found))


def language() -> str:
    """Return the tag of the language that is read now, such as "de"."""
    return _reader.get()


def liked() -> str:
    """Return the tag of the language that the reader likes best, ours or not.

    An event's own texts may be there in languages in which we say nothing.
    """
    return _liked.get() or language()


def audience() -> tuple[str, str]:
    """Return all that what is said depends on, for the keys of what is kept."""
    return language(), liked()


def locale() -> Locale:
    return _locale(language())


def direction() -> str:
    """Return "ltr" or "rtl"."""
    return locale().text_direction


def own_name(tag: str) -> str:
    """Return what a language calls itself: "Deutsch"."""
    return _begin(_locale(tag).get_display_name() or tag)


def supported(tag: str | None) -> str | None:
    """Return the language we have for a tag: "de" for "de-AT"; None if there is none."""
    while tag:
        known = next((t for t in languages() if t.lower() == tag.lower()), None)
        if known:
            return known
        tag = tag.rpartition("-")[0]
    return None


def read_in(tag: str, liked: str | None = None) -> None:
    """Have all words from here on in a language of `languages()`.

    Texts that are there in more languages are shown in the one that is `liked`.
    """
    _reader.set(tag)
    _liked.set(liked)


@contextmanager
def reading(*tags: str | None) -> Iterator[None]:
    """Have what is written inside in the first of these languages that there is.

    For what others than the visitor will read. Stays as it is where none of them is known.
    """
    known = next((found for found in map(supported, tags) if found), language())
    before = _reader.set(known), _liked.set(next(filter(None, tags), known))
    try:
        yield
    finally:
        _reader.reset(before[0])
        _liked.reset(before[1])


def _(message: str, /, **values: object) -> str:
    """Return the message in the reader's language, with `%(name)s` filled in.

    Whole numbers among the values are written as the reader writes them; what is a name
    made of digits (a year, a code) goes in as text. A percent sign is written `%%`.
    """
    return translated(message) % shown(values)


gettext = _


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """Return the form for that number, which the messages call `%(num)s`."""
    found = translated_plural(singular, plural, number)
    return found % shown({"num": number, **values})


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Return the message as it is meant in `context`: "Open" is no verb everywhere."""
    return translated(message, context) % shown(values)


def npgettext(
    context: str, singular: str, plural: str, number: int, /, **values: object
) -> str:
    found = translated_plural(singular, plural, number, context)
    return found % shown({"num": number, **values})


def lazy(message: str, /, **values: object) -> str:
    """Return what becomes the words when it is shown: for labels, tables, class bodies."""
    return _later(_, message, values=values)


def lazy_pgettext(context: str, message: str, /, **values: object) -> str:
    return _later(pgettext, context, message, values=values)


def lazy_ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    return _later(ngettext, singular, plural, number, values=values)


def later(make: Callable[..., str], *given: object) -> str:
    """Return what becomes `make(*given)` when it is shown, as its reader reads."""
    return _later(make, *given, values={})


def counted(singular: str, plural: str) -> Counted:
    """Return what says how many of something there are: `counted(…)(3)`."""

    def said(count: int) -> str:
        return ngettext(singular, plural, count)

    return said


class Named(StrEnum):
    """An enumeration that people read: each value comes with its words.

    `PAID = "paid", lazy_pgettext("order", "paid")` is stored and compared as "paid".
    """

    words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    @property
    def label(self) -> str:
        """Return the words, as they begin a line."""
        return _later(_begin, self.words, values={})


def number(value: float) -> str:
    """Return "1,234.5" as the reader writes it."""
    return format_decimal(value, locale=locale())


def listed(words: list[str], style: str = "standard") -> str:
    """Return "a, b and c"; style "or" joins with that."""
    english = Locale("en", "GB")  # no comma before "and"
    at = english if language() == ENGLISH else locale()
    return format_list(words, cast("Any", style), locale=at)


def translated(message: str, context: str | None = None) -> str:
    """Return the message as the catalog has it, its placeholders not filled in."""
    if language() == ENGLISH:
        return message
    catalog = _catalog(language())
    if context is None:
        return catalog.gettext(message)
    return str(catalog.pgettext(context, message))


def translated_plural(
    singular: str, plural: str, number: int, context: str | None = None
) -> str:
    if language() == ENGLISH:
        return singular if number == 1 else plural
    catalog = _catalog(language())
    if context is None:
        return catalog.ngettext(singular, plural, number)
    return str(catalog.npgettext(context, singular, plural, number))


def shown(values: Mapping[str, object]) -> dict[str, object]:
    """Return values as they stand in a sentence."""
    return {
        name: number(value) if type(value) is int else value
        for name, value in values.items()
    }


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse(tag.replace("-", "_"))


def _catalog(tag: str) -> stdlib.NullTranslations:
    if tag not in _catalogs:
        with _reading:  # read once, not once per thread
            if tag not in _catalogs:
                _catalogs[tag] = _read_catalog(tag)
    return _catalogs[tag]


def _read_catalog(tag: str) -> stdlib.NullTranslations:
    path = FOLDER / tag.replace("-", "_") / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        catalog = read_po(source, locale=tag.replace("-", "_"))
    for message in list(catalog):
        if message.id and not _is_whole(message.string):
            catalog.delete(
                message.id, message.context
            )  # English is better than nothing
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def _begin(said: object) -> str:
    text = str(said)
    return text[:1].upper() + text[1:]


def _is_whole(said: object) -> bool:
    return all(said) if isinstance(said, list | tuple) else bool(said)


class _Later:
    """Stands for a text until somebody reads it; what is asked of it, the text answers."""

    __slots__ = ("_make", "_values", "_words")

    def __init__(self, make: Any, words: tuple[Any, ...], values: Any) -> None:
        self._make, self._words, self._values = make, words, values

    def __str__(self) -> str:
        return str(self._make(*self._words, **self._values))

    def __repr__(self) -> str:
        return f"lazy({self._words[0]!r})"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __getattr__(self, name: str) -> Any:
        return getattr(str(self), name)

    def __eq__(self, other: object) -> bool:
        return str(self) == other

    def __hash__(self) -> int:
        return hash(str(self))

    def __bool__(self) -> bool:
        return bool(self._words[0])

    def __len__(self) -> int:
        return len(str(self))

    def __contains__(self, part: str) -> bool:
        return part in str(self)

    def __add__(self, other: str) -> str:
        return str(self) + other

    def __radd__(self, other: str) -> str:
        return other + str(self)

    def __mod__(self, values: object) -> str:
        return str(self) % values

    def __lt__(self, other: str) -> bool:
        return str(self) < str(other)


def _later(make: Any, *words: Any, values: Mapping[str, object]) -> str:
    # To the type checker a text: it can do all that is done to words for people. It is
    # no `str`, so that storing or joining the untranslated words fails at once.
    return cast("str", _Later(make, words, values))
