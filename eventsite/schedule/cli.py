"""Commands for operators: `eventsite schedule …`."""

import json

import click
from flask.cli import AppGroup

from eventsite.core.db import read_tx, write_tx
from eventsite.events.queries import find_event, list_below
from eventsite.schedule import actions, queries

group = AppGroup("schedule", help="The plan of an event.")


@group.command()
@click.argument("event")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def check(event: str, *, as_json: bool) -> None:
    """List the conflicts of the current draft."""
    found = find_event(event)
    if found is None:
        raise click.BadParameter(f"no event called {event!r}", param_hint="EVENT")
    draft = queries.find_current_draft(found)
    clashes = queries.find_clashes_in(draft, list_below(found)) if draft else []
    if as_json:
        rows = [
            {
                "kind": clash.kind.value,
                "sessions": [placement.code for placement in clash.placements],
                "what": clash.words,
            }
            for clash in clashes
        ]
        click.echo(json.dumps({"event": event, "conflicts": rows}, ensure_ascii=False))
    else:
        for clash in clashes:
            click.echo(clash.words)
        click.echo(f"{len(clashes)} conflicts", err=True)


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
