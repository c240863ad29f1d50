"""A walk through the demo: one page of each kind, looked at in light and dark.

The walk follows links, as its visitor sees them, so a new page is checked as soon as
something leads to it, and nothing may lead nowhere.
"""

from collections import deque
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from eventsite.accounts.models import Person
from eventsite.core.db import db, write_tx
from eventsite.demo import build
from tests.factories import NOW

pytestmark = pytest.mark.timeout(900)
LINKS = "links => links.map(link => link.href)"
OURS = "html:lang({})"
START = ("/", "/signin", "/signup", "/password/forgotten")


@pytest.fixture
def demo(app):
    assert app
    with write_tx():
        build.build("no password", NOW)


@pytest.fixture(params=["en-GB", "de-DE"])
def page(request, open_browser):
    return open_browser(locale=request.param)


@pytest.fixture
def walk(page, live_app, live_address, check_page):
    """Visit one page of each kind that links lead to; return the kinds."""
    addresses = live_app.url_map.bind("", "/")

    def kind_of(url):
        """Return which page it is, with the query's names; None for another site's."""
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" != live_address:
            return None
        try:
            return addresses.match(parts.path, "GET")[0]
        except RequestRedirect:
            return None
        except HTTPException:
            return f"nothing at {url}"

    def go(*start):
        db.session.commit()
        tongue = page.evaluate("navigator.language.slice(0, 2)")
        seen, ahead, wrong = {}, deque(f"{live_address}{s}" for s in start), []
        while ahead:
            url = ahead.popleft()
            kind = kind_of(url)
            if kind is None or kind in seen:
                continue
            seen[kind] = url
            answer = page.request.get(url)
            if not answer.ok:
                wrong.append(f"{answer.status} at {url}")
            if not answer.ok or "text/html" not in answer.headers["content-type"]:
                continue
            page.goto(url)
            wrong += [f"not {tongue}: {url}"] * (
                page.locator(OURS.format(tongue)).count() != 1
            )
            wrong += check_page(page, quick=True)
            ahead.extend(page.eval_on_selector_all("main a[href], nav a[href]", LINKS))
        return seen, wrong

    return go


@pytest.mark.usefixtures("demo")
def test_what_everybody_sees(walk):
    seen, wrong = walk(*START)
    assert "\n".join(wrong) == ""
    assert {"front.index", "front.event", "proposals.cfp"} <= set(seen)


@pytest.mark.usefixtures("demo")
def test_what_an_administrator_sees(walk, enter):
    enter(db.session.scalars(select(Person).filter_by(is_admin=True)).first())
    seen, wrong = walk("/account/", "/manage/")
    assert "\n".join(wrong) == ""
    assert {"overview.event", "team_desk.team", "profile.profile"} <= set(seen)
