"""What of an event is there to be said in several languages, and how much of it is. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from eventsite.core.content import Translated, Translations
from eventsite.core.words import lazy

TEXTS: Mapping[str, str] = {  # what a text is called, by the name of its column
    "name": lazy("Name"),
    "tagline": lazy("Tagline"),
    "description": lazy("Description"),
    "building": lazy("Building"),
    "text": lazy("Text"),
    "eligibility": lazy("Who may apply"),
    "covers": lazy("What it covers"),
}


class Count(NamedTuple):
    done: int
    of: int

    @property
    def is_whole(self) -> bool:
        return self.done == self.of


def further_languages(languages: Iterable[str]) -> list[str]:
    """Return those of an event's languages that its texts are translated into."""
    return list(dict.fromkeys(languages))[1:]


def counts(things: Iterable[Translated], languages: Iterable[str]) -> dict[str, Count]:
    """Return how many of the things' texts are there, by language."""
    said = [
        (thing, name)
        for thing in things
        for name in thing.TEXTS
        if getattr(thing, name)
    ]
    return {
        tag: Count(
            sum(
                bool(thing.translations.get(tag, {}).get(name)) for thing, name in said
            ),
            len(said),
        )
        for tag in languages
    }


def merged(
    old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> Translations:
    """Return translations with new ones in place of old ones; blank texts go.

    Languages of which nothing is said stay as they are.
    """
    found: Translations = {}
    for tag in [*old, *(tag for tag in new if tag not in old)]:
        texts = {**old.get(tag, {}), **new.get(tag, {})}
        if kept := {name: text for name, text in texts.items() if text}:
            found[tag] = kept
    return found
