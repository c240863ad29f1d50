"""What a room, track, session type or tag may be called.

Pure decisions: facts in, an answer or a Refusal out. No database, no clock, no web.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from eventsite.core.errors import Refusal
from eventsite.core.words import _, lazy
from eventsite.events.models import Event, Room, SessionType, Tag, Track

Item = Room | Track | SessionType | Tag

USUAL_TYPES = (  # name, and how long one usually is
    (lazy("Talk"), timedelta(minutes=30)),
    (lazy("Keynote"), timedelta(minutes=45)),
    (lazy("Panel"), timedelta(minutes=45)),
    (lazy("Case study"), timedelta(minutes=30)),
    (lazy("Tutorial"), timedelta(minutes=90)),
    (lazy("Lightning talk"), timedelta(minutes=5)),
    (lazy("Workshop"), timedelta(minutes=120)),
)
MOST_FEATURES = 20
LONGEST_FEATURE = 60


class NameTaken(Refusal):
    message = lazy("There is one with this name already. Choose another name.")


class TooManyFeatures(Refusal):
    message = lazy(
        "A room has %(most)s features at most. Leave some out.",
        most=MOST_FEATURES,
    )


class FeatureTooLong(Refusal):
    message = lazy(
        "A feature has %(most)s characters at most. Separate them by commas.",
        most=LONGEST_FEATURE,
    )


def check_name(name: str, event: Event, others: Iterable[Item]) -> None:
    """Refuse a name that another one, own or from above, has in any case.

    Raises:
        NameTaken
    """
    for other in others:
        if other.name.casefold() != name.casefold():
            continue
        if other.event_id == event.id:
            raise NameTaken
        raise NameTaken(
            _(
                "%(name)s has one with this name already, which this event uses, too. "
                "Choose another name.",
                name=other.event.name,
            )
        )


def split_features(text: str) -> list[str]:
    """Return the features in "projector, stream", each once, in order.

    Raises:
        TooManyFeatures, FeatureTooLong
    """
    found: dict[str, str] = {}
    for feature in (part.strip() for part in text.split(",")):
        if feature:
            found.setdefault(feature.casefold(), feature)
    if len(found) > MOST_FEATURES:
        raise TooManyFeatures
    if any(len(feature) > LONGEST_FEATURE for feature in found):
        raise FeatureTooLong
    return list(found.values())


def missing_types(there: Sequence[SessionType]) -> list[tuple[str, timedelta]]:
    """Return the usual session types that are not there by name."""
    names = {kind.name.casefold() for kind in there}
    usual = [(str(name), duration) for name, duration in USUAL_TYPES]
    return [one for one in usual if one[0].casefold() not in names]
