"""Commands for operators: `eventsite schedule …`."""

import json
import sys

import click
from flask.cli import AppGroup

from eventsite.core.db import read_tx, write_tx
from eventsite.events.queries import find_event, list_below
from eventsite.schedule import actions, queries
from eventsite.schedule.rules import Clash

group = AppGroup("schedule", help="The plan of an event.")


@group.command()
@click.argument("event")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def check(event: str, *, as_json: bool) -> None:
    """List the conflicts of the current draft; exit 1 if there are errors.

    Warnings, accepted or not, leave the exit code at 0.
    """
    found = find_event(event)
    if found is None:
        raise click.BadParameter(f"no event called {event!r}", param_hint="EVENT")
    draft = queries.find_current_draft(found)
    conflicts = queries.Conflicts([], [])
    if draft is not None:
        conflicts = queries.find_conflicts(draft, list_below(found))
    if as_json:
        rows = [_row(clash) for clash in conflicts.open]
        rows += [
            {**_row(clash), "accepted": accepted.reason}
            for clash, accepted in conflicts.accepted
        ]
        click.echo(json.dumps({"event": event, "conflicts": rows}, ensure_ascii=False))
    else:
        for clash in conflicts.open:
            click.echo(f"{clash.severity.value}: {clash.words}")
        for clash, accepted in conflicts.accepted:
            click.echo(f"accepted: {clash.words} ({accepted.reason})")
        counted = f"{len(conflicts.errors)} errors, {len(conflicts.warnings)} warnings"
        click.echo(f"{counted}, {len(conflicts.accepted)} accepted", err=True)
    if conflicts.errors:
        sys.exit(1)


def _row(clash: Clash) -> dict[str, object]:
    return {
        "kind": clash.kind.value,
        "severity": clash.severity.value,
        "sessions": [placement.code for placement in clash.placements],
        "what": clash.words,
    }


@group.command()
@click.option("--anew", is_flag=True, help="Of all events, not only of those behind.")
def index(*, anew: bool) -> None:
    """Make what is searched from the newest releases."""
    with read_tx():
        behind = actions.find_unindexed(anew=anew)
    for release_id, covers in behind.items():
        with write_tx():
            actions.index_release(release_id, covers)
    click.echo(f"{sum(map(len, behind.values()))} events indexed", err=True)
