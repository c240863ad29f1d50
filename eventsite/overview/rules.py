"""What comes first among the things to be done."""

from collections.abc import Iterable
from datetime import UTC, datetime

from eventsite.core.web import ToDo

NEVER = datetime.max.replace(tzinfo=UTC)


def by_urgency(to_dos: Iterable[ToDo]) -> list[ToDo]:
    """Return what ends first first, and what has no end last."""
    return sorted(
        to_dos,
        key=lambda to_do: (to_do.until.at if to_do.until else NEVER, to_do.event_name),
    )
