import pytest

from tests.accounts.conftest import ada, newest_link
from tests.openid_site import Site, serving

__all__ = ["ada", "newest_link"]


@pytest.fixture
def site():
    site = Site()
    server = serving(site)
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(app, site):
    """Return a browser at an eventsite that knows one other site, "corp"."""
    app.config["OIDC_PROVIDERS"] = (site.provider(),)
    yield app.test_client()
    app.config["OIDC_PROVIDERS"] = ()


@pytest.fixture
def come_from(site):
    """Go to the other site and come back, as a browser does."""

    def go(browser, path="/signin/with/corp", **changed):
        there = browser.get(path)
        assert there.status_code == 302, there.text
        asked = site.visit(there.location)
        query = {"code": "a code", "state": asked["state"]} | changed
        return browser.get("/signin/with/corp/back", query_string=query)

    return go
