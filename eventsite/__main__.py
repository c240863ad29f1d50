"""`eventsite ...` and `python -m eventsite ...`: the command line."""

from flask import Flask
from flask.cli import FlaskGroup

from eventsite import commands
from eventsite.app import create_app
from eventsite.core.words import _


def make_app() -> Flask:
    app = create_app()
    commands.add_to(app)
    return app


def main() -> None:
    FlaskGroup(create_app=make_app, help=_("eventsite: run a conference.")).main(
        prog_name="eventsite"
    )


if __name__ == "__main__":
    main()
