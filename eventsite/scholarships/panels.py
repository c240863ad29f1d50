"""What this room shows on other rooms' pages; app.py introduces them."""

from datetime import datetime

from flask import url_for

from eventsite.core.web import Figure, Panel, ToDo
from eventsite.core.words import _, ngettext, number
from eventsite.events.models import Event
from eventsite.permissions import Right
from eventsite.scholarships import queries, rules
from eventsite.scholarships.models import ApplicationState
from eventsite.scholarships.rules import ProgrammeState


def programme(event: Event, now: datetime) -> Panel | None:
    """Show what can be applied for until when; None where there is nothing."""
    found = queries.find_programme(event)
    if found is None or event.is_archived:
        return None
    state = rules.programme_state(found, now)
    if state is ProgrammeState.CLOSED:
        return None
    data = {"event": event, "programme": found, "state": state, "now": now}
    return Panel("scholarships/_scholarships.html", data)


def to_dos(person_id: int, now: datetime) -> list[ToDo]:
    """Tell applicants of their drafts, and the committee of what waits for it."""
    return [*_drafts(person_id, now), *_undecided(person_id)]


def _drafts(person_id: int, now: datetime) -> list[ToDo]:
    drafts = queries.list_own(person_id, ApplicationState.DRAFT)
    return [
        ToDo(
            text=_("Submit your application"),
            url=url_for("scholarships.apply", slug=draft.programme.event.slug),
            event_name=draft.programme.event.name,
            until=draft.programme.closes,
        )
        for draft in drafts
        if rules.next_step(draft, now).until is not None
    ]


def _undecided(person_id: int) -> list[ToDo]:
    return [
        ToDo(
            text=ngettext(
                "Decide on %(num)s scholarship application",
                "Decide on %(num)s scholarship applications",
                count,
            ),
            url=url_for(
                "scholarships_desk.applications", slug=event.slug, state="submitted"
            ),
            event_name=event.name,
        )
        for event, count in queries.list_undecided(person_id)
    ]


def figures(event: Event, _now: datetime) -> list[Figure]:
    counts = queries.count_by_state(event)
    return [
        Figure(
            _("Scholarship applications to decide"),
            number(counts.get(ApplicationState.SUBMITTED, 0)),
            url_for("scholarships_desk.applications", slug=event.slug),
            Right.READ_APPLICATIONS,
        )
    ]
