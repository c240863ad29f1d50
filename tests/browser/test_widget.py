"""The programme on a page of another site, in a real browser."""

import http.server
import threading

import pytest
from playwright.sync_api import expect

from tests.programme.conftest import conf, draft, event, release

__all__ = ["conf", "draft", "event", "release"]

PAGE = """<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1>
<script src="{site}/widget.js" async></script>
<eventsite-programme event="conf" label="Our programme"></eventsite-programme></html>
"""


@pytest.fixture
def elsewhere():
    """Serve a page of another site; called with ours, return its address."""
    servers = []

    def serve(site):
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(PAGE.format(site=site).encode())

            def log_message(self, *_args):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.usefixtures("conf")
def test_another_sites_page_shows_it_as_high_as_it_is(visit, elsewhere, check_page):
    page = visit("/events/conf/widget")
    check_page(page)
    site = page.evaluate("location.origin")
    page.goto(elsewhere(site))
    frame = page.frame_locator("iframe[title='Our programme']")
    expect(frame.get_by_role("link", name="Opening")).to_be_visible()
    inner = frame.locator("html").evaluate("html => html.offsetHeight")
    expect(page.locator("iframe")).to_have_css("height", f"{inner}px")
    assert page.context.cookies() == []
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Opening").click()
    assert opened.value.url == f"{site}/events/conf/sessions/PEN222"
