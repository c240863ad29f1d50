"""The log as a file."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from eventsite.core.words import _
from eventsite.formats import csv_table
from eventsite.trail import rules
from eventsite.trail.queries import Line


def trail_csv(lines: Iterable[Line], zone: str) -> bytes:
    """Return the entries in the reader's words, their times by the clocks of `zone`."""
    heads = (
        _("When"),
        _("Who"),
        _("What was done"),
        _("Of what"),
        _("Details"),
        _("Event"),
        _("Kind"),
    )
    return csv_table.write(heads, (_row(line, zone) for line in lines))


def _row(line: Line, zone: str) -> list[str]:
    entry = line.entry
    return [
        entry.at.astimezone(ZoneInfo(zone)).isoformat(sep=" ", timespec="seconds"),
        line.actor or (_("somebody who is gone") if entry.actor_id else _("by itself")),
        rules.said(entry.verb),
        line.subject.name,
        "; ".join(rules.details(entry.detail)),
        line.event.name if line.event else "",
        entry.verb,
    ]
