"""A real Chromium, one per test process, and a server for it to visit."""

import threading
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from eventsite import create_app
from eventsite.core.db import db
from tests.webhooks.conftest import receiver, work  # noqa: F401  # fixtures

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 10_000  # milliseconds until something that should happen has not
WIDTHS = (360, 1440)
SCHEMES = ("light", "dark")
WIDER = """() => {
  const width = document.scrollingElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= width) return [];
  const sticksOut = (e) => e.getBoundingClientRect().right > width + 0.5;
  return [...document.body.querySelectorAll("*")]
    .filter((e) => sticksOut(e) && ![...e.children].some(sticksOut))
    .map((e) => e.outerHTML.slice(0, 150));
}"""


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


class QuietHandler(WSGIRequestHandler):
    def log(self, *_args):
        pass


@pytest.fixture(scope="session")
def live_app(shared_app, settings):
    """Return an application like a real one: with CSRF protection."""
    assert shared_app  # it makes the tables
    return create_app(
        {**settings, "WTF_CSRF_ENABLED": True, "PROPAGATE_EXCEPTIONS": False}
    )


@pytest.fixture(scope="session")
def live_address(live_app):
    server = make_server(
        "127.0.0.1", 0, live_app, threaded=True, request_handler=QuietHandler
    )
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, headless=True
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_browser(app, live_app, live_address, chromium):  # noqa: ARG001  # its database
    """Open another window with nothing in common; options as of Playwright's context."""
    contexts, complaints = [], []

    def new_page(**options):
        defaults = {
            "base_url": live_address,
            "viewport": {"width": 1440, "height": 900},
            "timezone_id": "Europe/Brussels",
            "locale": "en-GB",
            "reduced_motion": "reduce",
            "service_workers": "block",  # they would fetch what a test does not wait for
        }
        context = chromium.new_context(**defaults | options)
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda m: m.type == "error" and complaints.append(m.text))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    yield new_page
    for context in contexts:
        context.close()
    live_app.extensions["documents"].clear()  # keys hold ids, which begin anew
    with live_app.app_context():
        db.engine.dispose()  # the test's database is emptied by replacing its file
    shown = [c for c in complaints if "Failed to load resource" not in c]
    assert shown == [], "the browser's console has complaints"


@pytest.fixture
def page(open_browser):
    return open_browser()


@pytest.fixture
def visit(page):
    """Open an address and return the page; `status` is checked."""

    def go(address, status=200):
        db.session.commit()  # what the test has made is there for the server
        answer = page.goto(address)
        assert answer.status == status
        return page

    return go


@pytest.fixture
def enter(page, client, sign_in, live_address):
    """Sign a person in, in the page's browser."""

    def as_person(person, browser=page):
        sign_in(person)
        cookie = client.get_cookie("session")
        browser.context.add_cookies(
            [{"name": "session", "value": cookie.value, "url": live_address}]
        )

    return as_person


@pytest.fixture
def check_page():
    """Check a page at all widths, light and dark.

    No axe violation, nothing wider than the window, exactly one h1. With `quick`, each
    width and each scheme once, and what is wrong is returned.
    """

    def check(page, *, quick=False):
        wrong = _wrong_with(page, quick=quick)
        if not quick:
            assert "\n".join(wrong) == ""
        return wrong

    return check


def _wrong_with(page, *, quick):
    here = urlsplit(page.url).path
    headings = page.locator("h1").count()
    found = [] if headings == 1 else [f"{here} has {headings} h1"]
    before = page.viewport_size
    for width, schemes in zip(WIDTHS, ("dark", "light"), strict=True):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{here} is wider than {width} px: {x}" for x in page.evaluate(WIDER)]
        for scheme in [schemes] if quick else SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [f"{here} at {width} px, {scheme}: {x}" for x in _axe(page)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)
    return found


def _axe(page):
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"][:3]
    ]
