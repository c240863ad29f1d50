"""Who may read what, and when a report may be sent."""

import json
from collections.abc import Collection, Iterable
from datetime import timedelta

from eventsite.conduct.models import ConductPage, Report
from eventsite.core.errors import Refusal
from eventsite.core.words import lazy
from eventsite.events.models import Event

WORDS_STAY = timedelta(days=365)  # after a report was closed
MOST_FILES = 3  # of a report
MOST_OCTETS = 8 * 1024 * 1024  # of a file
BLOCK = 1024  # characters: how long a text is must not tell what it says


class NobodyReads(Refusal):
    message = lazy(
        "Somebody must be left to read it. Leave out fewer people, or turn to one of the "
        "contacts."
    )


class NoTeam(Refusal):
    message = lazy("This event takes no reports here. Turn to one of the contacts.")


class TooManyFiles(Refusal):
    message = lazy("Send three files at most.")


class FileTooLarge(Refusal):
    message = lazy("Keep each file to 8 MB.")


class ReportClosed(Refusal):
    message = lazy("This report is closed. Reopen it to write.")


def page_for(event: Event, pages: Iterable[ConductPage]) -> ConductPage | None:
    """Return the code that holds at an event: its own, or the nearest one above."""
    own = {page.event_id: page for page in pages}
    return next((own[one.id] for one in event.line if one.id in own), None)


def check_readers(team: Collection[int], kept_from: Collection[int]) -> None:
    """Make sure that somebody reads a report.

    Raises:
        NoTeam, NobodyReads
    """
    if not team:
        raise NoTeam
    if not set(team) - set(kept_from):
        raise NobodyReads


def may_read(report: Report, person_id: int) -> bool:
    """Tell whether somebody of the team may read a report: not if it is about them."""
    return person_id not in kept_from(report)


def kept_from(report: Report) -> set[int]:
    return set(json.loads(report.kept_from or "[]"))


def padded(words: str) -> str:
    """Return the words with blanks up to a whole block: their length tells nothing."""
    return words + " " * (-len(words) % BLOCK)
