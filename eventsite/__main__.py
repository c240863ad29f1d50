"""`eventsite ...` and `python -m eventsite ...`: the command line."""

from flask.cli import FlaskGroup

from eventsite.app import create_app
from eventsite.core.words import _


def main() -> None:
    FlaskGroup(create_app=create_app, help=_("eventsite: run a conference.")).main(
        prog_name="eventsite"
    )


if __name__ == "__main__":
    main()
