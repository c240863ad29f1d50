import io
from datetime import date, timedelta

import pytest
from PIL import Image

from eventsite.core.files import StoredFile
from eventsite.events.models import (
    Event,
    EventKind,
    EventState,
    Host,
    HostAdministrator,
)
from eventsite.events.queries import find_event
from eventsite.permissions import Role
from tests import factories
from tests.factories import only, saved, stored

NEW = {
    "name": "Conf 2031",
    "slug": "conf-2031",
    "starts_on": "2031-05-01",
    "ends_on": "2031-05-02",
    "timezone": "Europe/Brussels",
    "colour": "#336699",
    "languages": "English, French",
    "day_change": "5",
    "once_key": "k" * 24,
}
OWN = dict.fromkeys(
    ("days_from", "zone_from", "place_from", "colour_from", "languages_from"), "own"
)
INHERITED = dict.fromkeys(OWN, "inherited")


def png(name="logo.png"):
    picture = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(picture, "PNG")
    picture.seek(0)
    return picture, name


@pytest.fixture
def host_admin(sign_in):
    host = factories.host(slug="cncf", name="CNCF")
    who = factories.person()
    saved(HostAdministrator(host=host, person=who))
    sign_in(who)
    return host


def test_a_host_is_made_by_administrators_of_the_site(client, sign_in):
    sign_in(factories.admin())
    answer = client.post("/manage/hosts/new", data={"name": "FOSDEM VZW"})
    assert (answer.status_code, answer.location) == (302, "/manage/hosts")
    assert (only(Host).slug, only(Host).name) == ("fosdem-vzw", "FOSDEM VZW")
    assert "FOSDEM VZW" in client.get("/manage/hosts").text

    again = client.post("/manage/hosts/new", data={"name": "FOSDEM VZW"})
    assert again.status_code == 422
    assert "belongs to another host" in again.text


@pytest.mark.usefixtures("host_admin")
def test_others_make_no_host_and_edit_only_theirs(client):
    other = factories.host(slug="other")
    assert client.post("/manage/hosts/new", data={"name": "X"}).status_code == 403
    assert client.get("/manage/hosts/other/edit").status_code == 403
    assert client.get("/manage/hosts/nowhere/edit").status_code == 404
    answer = client.post("/manage/hosts/cncf/edit", data={"name": "C", "slug": "cncf"})
    assert answer.status_code == 302
    assert {host.name for host in stored(Host)} == {"C", other.name}


def test_a_new_event_is_a_draft_and_a_second_click_finds_it(client, host_admin):
    pages = [client.post("/manage/hosts/cncf/events/new", data=NEW) for _ in range(2)]

    assert [page.location for page in pages] == ["/manage/conf-2031/edit"] * 2
    made = only(Event)
    assert (made.host_id, made.state) == (host_admin.id, EventState.DRAFT)
    assert (made.starts_on, made.ends_on) == (date(2031, 5, 1), date(2031, 5, 2))
    assert (made.timezone, made.languages) == ("Europe/Brussels", ["en", "fr"])
    assert made.day_change == timedelta(hours=5)


@pytest.mark.usefixtures("host_admin")
def test_without_an_address_it_is_made_from_the_name(client):
    client.post("/manage/hosts/cncf/events/new", data=NEW | {"slug": ""})
    assert only(Event).slug == "conf-2031"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Give the event a name."),
        ({"name": "x" * 201}, "Keep this to 200 characters."),
        ({"slug": "Not This"}, "lower-case letters"),
        ({"slug": "new"}, "This word is reserved"),
        ({"slug": "taken"}, "belongs to another event"),
        ({"starts_on": ""}, "Choose a day."),
        ({"starts_on": "2031-02-30"}, "Type a day as year-month-day"),
        ({"starts_on": "99999-01-01"}, "Type a day as year-month-day"),
        ({"starts_on": "1889-01-01"}, "Choose a day from 1990 to 2100"),
        ({"ends_on": "2031-04-30"}, "The last day is before the first"),
        ({"ends_on": "2031-07-30"}, "lasts 60 days at most"),
        ({"timezone": "Europe/Atlantis"}, "There is no such time zone"),
        ({"timezone": "../../etc/passwd"}, "There is no such time zone"),
        ({"colour": "red"}, "Type a colour as #rrggbb"),
        ({"languages": "English, Frensh"}, "the language “Frensh”"),
        ({"contact_email": "nobody"}, "This is no e-mail address"),
        ({"website": "javascript:alert(1)"}, "Type a whole web address"),
        ({"day_change": "99999999999999999999"}, "Choose one of the list"),
    ],
)
def test_what_is_wrong_is_said_and_all_that_was_typed_stays(
    client, host_admin, wrong, said
):
    factories.event(slug="taken", host=host_admin)
    typed = NEW | {"tagline": "Clouds & more", "description": "# Long\0 words"} | wrong

    page = client.post("/manage/hosts/cncf/events/new", data=typed)

    assert page.status_code == 422
    assert said in page.text
    assert "Clouds &amp; more" in page.text
    assert "# Long words" in page.text
    assert len(stored(Event)) == 1


