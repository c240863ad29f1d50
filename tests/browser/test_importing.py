"""An organiser brings a newer file in and decides what to keep, without a script."""

import pytest
from playwright.sync_api import expect

from eventsite.core import jobs
from eventsite.core.db import db
from eventsite.sessions.models import Session
from tests import factories
from tests.exchange.bringing import CITY, bring, edit, session_of, talk
from tests.formats.samples import xml

LONG = "A talk about clusters and those who run them. " * 60


@pytest.fixture
def conf(app):
    assert app.testing
    bring(
        xml(
            talk(1, abstract=f"{LONG} Old end."),
            talk(2, start="11:00", persons='<person id="7">Ann</person>'),
            talk(3, start="12:00"),
            conference=CITY,
        )
    )
    edit(session_of(1), abstract=f"{LONG} An end by hand.", title="A title by hand")
    edit(session_of(2), title="Another title by hand")
    return session_of(1).event


@pytest.mark.parametrize("scripts", [True, False])
def test_deciding_between_two_edits(
    conf, app, open_browser, enter, check_page, scripts
):
    page = open_browser(java_script_enabled=scripts)
    enter(factories.owner(conf), page)
    db.session.commit()
    page.goto("/manage/conf/import")
    newer = xml(
        talk(1, abstract=f"{LONG} A new end.", title="A title in the file"),
        talk(2, start="11:00", title="Talk 2, renamed"),
        talk(3, start="14:00", duration="long"),
        talk(4, start="15:00"),
        conference=CITY,
    )
    page.get_by_label("File").set_input_files(
        {"name": "newer.xml", "mimeType": "text/xml", "buffer": newer}
    )
    if scripts:
        check_page(page)
    page.get_by_label("Release it").check()  # not of itself: some edits are not out yet
    page.get_by_role("button", name="Read the file").click()
    jobs.run_due(app.extensions["jobs"])
    expect(page.get_by_role("heading", name="Edited here and changed")).to_be_visible()
    if scripts:
        check_page(page)
    one = page.get_by_role("group", name="A title by hand: title")
    expect(one.get_by_label("As it is here")).to_be_checked()
    one.get_by_label("As the file has it").check()
    page.get_by_role("button", name="Bring it in and release it").click()
    jobs.run_due(app.extensions["jobs"])
    expect(page.get_by_text("released as version 2")).to_be_visible()
    if scripts:
        check_page(page)
    db.session.rollback()
    titles = {one.number: one.title for one in db.session.query(Session)}
    assert titles == {
        1: "A title in the file",
        2: "Another title by hand",
        3: "Talk 3",
        4: "Talk 4",
    }
    assert session_of(1).abstract.endswith("An end by hand.")
