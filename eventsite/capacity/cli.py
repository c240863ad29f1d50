from collections.abc import Iterator

import click
from flask.cli import with_appcontext

from eventsite.capacity import queries
from eventsite.core.db import read_tx
from eventsite.core.soundness import Finding


@click.group("capacity")
def capacity() -> None:
    """Places that run out."""


@capacity.command("check")
@with_appcontext
def check() -> None:
    """Compare every pool's numbers with its ledger and its holds."""
    with read_tx():
        found = queries.find_disagreements()
    for disagreement in found:
        click.echo(str(disagreement))
    if found:
        raise click.ClickException(f"{len(found)} disagreements")
    click.echo("the books agree", err=True)


def ask_books() -> Iterator[Finding]:
    """Answer, for `eventsite check`, whether pools, holds and ledger agree."""
    found = queries.find_disagreements()
    if found:
        words = f"{len(found)} disagreements: see 'eventsite capacity check'"
        yield Finding("places", "wrong", words)
    else:
        yield Finding("places", "ok", "pools, holds and ledger agree")