def test_an_event_is_edited_and_its_former_address_leads_on(client, sign_in):
    event = factories.event(slug="old-name")
    sign_in(factories.owner(event))
    typed = NEW | {"slug": "new-name", "venue": "Aula", "name": "Größer"}

    answer = client.post("/manage/old-name/edit", data=typed)

    assert answer.location == "/manage/new-name/edit"
    assert only(Event).venue == "Aula"
    there = client.get("/manage/old-name/edit?x=1&_scheme=evil&endpoint=no")
    assert there.status_code == 302
    assert there.location == "/manage/new-name/edit?x=1&_scheme=evil&endpoint=no"
    assert client.get("/events/old-name").location == "/events/new-name"
    assert "Größer" in client.get(answer.location).text
    assert client.post("/manage/old-name/edit", data=typed).status_code == 404


def test_the_former_address_of_a_draft_says_nothing_to_strangers(client, sign_in):
    event = factories.event(slug="old-name", state=EventState.DRAFT)
    sign_in(factories.owner(event))
    client.post("/manage/old-name/edit", data=NEW | {"slug": "secret-name"})
    stranger = client.application.test_client()
    assert stranger.get("/events/old-name").status_code == 404
    assert client.get("/events/old-name").location == "/events/secret-name"


def test_a_child_takes_from_its_parent_what_is_not_its_own(client, sign_in):
    root = factories.event(
        own_venue="Aula", own_city="Brussels", own_address="Street 1"
    )
    sign_in(factories.owner(root))
    typed = NEW | INHERITED | {"kind": "devroom", "venue": "Ignored", "timezone": "No"}

    answer = client.post(f"/manage/{root.slug}/events/new", data=typed)

    assert answer.location == "/manage/conf-2031/edit"
    child = find_event("conf-2031")
    assert (child.parent_id, child.root_id, child.kind) == (
        root.id,
        root.id,
        EventKind.DEVROOM,
    )
    assert (child.own_venue, child.own_timezone, child.own_starts_on) == (None,) * 3
    assert (child.venue, child.starts_on) == ("Aula", root.starts_on)
    page = client.get("/manage/conf-2031/edit").text
    assert f"As {root.name}: Aula, Street 1, Brussels" in page
    assert f"As {root.name}: 1–2 November 2030" in page

    own = NEW | OWN | {"kind": "co-located", "ends_on": "2031-05-01"}
    own |= {"venue": "Hotel", "address": "", "city": "", "country": ""}
    client.post("/manage/conf-2031/edit", data=own)
    assert (child.venue, child.address, child.city) == ("Hotel", "", "")
    assert (child.starts_on, child.timezone) == (date(2031, 5, 1), "Europe/Brussels")
    page = client.get("/manage/conf-2031/edit").text
    assert "Some of its days lie outside those of" in page
    assert "Its time zone is not that of" in page

    back = client.post("/manage/conf-2031/edit", data=own | INHERITED)
    assert back.status_code == 302
    assert (child.venue, child.own_colour, child.own_languages) == ("Aula", None, None)


def test_own_days_of_a_child_must_be_given(client, sign_in):
    root = factories.event()
    sign_in(factories.owner(root))
    typed = NEW | OWN | {"kind": "devroom", "starts_on": "", "languages": ""}
    page = client.post(f"/manage/{root.slug}/events/new", data=typed)
    assert page.status_code == 422
    assert "Choose a day." in page.text
    assert "Name a language." in page.text
    assert stored(Event) == [root]


def test_the_third_level_is_the_last(client, sign_in):
    root = factories.event()
    deep = factories.child(factories.child(root))
    sign_in(factories.owner(root))
    typed = NEW | INHERITED | {"kind": "devroom"}
    page = client.post(f"/manage/{deep.slug}/events/new", data=typed)
    assert page.status_code == 422
    assert "nested 3 levels deep" in page.text
    assert "No event fits below" in client.get(f"/manage/{deep.slug}/events").text


def test_children_are_put_in_order(client, sign_in):
    root = factories.event()
    for position, name in enumerate("abc"):
        factories.child(root, slug=name, name=f"Child {name}", position=position)
    factories.child(factories.event(), slug="elsewhere")
    sign_in(factories.owner(root))
    pages = f"/manage/{root.slug}/events"

    assert client.post(f"{pages}/c/move", data={"to": "up"}).location == pages
    client.post(f"{pages}/c/move", data={"to": "sideways"})
    page = client.get(pages).text

    assert page.index("Child a") < page.index("Child c") < page.index("Child b")
    assert client.post(f"{pages}/elsewhere/move", data={"to": "up"}).status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_of_children_costs_the_same_for_any_number(
    client, sign_in, queries, number
):
    root = factories.event()
    for _ in range(number):
        factories.child(root)
    path = f"/manage/{root.slug}/events"
    sign_in(factories.owner(root))
    with queries() as sent:
        page = client.get(path)
    assert page.text.count('data-label="State"') == number
    assert len(sent) == 4  # the visitor, the rights, the event, its children


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_of_hosts_costs_the_same_for_any_number(
    client, sign_in, queries, number
):
    for _ in range(number):
        factories.event()
    sign_in(factories.admin())
    with queries() as sent:
        page = client.get("/manage/hosts")
    assert page.text.count("New event") == number
    assert len(sent) == 3  # the visitor, the hosts, their events


