"""The page that says whether the files are good, for whom they are not, and why."""

import pytest
from lxml import etree

from eventsite.core.db import db
from eventsite.permissions import Role
from eventsite.schedule import queries as schedule
from tests import factories
from tests.factories import NOW
from tests.schedule.test_releases import MORNING, placed

PAGE = "/manage/conf/files"


@pytest.fixture
def owner(conf, sign_in):
    return sign_in(factories.owner(conf.event))


def section(page, name):
    (found,) = etree.HTML(page.text).xpath(f"//section[@aria-labelledby='{name}']")
    return " ".join(" ".join(found.itertext()).split()), found


def test_all_is_well(owner):
    page = owner.get(PAGE)
    assert page.status_code == 200
    assert "Every file keeps to its format" in page.text
    text, found = section(page, "files")
    assert text.count(" fits") == 5
    for address in found.xpath(".//a/@href"):
        assert owner.get(address).status_code == 200
    text, _ = section(page, "programs")
    for name in ("Giggity", "EventFahrplan", "fosdem-companion", "FOSDEM", "ConfClerk"):
        assert name in text
    assert "Sessions of the type “Talk” are shown among others" in text


def test_what_breaks_is_named_with_where_to_mend_it(owner, conf, release):
    slot = schedule.find_slot(conf.draft, conf.next)
    slot.starts_at = MORNING
    placed(conf.draft, conf.event, 300, conf.aula, title="Nowhere", code="NWHR22")
    schedule.find_slot(conf.draft, conf.other).room = None
    db.session.commit()
    release(conf.event, version="2", now=NOW)
    page = owner.get(PAGE)
    assert "Something would break." in page.text
    text, found = section(page, "programs")
    assert "A session is cut where the next one in its room begins" in text
    assert "A session without a room is missing" in text
    links = {(a.text, a.get("href")) for a in found.xpath(".//a")}
    assert links >= {
        ("Other day", "/manage/conf/schedule/sessions/THER22"),
        ("Opening", "/manage/conf/schedule/sessions/PEN222"),
        ("Opening", "/manage/conf/sessions/PEN222/edit"),  # of that type
    }
    for _, address in links:
        assert owner.get(address).status_code == 200


def test_what_the_files_leave_out_is_said(owner, conf, release):
    conf.other.state = "cancelled"
    slot = schedule.find_slot(conf.draft, conf.next)
    slot.starts_at = slot.room = None
    db.session.commit()
    release(conf.event, version="2", now=NOW)
    text, found = section(owner.get(PAGE), "notes")
    assert "Sessions without a time are in no file" in text
    assert "Cancelled sessions are marked in calendars" in text
    assert found.xpath(".//a/text()") == ["Next one", "Other day"]


def test_titles_are_harmless(owner, conf, release):
    conf.opening.title = "<script>alert(1)</script>"
    db.session.commit()
    release(conf.event, version="2", now=NOW)
    page = owner.get(PAGE)
    assert "<script>alert" not in page.text


def test_before_anything_is_out(client, event, sign_in):
    sign_in(factories.owner(event))
    page = client.get(f"/manage/{event.slug}/files")
    assert "Nothing is released yet" in page.text


def test_an_event_below_is_checked_by_itself(client, conf, sign_in):
    sign_in(factories.team_member(conf.child, Role.DEVROOM_MANAGER))
    page = client.get("/manage/side/files")
    assert page.status_code == 200
    assert "Below" in page.text
    assert "Opening" not in page.text
    assert client.get(PAGE).status_code == 403


def test_it_is_worked_out_once(owner, queries):
    owner.get(PAGE)
    with queries() as sent:
        owner.get(PAGE)
    few = len(sent)
    assert few <= 10


@pytest.mark.parametrize("number", [1, 30])
def test_queries_are_few_at_any_size(owner, conf, release, queries, number):
    for n in range(number):
        placed(conf.draft, conf.event, n * 5, conf.aula, title=f"Late {n}")
    release(conf.event, version="2", now=NOW)
    with queries() as sent:
        assert owner.get(PAGE).status_code == 200
    assert len(sent) <= 11
