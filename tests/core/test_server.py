"""`eventsite serve`, as an installation runs it."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from config import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.one_database]


@pytest.fixture
def installation(tmp_path):
    """Return how to run commands in a folder that has a `config.py` of its own."""
    (tmp_path / "config.py").write_text("raise SystemExit('not this one')")
    settings = {
        "EVENTSITE_INSTANCE": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'site.db'}",
        "SECRET_KEYS": secrets.token_urlsafe(48),
        "ENCRYPTION_KEYS": secrets.token_urlsafe(48),
        "PYTHONPATH": str(ROOT),
    }

    def run(*arguments):
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "eventsite", *arguments],
            env={**os.environ, **settings},
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    return run


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def read(address):
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_it_serves_until_it_is_told_to_stop(installation):
    migrated = installation("db", "upgrade")
    _, said = migrated.communicate(timeout=60)
    assert migrated.returncode == 0, said
    port = free_port()
    server = installation("serve", "--bind", f"127.0.0.1:{port}", "--workers", "1")
    try:
        assert read(f"http://127.0.0.1:{port}/readyz")[0] == 200
        status, page = read(f"http://127.0.0.1:{port}/")
        assert status == 200
        assert "<title>" in page
    finally:
        server.send_signal(signal.SIGTERM)
        _, log = server.communicate(timeout=30)
    assert server.returncode == 0, log
    assert re.search(r'^\{.*"event"', log, re.MULTILINE)


def test_without_tables_it_says_what_to_do(installation):
    server = installation("serve", "--bind", f"127.0.0.1:{free_port()}")
    _, said = server.communicate(timeout=60)
    assert server.returncode == 1
    assert "run 'eventsite db upgrade'" in said
