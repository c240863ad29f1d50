"""Long forms kept while they are filled in: what was typed, whole and unchecked.

A draft is the form's raw values. What is wrong in it stays, to be shown beside its field
and put right later; only what no database can hold is dropped.
"""

import re
from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MultiDict

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy

Typed = dict[str, list[str]]
LARGEST = 300_000  # characters in all
MOST_VALUES = 500
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class DraftTooLong(Refusal):
    message = lazy(
        "This is more than can be kept: your last changes are not saved. "
        "Shorten the longest text and save again."
    )


def typed(sent: "MultiDict[str, str]", names: Iterable[str]) -> Typed:
    """Return what was sent for the fields of these names, and their numbered parts.

    Raises:
        DraftTooLong: more than anyone types.
    """
    offered = set(names)
    kept = {
        key: [_UNKEEPABLE.sub("", value) for value in sent.getlist(key)]
        for key in sent
        if key.partition("-")[0] in offered and not _UNKEEPABLE.search(key)
    }
    size = sum(len(key) + sum(map(len, values)) for key, values in kept.items())
    if size > LARGEST or sum(map(len, kept.values())) > MOST_VALUES:
        raise DraftTooLong
    return kept


def as_sent(kept: Mapping[str, list[str]]) -> "MultiDict[str, str]":
    """Return a draft as a form takes it."""
    return MultiDict([(key, value) for key, values in kept.items() for value in values])
