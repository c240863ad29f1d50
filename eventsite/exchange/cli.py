"""`eventsite import` and `eventsite export`."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from eventsite.core import clock
from eventsite.core.db import read_tx, write_tx
from eventsite.core.errors import Refusal
from eventsite.core.words import ngettext
from eventsite.events.queries import find_event
from eventsite.events.rules import check_slug
from eventsite.exchange import actions
from eventsite.exchange.actions import Plan
from eventsite.exchange.exports import FORMATS, Format
from eventsite.exchange.rules import Report
from eventsite.formats import any_format
from eventsite.formats.assembly import UNTITLED
from eventsite.formats.hardened_xml import Progress
from eventsite.formats.limits import MAX_BYTES
from eventsite.formats.model import Reading, Unreadable
from eventsite.schedule.queries import find_programme

BAD_INPUT = 2
MOST_LISTED = 40  # sessions of a kind, to people


def _slug(_context: click.Context, _parameter: click.Parameter, typed: str) -> str:
    try:
        check_slug(typed)
    except Refusal as refusal:
        raise click.BadParameter(str(refusal)) from None
    return typed


@click.command("import")
@click.argument(
    "file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@click.option("--host", required=True, callback=_slug, help="The host's short name.")
@click.option("--event", required=True, callback=_slug, help="The event's short name.")
@click.option("--devrooms", is_flag=True, help="Make each devroom an event below.")
@click.option("--release/--no-release", default=True, help="Show it to the public.")
@click.option(
    "--overwrite",
    is_flag=True,
    help="Take the file's where something was edited here and in the file.",
)
@click.option("--dry-run", is_flag=True, help="Say what it would do; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def import_schedule(  # one for each option
    *,
    file: Path,
    host: str,
    event: str,
    devrooms: bool,
    release: bool,
    overwrite: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring a schedule FILE into an event, made if it does not exist.

    Reads pentabarf, frab and pretalx XML, schedule.json, iCalendar, xCal, and tables (CSV)
    of sessions or of people, told by their content; "-" is standard input.
    A newer file changes in place; what it does not mention stays as it is, and so does
    what was edited here. Exits 2 if the file cannot be read, 1 if it cannot be imported.
    """
    plan = Plan(devrooms=devrooms, release=release, overwrite=overwrite)
    with _said_to_people():
        with read_tx():
            target = actions.find_target(host, event)
            zone = target.timezone if target else None
        reading = _read(file, zone)
        report = (
            _preview(host, event, reading, plan)
            if dry_run
            else _bring_in(host, event, reading, plan)
        )
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        _print(report, reading, dry_run=dry_run)


def _preview(host: str, slug: str, reading: Reading, plan: Plan) -> Report:
    click.echo("Comparing …", err=True)
    with read_tx():
        return actions.preview(actions.find_target(host, slug), slug, reading, plan)


def _bring_in(host: str, slug: str, reading: Reading, plan: Plan) -> Report:
    click.echo("Writing …", err=True)
    now = clock.now()
    with write_tx():
        target = actions.find_target(host, slug) or actions.open_event(
            host, slug, reading.programme, actor_id=None, now=now
        )
        return actions.bring_in(target, reading, plan, now)


@click.command("export")
@click.argument("event", callback=_slug)
@click.option("--format", "format_", required=True, type=click.Choice(list(FORMATS)))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="A file instead of standard output.",
)
@click.option("--check", is_flag=True, help="Say what its format forbids; exit 1.")
@with_appcontext
def export_schedule(
    *, event: str, format_: str, output: Path | None, check: bool
) -> None:
    """Write the released schedule of EVENT as a file."""
    with _said_to_people(), read_tx():
        found = find_event(event)
        if found is None:
            raise click.BadParameter(f"There is no event “{event}”.")
        programme = find_programme(found)
    if programme is None:
        raise click.ClickException(f"Nothing of “{event}” has been released yet.")
    port = current_app.config.get("PORT", 8000)
    site = current_app.config["PUBLIC_URL"] or f"http://127.0.0.1:{port}"
    data = FORMATS[format_].write(programme, site)
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(data)
    else:
        _write_whole(output, data)
        click.echo(f"{output}: {len(programme.sessions)} sessions", err=True)
    if check:
        _check(FORMATS[format_], data)


