"""What this room shows on other rooms' pages; app.py introduces them."""

from datetime import datetime

from flask import url_for

from eventsite.core.web import Figure, Panel, ToDo
from eventsite.core.words import _, ngettext, number
from eventsite.events.models import Event
from eventsite.permissions import Right
from eventsite.proposals import queries, rules
from eventsite.proposals.models import ProposalState
from eventsite.proposals.rules import CallState


def call(event: Event, now: datetime) -> Panel | None:
    """Show what can be proposed until when; None without a call and after it."""
    found = queries.find_call(event)
    if found is None or event.is_archived:
        return None
    state = rules.call_state(found, now)
    if state is CallState.CLOSED:
        return None
    data = {
        "event": event,
        "call": found,
        "state": state,
        "offers": [offer for offer in rules.offers(found, now) if offer.is_open],
        "now": now,
    }
    return Panel("proposals/_call.html", data)


def to_dos(person_id: int, now: datetime) -> list[ToDo]:
    """Tell authors of their drafts, and who decides of what waits for them."""
    return [*_drafts(person_id, now), *_undecided(person_id)]


def _drafts(person_id: int, now: datetime) -> list[ToDo]:
    drafts = queries.list_drafts(person_id)
    calls = queries.list_calls({draft.event_id for draft in drafts}) if drafts else []
    by_event = {call.event_id: call for call in calls}
    found = []
    for draft in drafts:
        step = rules.next_step(draft, by_event.get(draft.event_id), now)
        if step.until is None:
            continue
        slug = draft.event.slug
        found.append(
            ToDo(
                text=_("Submit your proposal “%(title)s”", title=draft.title)
                if draft.title
                else _("Submit your proposal without a title"),
                url=url_for("proposals.my_proposal", slug=slug, code=draft.code),
                event_name=draft.event.name,
                until=step.until,
            )
        )
    return found


def _undecided(person_id: int) -> list[ToDo]:
    return [
        ToDo(
            text=ngettext(
                "Decide on %(num)s proposal", "Decide on %(num)s proposals", count
            ),
            url=url_for("proposals_desk.proposals", slug=event.slug, state="submitted"),
            event_name=event.name,
        )
        for event, count in queries.list_undecided(person_id)
    ]


def figures(event: Event, _now: datetime) -> list[Figure]:
    counts = queries.count_by_state(event)
    url = url_for("proposals_desk.proposals", slug=event.slug)
    return [
        Figure(
            _("Proposals to decide"),
            number(counts.get(ProposalState.SUBMITTED, 0)),
            url,
            Right.SEE_PROPOSALS,
        )
    ]
