"""Languages by tag ("en", "pt-BR") and by what English calls them."""

import re
from functools import cache

from babel import Locale, UnknownLocaleError

TAG = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?", re.IGNORECASE)
OFTEN = (  # offered first; any other can be typed
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr",
    "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt",
    "pt-BR", "ro", "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip


@cache
def _english() -> dict[str, str]:
    """Return tag: name for the languages that have a tag without a region."""
    names = Locale("en").languages
    return {tag: name for tag, name in names.items() if "_" not in tag}


@cache
def _by_name() -> dict[str, str]:
    return {name.casefold(): tag for tag, name in _english().items()}


def find_tag(text: str) -> str | None:
    """Return the BCP 47 tag of a language given by tag or English name, else None."""
    text = text.strip()
    if found := _by_name().get(text.casefold()):
        return found
    if not TAG.fullmatch(text):
        return None
    try:
        locale = Locale.parse(text.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return text.lower() if text.lower() in _english() else None
    parts = (locale.language, locale.script, locale.territory)
    return "-".join(part for part in parts if part)


def name_of(tag: str) -> str:
    """Return "Portuguese (Brazil)" for "pt-BR"; the tag itself where it is unknown."""
    if tag in _english():
        return _english()[tag]
    try:
        named = Locale.parse(tag.replace("-", "_")).get_display_name("en")
    except (UnknownLocaleError, ValueError):
        return tag
    return named or tag
