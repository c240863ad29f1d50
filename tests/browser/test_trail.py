from playwright.sync_api import expect

from eventsite.audit.actions import record
from eventsite.core.db import db
from tests import factories
from tests.factories import NOW


def test_the_log_is_read_and_narrowed(visit, enter, check_page):
    event = factories.event(slug="conf", name="Conf")
    ada = factories.owner(event)
    child = factories.child(event, name="Monitoring Devroom")
    session = factories.session(child, title="A long title of a talk about clouds")
    by = {"event_id": event.id, "actor_id": ada.id, "now": NOW}
    changed = {"changed": "title, abstract, links, own_starts_on"}
    child_by = by | {"event_id": child.id}
    subject = f"session {session.id}"
    record(verb="session.edit", subject=subject, detail=changed, **child_by)
    record(
        verb="team.grant", subject=f"person {ada.id}", detail={"role": "owner"}, **by
    )
    record(verb="schedule.release", subject="version 1.0", **by | {"actor_id": None})
    db.session.commit()
    enter(ada)
    page = visit("/manage/conf/audit")
    expect(page.get_by_text("3 entries")).to_be_visible()
    assert not check_page(page, quick=True)
    page.get_by_label("Kind").select_option(label="Team, roles and tokens")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("1 entry")).to_be_visible()
    page.get_by_label("Day").fill("2030-08-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Nothing found")).to_be_visible()
    assert not check_page(page, quick=True)
    visit("/account/history")
    expect(page.get_by_text("Gave a role")).to_be_visible()
    assert not check_page(page, quick=True)
