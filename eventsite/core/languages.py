"""Languages by tag ("en", "pt-BR") and by what English and the reader call them."""

import re
from functools import cache

from babel import Locale, UnknownLocaleError

from eventsite.core.words import language, languages, locale

TAG = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?", re.IGNORECASE)
OFTEN = (  # offered first; any other can be typed
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr",
    "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt",
    "pt-BR", "ro", "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip


@cache
def _names(reader: str) -> dict[str, str]:
    """Return tag: name for the languages that have a tag without a region."""
    names = Locale.parse(reader.replace("-", "_")).languages
    return {tag: name for tag, name in names.items() if "_" not in tag}


@cache
def _by_name(reader: str) -> dict[str, str]:
    known = {name.casefold(): tag for tag, name in _names("en").items()}
    return known | {name.casefold(): tag for tag, name in _names(reader).items()}


def find_tag(text: str) -> str | None:
    """Return the BCP 47 tag of a language given by tag or name, else None."""
    text = text.strip()
    if found := _by_name(language()).get(text.casefold()):
        return found
    if not TAG.fullmatch(text):
        return None
    try:
        known = Locale.parse(text.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return text.lower() if text.lower() in _names("en") else None
    parts = (known.language, known.script, known.territory)
    return "-".join(part for part in parts if part)


def readable(tag: str | None) -> str | None:
    """Return a tag as we write it, of the languages that readers may ask texts in.

    These are few, so that what is kept for readers is kept a few times at most.
    """
    while tag:
        found = _readable().get(tag.lower())
        if found:
            return found
        tag = tag.rpartition("-")[0]
    return None


@cache
def _readable() -> dict[str, str]:
    return {tag.lower(): tag for tag in (*OFTEN, *languages())}


def name_of(tag: str) -> str:
    """Return "Portuguese (Brazil)" for "pt-BR"; the tag itself where it is unknown."""
    names = _names(language())
    if tag in names:
        return names[tag]
    try:
        named = Locale.parse(tag.replace("-", "_")).get_display_name(locale())
    except (UnknownLocaleError, ValueError):
        return tag
    return named or tag
