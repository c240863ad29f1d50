import click
from flask.cli import with_appcontext

from eventsite.capacity import queries
from eventsite.core.db import read_tx


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
