"""Is this installation sound? What `eventsite check` asks, one thing at a time.

Each question is answered by a finding that says, where something is wrong, what to do.
Asking changes nothing but a file that is written and removed in each folder.
"""

import os
import smtplib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

import config
from eventsite.core import crypto, files, health, jobs
from eventsite.core.db import db, read_tx
from eventsite.core.keys import encrypted_columns
from eventsite.core.transports import Undelivered, transport

MOST_VALUES = 1000  # encrypted values of a column that are opened, the newest first
OVERDUE = timedelta(minutes=10)  # then no worker seems to run


State = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    about: str
    state: State
    words: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


Question = Callable[[], Iterable[Finding]]


def ask_all(more: Mapping[str, Question], now: datetime) -> Iterator[Finding]:
    """Answer all questions, our own and those that rooms ask (by what they are about)."""
    yield from _settings()
    about_database = list(_database())
    yield from about_database
    yield from _mail()
    yield from _storage()
    if any(finding.state == "wrong" for finding in about_database):
        return  # what follows would say the same again
    ours: dict[str, Question] = {
        "keys": _keys,
        "files": _files,
        "jobs": partial(_jobs, now),
    }
    for about, question in {**ours, **more}.items():
        try:
            with read_tx():
                yield from question()
        except (SQLAlchemyError, OSError) as wrong:
            yield Finding(about, "wrong", f"could not be asked: {wrong}")


def _settings() -> Iterator[Finding]:
    given = current_app.config["SECRETS_GIVEN"]
    try:
        config.check_for_production(current_app.config)
    except config.Unsound as wrong:
        yield Finding("settings", "wrong" if given else "warning", str(wrong))
    else:
        yield Finding("settings", "ok", "secrets were chosen for this installation")
    address = current_app.config["PUBLIC_URL"]
    if not address:
        told = "PUBLIC_URL is not set: links in letters need the address people type."
        yield Finding("address", "warning", told)
    elif not address.startswith("https:"):
        told = (
            f"{address}: passwords travel open. Set PUBLIC_URL to an https:// address."
        )
        yield Finding("address", "warning", told)
    else:
        yield Finding("address", "ok", address)


def _database() -> Iterator[Finding]:
    found = health.check()
    kind = db.engine.dialect.name
    for about, words in found.items():
        state: State = "ok" if words == "ok" else "wrong"
        yield Finding(about, state, kind if words == "ok" else words)
    if found["database"] == "ok" and kind == "sqlite":
        rows = db.session.execute(sa.text("PRAGMA quick_check(5)")).scalars().all()
        lost = db.session.execute(sa.text("PRAGMA foreign_key_check")).all()
        if rows != ["ok"]:
            yield Finding(
                "integrity", "wrong", f"the file is damaged: {'; '.join(rows)}"
            )
        elif lost:
            table, row, *_ = lost[0]
            told = f"{len(lost)} rows point nowhere, first {table} {row}"
            yield Finding("integrity", "wrong", told)
        else:
            yield Finding("integrity", "ok", "every page and every reference is right")
    db.session.rollback()


def _mail() -> Iterator[Finding]:
    url = current_app.config["MAIL_URL"]
    parts = urlsplit(url)
    if parts.scheme == "file":
        words = (
            f"letters are written to {unquote(parts.path)}: set MAIL_URL to send them"
        )
        yield Finding("mail", "warning", words)
        return
    try:
        carrier = transport(url)
        try:
            carrier.greet()
        finally:
            carrier.close()
    except (ValueError, Undelivered, smtplib.SMTPException, OSError) as wrong:
        yield Finding("mail", "wrong", f"{parts.hostname}: {wrong}")
    else:
        yield Finding("mail", "ok", f"{parts.hostname} answers")


def _storage() -> Iterator[Finding]:
    for about, folder in (
        ("storage", Path(unquote(urlsplit(current_app.config["STORAGE_URL"]).path))),
        ("instance", Path(current_app.config["INSTANCE"])),
    ):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"x")
        except OSError as wrong:
            words = f"{folder} cannot be written: {wrong.strerror}"
            yield Finding(about, "wrong", words)
        else:
            free = os.statvfs(folder)
            left = free.f_bavail * free.f_frsize // 2**20
            words = f"{folder}, {left} MiB free"
            yield Finding(about, "ok" if left > 100 else "warning", words)


def _keys() -> Iterator[Finding]:
    opened = 0
    for column in encrypted_columns():
        newest = sa.select(column).where(column.is_not(None))
        order = [key.desc() for key in column.table.primary_key.columns]
        try:
            found = db.session.scalars(newest.order_by(*order).limit(MOST_VALUES)).all()
        except crypto.Undecipherable as wrong:
            words = f"{column}: {wrong}. Add the key that was used to ENCRYPTION_KEYS."
            yield Finding("keys", "wrong", words)
            return
        opened += len(found)
    yield Finding("keys", "ok", f"they open {opened} encrypted values")


def _files() -> Iterator[Finding]:
    asked = sa.select(files.StoredFile.token, files.StoredFile.name)
    rows = db.session.execute(asked).all()
    gone = (row.name for row in rows if not files.path_of(row.token).is_file())
    if some := list(islice(gone, 4)):
        named = ", ".join(some[:3]) + (", …" if len(some) > 3 else "")
        words = f"uploads are missing ({named}): restore them from a backup"
        yield Finding("files", "wrong", words)
    else:
        yield Finding("files", "ok", f"{len(rows)} uploads, all there")


def _jobs(now: datetime) -> Iterator[Finding]:
    overdue, _ = jobs.count_waiting(now - OVERDUE)
    due, later = jobs.count_waiting(now)
    failed = len(jobs.list_failed())
    if overdue:
        words = f"{overdue} jobs are overdue: is 'eventsite worker' running?"
        yield Finding("worker", "wrong", words)
    else:
        yield Finding("worker", "ok", f"{due} jobs due, {later} for later")
    if failed:
        words = f"{failed} jobs were given up: see 'eventsite jobs'"
        yield Finding("jobs", "warning", words)
