"""The programme in a frame on somebody else's page."""

import re

import pytest

from eventsite.core.db import db
from eventsite.events.models import EventState
from tests import factories

pytestmark = pytest.mark.usefixtures("conf")


def test_it_holds_the_released_sessions_and_nothing_of_the_site(client):
    page = client.get("/events/conf/widget")
    titles = re.findall(r'/sessions/\w{6}">([^<]+)</a>', page.text)
    assert titles[:2] == ["Opening", "Next one"]
    assert '<base target="_blank">' in page.text
    for part in ("signin", "site-nav", "csrf", "language/"):
        assert part not in page.text


def test_any_site_may_frame_it_and_only_it(client):
    page = client.get("/events/conf/widget")
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in page.headers
    for other in ("/events/conf/schedule", "/signin"):
        headers = client.get(other).headers
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_it_sets_no_cookie_and_is_the_same_for_who_is_signed_in(client, sign_in, conf):
    stranger = client.get("/events/conf/widget")
    assert "Set-Cookie" not in stranger.headers
    sign_in(factories.owner(conf.event))
    assert client.get("/events/conf/widget").text == stranger.text


def test_it_takes_the_filters_and_themes_of_an_address_and_no_others(client):
    page = client.get("/events/conf/widget?track=cloud&theme=dark")
    assert 'data-theme="dark"' in page.text
    assert "Opening" not in page.text or "Cloud" in page.text
    page = client.get('/events/conf/widget?theme="><script>')
    assert "data-theme" not in page.text
    assert client.get("/events/conf/widget?track=none").status_code == 200


def test_a_private_event_has_none(client, conf):
    conf.event.state = EventState.DRAFT
    db.session.commit()
    assert client.get("/events/conf/widget").status_code == 404


def test_the_script_has_an_address_that_stays(client):
    script = client.get("/widget.js")
    assert script.mimetype == "text/javascript"
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert script.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in script.headers


def test_organisers_find_what_to_paste(client, sign_in, conf):
    sign_in(factories.owner(conf.event))
    page = client.get("/manage/conf/embed").text.replace("&#34;", '"')
    assert '&lt;eventsite-programme event="conf"' in page
    assert '&lt;script src="http://localhost/widget.js" async&gt;' in page
    assert '&lt;iframe src="http://localhost/events/conf/widget"' in page