def test_an_event_is_announced_and_archived_and_brought_back(client, sign_in):
    event = factories.event(slug="conf", state=EventState.DRAFT)
    child = factories.child(event)
    sign_in(factories.owner(event))

    def state(to):
        page = client.post("/manage/conf/state", data={"to": to})
        assert page.location == "/manage/conf/state"
        return event.state

    assert state("announced") is EventState.ANNOUNCED
    assert state("archived") is EventState.ARCHIVED
    for slug in ("conf", child.slug):
        page = client.post(f"/manage/{slug}/edit", data=NEW)
        assert page.status_code == 403
        assert "archived" in client.get(f"/manage/{slug}/edit").text
    assert client.post("/manage/conf/state", data={"to": "live"}).status_code == 403

    client.post(f"/manage/{child.slug}/reactivate")
    assert child.state is EventState.ANNOUNCED
    client.post("/manage/conf/reactivate")
    assert (event.state, event.is_archived) == (EventState.ANNOUNCED, False)
    client.post("/manage/conf/reactivate")
    assert "nothing to reactivate" in client.get("/manage/conf/state").text


@pytest.mark.parametrize("to", ["", "gone", "draft' --"])
def test_no_such_state(client, sign_in, to):
    event = factories.event()
    sign_in(factories.owner(event))
    page = client.post(f"/manage/{event.slug}/state", data={"to": to})
    assert page.status_code == 400
    assert event.state is EventState.ANNOUNCED


def test_a_step_that_does_not_follow_is_refused(client, sign_in):
    event = factories.event(state=EventState.DRAFT)
    sign_in(factories.owner(event))
    client.post(f"/manage/{event.slug}/state", data={"to": "past"})
    page = client.get(f"/manage/{event.slug}/state")
    assert "in another state by now" in page.text
    assert event.state is EventState.DRAFT


def test_a_logo_is_uploaded_inherited_and_removed(client, sign_in):
    event = factories.event(slug="conf")
    child = factories.child(event)
    sign_in(factories.owner(event))

    client.post("/manage/conf/edit", data=NEW | {"slug": "conf", "logo": png()})
    logo = only(StoredFile)
    assert (event.own_logo_id, child.logo_id) == (logo.id, logo.id)
    assert logo.token in client.get("/manage/conf/edit").text

    bad = {"slug": "conf", "logo": (io.BytesIO(b"<svg/>"), "x.svg")}
    page = client.post("/manage/conf/edit", data=NEW | bad)
    assert page.status_code == 422
    assert "Choose a PNG, JPEG, WebP or GIF image." in page.text

    gone = {"slug": "conf", "remove_logo": "y"}
    client.post("/manage/conf/edit", data=NEW | gone)
    assert child.logo_id is None


@pytest.mark.usefixtures("host_admin")
def test_who_administers_one_host_is_led_to_its_form(client, sign_in):
    assert client.get("/manage/new").location == "/manage/hosts/cncf/events/new"
    sign_in(factories.person())
    assert "You administer no host" in client.get("/manage/new").text
    assert client.get("/manage/hosts/cncf/events/new").status_code == 403
    sign_in(factories.admin())
    factories.host(name="Another")
    assert "Another" in client.get("/manage/new").text


@pytest.mark.parametrize("role", [Role.OWNER, Role.ORGANISER])
def test_who_administers_no_host_is_led_to_events_below_theirs(client, sign_in, role):
    top = factories.event(slug="top", name="Top")
    child = factories.child(top, slug="child")
    factories.child(child, slug="leaf")
    factories.event(slug="elsewhere")
    sign_in(factories.team_member(top, role))
    page = client.get("/manage/new").text
    assert "You administer no host" not in page
    assert "made by administrators of their host" in page
    assert 'href="/manage/top/events"' in page
    assert 'href="/manage/child/events"' in page
    for other in ("leaf", "elsewhere"):  # as deep as it goes, and not theirs
        assert f'href="/manage/{other}/events"' not in page
    assert client.get("/manage/top/events/new").status_code == 200


def test_only_with_the_right(client, sign_in):
    event = factories.event()
    sign_in(factories.team_member(event, Role.REVIEWER))
    for page in ("edit", "state", "events", "events/new"):
        assert client.get(f"/manage/{event.slug}/{page}").status_code == 403
