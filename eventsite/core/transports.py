"""Handing a message over: to a mail server, or to a folder in development.

`smtp://user:password@host:587` speaks TLS by STARTTLS: must, if it sends a password to
another machine; else if the server offers it. `smtps://` (port 465) speaks it from the
start. `?starttls=require` or `never` says otherwise, `?verify=no` accepts any
certificate. `file:///folder` writes an .eml file for each message.
"""

import contextlib
import os
import smtplib
import ssl
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

TIMEOUT = 30.0  # seconds, for each answer
SILENCE = 60.0  # how long a server that gave no answer is left alone
PORTS = {"smtp": 25, "smtps": 465}
LOCAL = {"localhost", "127.0.0.1", "::1"}


class Undelivered(Exception):  # not our bug
    """The message could not be handed over now; later it may."""


class Refused(Exception):  # not our bug
    """The server will not take the message for this recipient, now or later."""


class Transport(Protocol):
    def send(self, message: EmailMessage) -> None:
        """Hand the message over.

        Raises:
            Undelivered: it was not taken: try again later.
            Refused: it will never be.
        """

    def greet(self) -> None:
        """Find out whether messages would be taken, sending none.

        Raises:
            Undelivered: they would not.
        """

    def close(self) -> None:
        """Let go of what is kept open between messages."""


def transport(url: str) -> Transport:
    """Return what the address names.

    Raises:
        ValueError: it names nothing that we know.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return FolderTransport(Path(unquote(parts.path)))
    if parts.scheme in PORTS and parts.hostname:
        return SmtpTransport(url)
    raise ValueError("must be smtp://HOST, smtps://HOST or file:///FOLDER")


class FolderTransport:
    """Writes each message to a file, named by its date and Message-ID."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        date = parsedate_to_datetime(message["Date"])
        name = message["Message-ID"].strip("<>").partition("@")[0]
        file = self.folder / f"{date:%Y%m%dT%H%M%S}-{name}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            new = file.with_suffix(".new")
            new.write_bytes(bytes(message))
            new.rename(file)
        except OSError as problem:
            raise Undelivered(str(problem)) from problem

    def greet(self) -> None:
        if self.folder.exists() and not os.access(self.folder, os.W_OK):
            raise Undelivered(f"{self.folder} cannot be written")

    def close(self) -> None:
        pass


class SmtpTransport:
    """Keeps its connection for the next message, and makes it anew when it broke."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        self.tls_first = parts.scheme == "smtps"
        self.host = parts.hostname or ""
        self.port = parts.port or PORTS[parts.scheme]
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        must = bool(self.user) and self.host not in LOCAL
        self.starttls = asked.get("starttls", ["require" if must else "offered"])[0]
        verifies = self.tls_first or self.starttls == "require"
        self.context = ssl.create_default_context()
        if not verifies or asked.get("verify") == ["no"]:
            self.context.check_hostname = False
            self.context.verify_mode = ssl.CERT_NONE
        self._server: smtplib.SMTP | None = None
        self._silent_until = 0.0

    def send(self, message: EmailMessage) -> None:
        if time.monotonic() < self._silent_until:
            raise Undelivered(f"{self.host} gave no answer a moment ago")
        with self._told_apart():
            self._connected().send_message(message)

    def greet(self) -> None:
        with self._told_apart():
            self._connected()

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                if self._server.noop()[0] == 250:
                    return self._server
            self.close()
        server = self._server = self._connect()
        server.ehlo_or_helo_if_needed()
        if self._wants_starttls(server):
            server.starttls(context=self.context)
        if self.user:
            server.login(self.user, self.password)
        return server

    def _connect(self) -> smtplib.SMTP:
        if self.tls_first:
            return smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT, context=self.context
            )
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)

    def _wants_starttls(self, server: smtplib.SMTP) -> bool:
        if self.tls_first or self.starttls == "never":
            return False
        return self.starttls == "require" or server.has_extn("starttls")

    @contextlib.contextmanager
    def _told_apart(self) -> Iterator[None]:
        """Tell what passes from what does not; either way begin with a new connection."""
        try:
            yield
        except smtplib.SMTPRecipientsRefused as refused:
            self.close()
            code, words = next(iter(refused.recipients.values()))
            raise _kind(code)(_said(code, words)) from refused
        except smtplib.SMTPDataError as refused:
            self.close()
            code = refused.smtp_code
            raise _kind(code)(_said(code, refused.smtp_error)) from refused
        except smtplib.SMTPResponseException as refused:  # log in, sender: our settings
            self.close()
            raise Undelivered(_said(refused.smtp_code, refused.smtp_error)) from refused
        except (smtplib.SMTPException, OSError) as problem:
            self.close()
            why = problem.__context__ or problem  # smtplib wraps what ended a wait
            if isinstance(why, TimeoutError):
                self._silent_until = time.monotonic() + SILENCE
                raise Undelivered(f"{self.host} gives no answer") from problem
            raise Undelivered(f"{type(problem).__name__}: {problem}") from problem


def _kind(code: int) -> type[Undelivered | Refused]:
    return Refused if 500 <= code < 600 else Undelivered


def _said(code: int, words: bytes | str) -> str:
    told = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {told}"
