"""Who may change whom on stage.

Pure decisions: facts in, an answer or a Refusal out. No database, no clock, no web.
"""

from collections.abc import Collection

from eventsite.core.errors import Refusal
from eventsite.core.words import lazy
from eventsite.events.models import Event


class StillOnStage(Refusal):
    message = lazy("This person still has sessions. Take them off those first.")


def may_edit_speaker(event: Event, speaks_at: Collection[int]) -> bool:
    """Tell whether the organisers of `event` may change a person's page.

    At the root of a tree, all its people; below, those who speak there only.
    `speaks_at`: the ids of the events at which the person speaks that are not `event`
    nor below it.
    """
    return event.parent is None or not speaks_at