def _check(format_: Format, data: bytes) -> None:
    """Tell what is wrong with a file; exit 1 if anything is."""
    if format_.check is None:
        raise click.ClickException("There are no rules to check this format against.")
    problems = list(format_.check(data))
    for problem in problems:
        place = f" ({problem.guid})" if problem.guid else ""
        click.echo(f"{problem.what}{place}", err=True)
    if problems:
        raise click.ClickException(f"{len(problems)} problems.")
    click.echo("It keeps to its format.", err=True)


def _write_whole(file: Path, data: bytes) -> None:
    """Write the file so that nobody ever sees half of it."""
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(data)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"{file}: {error.strerror}") from None


@contextmanager
def _said_to_people() -> Iterator[None]:
    """Turn what may go wrong into one sentence and an exit code."""
    try:
        yield
    except Unreadable as unreadable:
        click.echo(f"Error: {unreadable}", err=True)
        sys.exit(BAD_INPUT)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    except DBAPIError as error:
        raise click.ClickException(
            f"The database does not take part ({error.orig}). "
            "Is it there and up to date? eventsite db upgrade"
        ) from None


def _read(file: Path, zone: str | None) -> Reading:
    try:
        with _opened(file) as source:
            size = source.seek(0, os.SEEK_END)
            source.seek(0)
            with _progress(f"Reading {file.name}", size) as progress:
                return any_format.read(source, zone, progress)
    except OSError as error:
        raise Unreadable(f"{file}: {error.strerror}.") from None


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    if str(file) != "-" and file.is_file():
        with file.open("rb") as source:
            yield source
    else:  # nothing one can go back in: taken into memory, as far as it may go
        with click.open_file(str(file), "rb") as stream:
            yield BytesIO(stream.read(MAX_BYTES + 1))


@contextmanager
def _progress(label: str, size: int) -> Iterator[Progress]:
    """Show a bar on a terminal, else the label alone; always on standard error."""
    with click.progressbar(
        length=size, label=label, file=sys.stderr, show_pos=False
    ) as bar:
        yield lambda done, _size: bar.update(done - bar.pos)


def _print(report: Report, reading: Reading, *, dry_run: bool) -> None:
    if reading.is_of_people:
        total = report.people
        click.echo(f"{total} people ({reading.format})")
    else:
        total = report.sessions
        title = reading.programme.conference.title
        named = title != UNTITLED
        click.echo(f"{title} ({reading.format})" if named else reading.format)
        counts = [
            ngettext("%(num)s session", "%(num)s sessions", total),
            ngettext("%(num)s room", "%(num)s rooms", report.rooms),
            ngettext("%(num)s person", "%(num)s people", report.people),
            ngettext("%(num)s track", "%(num)s tracks", report.tracks),
            ngettext("%(num)s day", "%(num)s days", report.days),
        ]
        click.echo(", ".join(counts))
    for name in ("added", "changed", "moved", "removed"):
        codes = getattr(report, name)
        click.echo(f"{name}: {len(codes)}")
        for code in codes[:MOST_LISTED] if len(codes) < total else ():
            click.echo(f"  {code}  {report.titles.get(code, '')}")
        if MOST_LISTED < len(codes) < total:
            click.echo(f"  … and {len(codes) - MOST_LISTED} more")
    for odd in report.all_oddities:
        click.echo(f"line {odd.line}: {odd.what}")
    if report.conflicts:
        click.echo("To take the file's instead, import it again with --overwrite.")
    if dry_run:
        click.echo("Nothing was written.")
    elif report.version:
        click.echo(f"Released as version {report.version}.")
