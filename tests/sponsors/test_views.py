import io
import re

import pytest
from PIL import Image

from eventsite.core.db import db
from eventsite.events.models import EventState
from eventsite.permissions import Role
from eventsite.sponsors.models import Sponsor, Tier
from tests import factories
from tests.factories import only, stored
from tests.sponsors import things


def picture(kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(file, kind)
    file.seek(0)
    return file


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="here", name="Here")


@pytest.fixture
def manager(event, sign_in):
    person = factories.team_member(event, Role.SPONSOR_MANAGER)
    sign_in(person)
    return person


def form(at, **said):
    whole = {
        "name": "Acme",
        "tier": str(at.id),
        "url": "https://acme.example",
        "description": "We make **everything**.",
        "position": "0",
        "once": "a-key-of-this-form",
    }
    return whole | said


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text))


@pytest.mark.usefixtures("manager")
def test_from_an_empty_page_to_a_logo_on_the_wall(client, event):
    assert "No tiers yet" in client.get("/manage/here/sponsors").text
    client.post("/manage/here/sponsors/usual-tiers")
    gold = next(tier for tier in stored(Tier) if tier.name == "Gold")
    sent = form(gold, logo=(picture(), "logo.png"))
    for _ in range(2):
        answer = client.post("/manage/here/sponsors/new", data=dict(sent))
        sent["logo"] = (picture(), "logo.png")
    assert answer.location == "/manage/here/sponsors"

    made = only(Sponsor)
    assert (made.name, made.tier, made.event) == ("Acme", gold, event)
    assert (made.logo.media_type, made.logo.width) == ("image/webp", 40)
    page = client.get("/events/here/sponsors")
    assert "<strong>everything</strong>" in page.text
    assert 'href="https://acme.example"' in page.text
    [src] = re.findall(r'<img src="([^"]*)" alt="Acme"', page.text)
    assert client.get(src).content_type == "image/webp"
    assert "Gold" in words(client.get("/events/here"))


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "x" * 201}, "Keep this to 200 characters."),
        ({"url": "javascript:alert(1)"}, "Type a whole web address"),
        ({"tier": "999999999999999999999"}, "Choose one of the list."),
        ({"position": "-1"}, "Type a whole number"),
        ({"logo": (io.BytesIO(b"<svg onload=alert(1)>"), "l.png")}, "Choose a PNG"),
    ],
)
def test_a_wrong_sponsor_is_refused_beside_the_field(client, event, said, shown):
    sent = form(things.tier(event), **said)
    page = client.post("/manage/here/sponsors/new", data=sent)
    assert page.status_code == 422
    assert shown in page.text
    assert "We make **everything**." in page.text
    assert stored(Sponsor) == []


@pytest.mark.usefixtures("manager")
def test_another_events_tier_is_not_on_offer(client, event):
    things.tier(event)
    foreign = things.tier(factories.event())
    page = client.post("/manage/here/sponsors/new", data=form(foreign))
    assert (page.status_code, stored(Sponsor)) == (422, [])


@pytest.mark.usefixtures("manager")
def test_editing_keeps_the_logo_and_removing_empties_the_wall(client, event):
    tier = things.tier(event)
    client.post("/manage/here/sponsors/new", data=form(tier, logo=(picture(), "l.png")))
    made = only(Sponsor)
    logo_id = made.logo_id
    address = f"/manage/here/sponsors/{made.id}"
    assert 'value="Acme"' in client.get(address).text
    client.post(address, data=form(tier, name="Acme Inc"))
    db.session.expire_all()
    assert (made.name, made.logo_id) == ("Acme Inc", logo_id)
    client.post(f"{address}/remove")
    assert stored(Sponsor) == []
    assert "No sponsors yet" in client.get("/events/here/sponsors").text


@pytest.mark.usefixtures("manager")
def test_tiers_are_edited_and_a_full_one_says_so(client, event):
    tier = things.tier(event, name="Gold")
    things.sponsor(tier)
    address = f"/manage/here/sponsors/tiers/{tier.id}"
    assert 'value="Gold"' in client.get(address).text
    sent = {"name": "Golden", "rank": "3", "maximum": "1"}
    assert client.post(address, data=sent).status_code == 302
    db.session.expire_all()
    assert (tier.name, tier.rank, tier.maximum) == ("Golden", 3, 1)

    page = client.post("/manage/here/sponsors/new", data=form(tier))
    assert "as many sponsors as it takes" in page.text
    client.post(f"{address}/remove")
    assert "This tier still has sponsors" in client.get("/manage/here/sponsors").text
    assert stored(Tier) == [tier]


@pytest.mark.usefixtures("event", "manager")
def test_what_is_another_events_does_not_exist_here(client):
    theirs = things.tier(factories.event())
    sponsor = things.sponsor(theirs)
    for path in (f"tiers/{theirs.id}", f"{sponsor.id}", "9" * 9, "9" * 30):
        address = f"/manage/here/sponsors/{path}"
        assert client.get(address).status_code == 404
        assert client.post(address, data={}).status_code == 404
        assert client.post(f"{address}/remove").status_code == 404
    assert len(stored(Sponsor)) == 1


def test_only_who_may_edits_sponsors(client, sign_in, event):
    sign_in(factories.team_member(event, Role.PRESS_EDITOR))
    tier = things.tier(event)
    for path in ("", "/new", "/tiers/new", f"/tiers/{tier.id}"):
        assert client.get(f"/manage/here/sponsors{path}").status_code == 403
    assert client.post("/manage/here/sponsors/usual-tiers").status_code == 403


def test_a_child_shows_its_parents_sponsors_below_its_own(client, event):
    child = factories.child(event, slug="below")
    things.sponsor(things.tier(event), name="Big")
    things.sponsor(things.tier(child), name="Small")
    shown = words(client.get("/events/below/sponsors"))
    assert shown.index("Small") < shown.index("Sponsors of Here") < shown.index("Big")
    assert "Small" not in client.get("/events/here/sponsors").text


def test_a_draft_events_sponsors_are_seen_by_its_team_only(client, event):
    event.state = EventState.DRAFT
    db.session.commit()
    assert client.get("/events/here/sponsors").status_code == 404


def test_markup_in_a_name_stays_text(client, event):
    things.sponsor(things.tier(event, name="<i>Gold</i>"), name="<b>Acme</b>")
    for path in ("/events/here/sponsors", "/events/here"):
        page = client.get(path).text
        assert "&lt;b&gt;Acme&lt;/b&gt;" in page
        assert "<i>Gold</i>" not in page


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_cost_the_same_for_any_number(client, sign_in, event, queries, rows):
    for _ in range(rows):
        things.sponsor(things.tier(event))
    for asked in (3, 1):  # event, sponsors, stamps; then stamps alone
        with queries() as public:
            assert client.get("/events/here/sponsors").text.count("Sponsor ") >= rows
        assert len(public) == asked
    sign_in(factories.owner(event))
    with queries() as sent:
        client.get("/manage/here/sponsors")
    assert len(sent) <= 5
