"""The process that `eventsite serve` turns into: it knows what serves, and no commands."""

import sys

import config
from eventsite.app import create_app
from eventsite.core import logs
from eventsite.core.server import Server, serving


def main(bind: str, workers: str) -> None:
    logs.set_up(as_json=True)
    make_app = lambda: create_app(serving(config.read(), bind))  # noqa: E731
    Server(make_app, bind, int(workers)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
