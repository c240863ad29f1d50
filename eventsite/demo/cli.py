"""`eventsite demo`: real conferences to look at, and one to try everything on."""

import secrets
import socket
import subprocess
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

import config
from eventsite.core import clock, logs
from eventsite.core.db import db, read_tx, write_tx
from eventsite.core.passwords import make_hash
from eventsite.core.server import Server, serving
from eventsite.demo import build
from eventsite.demo.people import SIGN_INS


@click.command()
@click.option("--serve/--no-serve", default=True, help="Serve it, or only make it.")
@click.option(
    "--scale",
    metavar="N",
    type=click.IntRange(1, 20_000),
    help="Add a synthetic event of N sessions, the same every time.",
)
@with_appcontext
def demo(*, serve: bool, scale: int | None) -> None:
    """Make the demo's database, once, and serve it, web and worker together."""
    upgrade()
    password = _password(Path(current_app.config["INSTANCE"]) / "demo-password")
    with read_tx():
        is_built = build.is_built()
    if not is_built:
        click.echo("Making the demo …", err=True)
        hashed = make_hash(password)
        with write_tx():
            build.build(hashed, clock.now())
    if scale is not None:
        with write_tx():
            event = build.make_scaled(scale, clock.now())
            click.echo(f"Synthetic: /events/{event.slug}/schedule")
    _print_sign_ins(password)
    if serve:
        _serve(f"127.0.0.1:{current_app.config['PORT']}")


def _password(file: Path) -> str:
    """Return this folder's demo password, the same at every start."""
    if not file.is_file():
        file.touch(mode=0o600)
        file.write_text(f"try-{secrets.token_hex(5)}\n")
    return file.read_text().strip()


def _print_sign_ins(password: str) -> None:
    click.echo("Sign in with any of these; the password of all is:  " + password)
    for sign in SIGN_INS:
        click.echo(f"  {sign.email:<24} {sign.what}")


def _refuse_taken(bind: str) -> None:
    host, _, port = bind.partition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            raise click.ClickException(
                f"Something else serves at {bind}. Try another port: PORT=9000 make demo"
            ) from None


def _serve(bind: str) -> None:
    _refuse_taken(bind)
    settings = serving(current_app.config.copy(), bind)
    make_app = current_app.extensions["make_app"]
    db.session.remove()
    db.engine.dispose()
    address = settings["PUBLIC_URL"]
    worker = subprocess.Popen(  # ourselves
        [sys.executable, "-m", "eventsite", "worker"],
        env=config.for_child(PUBLIC_URL=address),
    )
    click.echo(
        f"\nOpen {address} (Ctrl+C ends it). Letters go to {settings['MAIL_URL'].removeprefix('file://')}"
    )
    logs.set_up(as_json=False)
    try:
        Server(lambda: make_app(settings), bind, workers=1).run()
    finally:
        worker.terminate()
        worker.wait(timeout=20)
