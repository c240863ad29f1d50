"""Commands for operators: `eventsite people ...`."""

import click
from flask.cli import AppGroup

from eventsite.accounts import actions
from eventsite.accounts.queries import find_person_by_email
from eventsite.accounts.rules import EmailTaken
from eventsite.core import clock
from eventsite.core.addresses import public_url
from eventsite.core.db import write_tx
from eventsite.core.emails import canonical
from eventsite.core.text import clean_line

people = AppGroup("people", help="People who can sign in.")

LONGEST_NAME = 200


def _email(_context: click.Context, _parameter: click.Parameter, typed: str) -> str:
    try:
        return canonical(typed)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong)) from None


def _name(_context: click.Context, _parameter: click.Parameter, typed: str) -> str:
    name = clean_line(typed)
    if not name or len(name) > LONGEST_NAME:
        raise click.BadParameter(f"needs 1 to {LONGEST_NAME} characters")
    return name


@people.command()
@click.argument("email", callback=_email)
@click.option("--name", required=True, callback=_name, help="What others see.")
@click.option("--admin", is_flag=True, help="May do everything at every event.")
def add(*, email: str, name: str, admin: bool) -> None:
    """Open an account and print a link that signs in once, within a day.

    The address counts as confirmed: you vouch for it.
    """
    now = clock.now()
    try:
        with write_tx():
            person = actions.add_person(email, name, now, is_admin=admin)
            token = actions.make_sign_in_link(person, now)
    except EmailTaken as refusal:
        raise click.ClickException(
            f"{refusal} A new link for it: eventsite people link {email}"
        ) from None
    click.echo(public_url("accounts.signin_link", token=token))


@people.command()
@click.argument("email", callback=_email)
def link(*, email: str) -> None:
    """Print a link that signs somebody in once, within a day."""
    now = clock.now()
    with write_tx():
        person = find_person_by_email(email)
        if person is None:
            raise click.ClickException(f"There is no account with the address {email}.")
        token = actions.make_sign_in_link(person, now)
    click.echo(public_url("accounts.signin_link", token=token))
