"""Ready-made calls and proposals for this room's tests."""

from datetime import datetime, timedelta

from eventsite.core.deadlines import at_wall_time
from eventsite.proposals.models import Call, CallType, Proposal, ProposalSpeaker
from eventsite.proposals.models import ProposalState as State
from tests import factories
from tests.factories import NOW, saved

ZONE = "America/Los_Angeles"
TICK = timedelta(microseconds=1)
OPENS = at_wall_time(datetime(2030, 8, 1, 9), ZONE)
CLOSES = at_wall_time(datetime(2030, 9, 24), ZONE)
LATER = at_wall_time(datetime(2030, 10, 12, 18), ZONE)


def call(event, types=(), **overrides):
    """Return a call open at NOW; `types` are (session type, own deadline or None)."""
    defaults = {"event": event, "opens": OPENS, "closes": CLOSES, "changed_at": NOW}
    made = Call(**defaults | overrides)
    event.has_call = True
    made.types = [CallType(type=kind, own_closes=own) for kind, own in types]
    return saved(made)


def proposal(event, author=None, **overrides):
    """Return a submitted proposal with its author as speaker."""
    author = author or factories.person()
    n = factories.number()
    defaults = {
        "event": event,
        "author": author,
        "code": f"Q{n:05d}",
        "once_key": f"key-{n}",
        "state": State.SUBMITTED,
        "title": f"Proposal {n}",
        "abstract": "What it is about.",
        "submitted_at": NOW,
        "created_at": NOW,
        "changed_at": NOW,
    }
    made = Proposal(**defaults | overrides)
    if "speakers" not in overrides:
        made.speakers = [
            ProposalSpeaker(person_id=author.id, name=author.name, email=author.email)
        ]
    return saved(made)


def draft(event, author=None, **overrides):
    defaults = {"state": State.DRAFT, "submitted_at": None, "speakers": []}
    return proposal(event, author, **defaults | overrides)
