"""What `eventsite` can do on the command line. Servers do without: it takes memory."""

from flask import Flask
from flask_migrate import Migrate

from eventsite.accounts import cli as accounts_cli
from eventsite.app import create_app
from eventsite.capacity import cli as capacity_cli
from eventsite.core import cli, db
from eventsite.demo import cli as demo_cli
from eventsite.exchange import cli as exchange_cli
from eventsite.factors import cli as factors_cli
from eventsite.schedule import cli as schedule_cli

COMMANDS = (
    accounts_cli.people,
    capacity_cli.capacity,
    cli.check,
    cli.keys_group,
    cli.list_jobs,
    cli.make_backup,
    cli.restore_backup,
    cli.run_worker,
    cli.serve,
    demo_cli.demo,
    exchange_cli.export_schedule,
    exchange_cli.import_schedule,
    schedule_cli.group,
)
accounts_cli.people.add_command(factors_cli.reset_second_factor)
QUESTIONS = {"places": capacity_cli.ask_books}  # for `eventsite check`


def add_to(app: Flask) -> None:
    """Let the application be worked on by commands, `db` among them."""
    Migrate(app, db.db, directory=str(app.config["MIGRATIONS"]))
    app.extensions["make_app"] = (
        create_app  # for the demo, which serves beside its worker
    )
    app.extensions["questions"] = QUESTIONS
    for command in COMMANDS:
        app.cli.add_command(command)
