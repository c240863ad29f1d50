"""`eventsite people reset-second-factor`: for somebody who has lost everything."""

import click
from flask.cli import with_appcontext

from eventsite.accounts.queries import find_person_by_email
from eventsite.core import clock
from eventsite.core.db import write_tx
from eventsite.factors import actions


@click.command("reset-second-factor")
@click.argument("email")
@with_appcontext
def reset_second_factor(email: str) -> None:
    """Take away all second factors of somebody who has lost them.

    Make sure first that it is really them who asks, by another way than mail: whoever
    reads their mail can then choose a new password. They are signed out everywhere and
    told by a letter, and the audit log keeps it.
    """
    with write_tx():
        person = find_person_by_email(email)
        if person is None:
            raise click.ClickException(f"There is no account with the address {email}.")
        count = actions.reset(person, None, clock.now())
    factors = "1 second factor" if count == 1 else f"{count} second factors"
    click.echo(f"{factors} of {email} removed", err=True)
