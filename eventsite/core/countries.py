"""Countries by what people type and by what the reader calls them."""

from functools import cache

from babel import Locale

from eventsite.core.words import language, languages


def country(typed: str) -> str:
    """Return a country, typed by name or as ISO 3166-1 code, as the reader calls it.

    What is none that we know stays as it is.
    """
    code = _codes().get(typed.strip().casefold())
    return _names(language())[code] if code else typed


@cache
def _names(reader: str) -> dict[str, str]:
    known = Locale.parse(reader, sep="-").territories.items()
    return {code: name for code, name in known if len(code) == 2 and code.isalpha()}


@cache
def _codes() -> dict[str, str]:
    """Return codes by themselves and by the names they have in our languages."""
    found = {code.casefold(): code for code in _names(languages()[0])}
    for tag in languages():
        found |= {name.casefold(): code for code, name in _names(tag).items()}
    return found
