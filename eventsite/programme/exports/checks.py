"""What our files are worth: each is written as it goes out, and checked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from xml.etree.ElementTree import (  # reads what we have written ourselves
    Element,
)

from eventsite.core.words import lazy
from eventsite.formats.checks import calendars, schedule_json, schedule_xml
from eventsite.formats.checks.clients import CLIENTS, Client, Files
from eventsite.formats.checks.problems import Problem, Where
from eventsite.formats.checks.shapes import Shape
from eventsite.formats.model import Programme, Session
from eventsite.programme import exports
from eventsite.programme.models import Edition


@dataclass(frozen=True, slots=True)
class Checked:
    """A file, or a program that reads some, with what is wrong."""

    name: str
    problems: list[Problem]
    client: Client | None = None

    @property
    def breaks(self) -> bool:
        return any(problem.breaks for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Report:
    notes: list[Problem]  # what the files leave out, and all programs show badly
    files: list[Checked]
    clients: list[Checked]

    @property
    def breaks(self) -> bool:
        return any(one.breaks for one in (*self.files, *self.clients))


def find_report(edition: Edition, base_url: str) -> Report:
    """Return `check_files`, made once for each state of the programme."""
    if edition.checked is None or edition.checked[0] != base_url:
        edition.checked = base_url, check_files(edition, base_url)
    found: Report = edition.checked[1]
    return found


def check_files(edition: Edition, base_url: str) -> Report:
    """Write the event's files, and return what readers of each stumble over."""
    strict, strict_problems = _xml(edition, base_url, "strict", schedule_xml.STRICT)
    fosdem, fosdem_problems = _xml(edition, base_url, "fosdem", schedule_xml.FOSDEM)
    json = exports.json(edition, base_url).body
    ical = exports.calendar(edition, base_url).body
    found: list[Problem] = []
    calendar = calendars.read_ical(ical, found)
    files = [
        Checked("schedule.xml", strict_problems),
        Checked("schedule.xml?flavour=fosdem", fosdem_problems),
        Checked("schedule.json", [*schedule_json.check_file(json)]),
        Checked("schedule.ics", [*calendars.check_ical(ical)]),
        Checked(
            "schedule.xcal",
            [*calendars.check_xcal(exports.xcal(edition, base_url).body)],
        ),
    ]
    clients = []
    if strict is not None and fosdem is not None and calendar is not None:
        read = Files(strict, fosdem, calendar)
        clients = [Checked(c.name, [*c.check(read)], c) for c in CLIENTS]
    return Report([*_notes(edition.programme)], files, clients)


def _xml(
    edition: Edition, base_url: str, flavour: exports.Flavour, shape: Shape
) -> tuple[Element | None, list[Problem]]:
    root = schedule_xml.read(exports.xml(edition, base_url, flavour).body)
    if isinstance(root, Problem):
        return None, [root]
    return root, [*schedule_xml.check(root, shape)]


Wrong = Callable[[Session], bool]
NOTES: tuple[tuple[Wrong, str, Where], ...] = (
    (
        lambda session: session.starts_at is None and not session.cancelled,
        lazy("Sessions without a time are in no file but the table of sessions."),
        Where.PLACE,
    ),
    (
        lambda session: session.cancelled and session.starts_at is not None,
        lazy(
            "Cancelled sessions are marked in calendars and tables, and left out of the "
            "files for apps, which would show them as if they took place."
        ),
        Where.PLACE,
    ),
    (
        lambda session: session.starts_at is not None and not session.room,
        lazy("Sessions without a room stand in one without a name."),
        Where.PLACE,
    ),
    (
        lambda session: bool(session.starts_at) and session.duration <= timedelta(),
        lazy("Sessions that take no time are hardly seen in programs."),
        Where.PLACE,
    ),
)


def _notes(programme: Programme) -> Iterator[Problem]:
    for is_so, what, where in NOTES:
        for session in filter(is_so, programme.sessions):
            yield Problem(what, session.slot_guid, where, breaks=False)
    if not programme.sessions:
        yield Problem(
            lazy("Nothing is released yet: the files are empty."), breaks=False
        )
