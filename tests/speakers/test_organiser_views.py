import io

import pytest
from PIL import Image

from eventsite.core.files import StoredFile
from eventsite.permissions import Role
from eventsite.sessions.models import Speaker
from tests import factories
from tests.factories import only, stored

TYPED = {
    "name": "Susan Wu",
    "job_title": "Director",
    "affiliation": "Midokura",
    "biography": "Networks, *mostly*.",
    "links-0-url": "https://example.org/susan",
    "links-0-title": "Blog",
    "do": "save",
}


@pytest.fixture
def event(sign_in):
    made = factories.event(slug="conf", name="Conf")
    sign_in(factories.team_member(made, Role.PROGRAMME_CHAIR))
    return made


def photo():
    picture = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(picture, "JPEG")
    picture.seek(0)
    return picture, "me.jpg"


def test_somebody_is_written_with_photo_links_and_account(client, event):
    account = factories.person(email="susan@example.org")
    answer = client.post(
        "/manage/conf/speakers/new",
        data=TYPED | {"photo": photo(), "email": "Susan@Example.org"},
    )

    made = only(Speaker)
    assert answer.location == f"/manage/conf/speakers/{made.code}/edit"
    assert (made.event_id, made.number, made.name) == (event.id, 1, "Susan Wu")
    assert (made.biography, made.person_id) == ("Networks, *mostly*.", account.id)
    assert made.photo_id == only(StoredFile).id
    assert [(link.title, link.url) for link in made.links] == [
        ("Blog", "https://example.org/susan")
    ]
    page = client.get(answer.location).text
    assert "In no session." in page
    assert only(StoredFile).token in page

    gone = TYPED | {"remove_photo": "y", "affiliation": ""}
    assert client.post(answer.location, data=gone).status_code == 302
    assert (made.photo_id, made.affiliation, made.person_id) == (None, "", None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Type the name."),
        ({"biography": "x" * 10_001}, "Keep this to 10,000 characters."),
        ({"email": "nobody"}, "This is no e-mail address"),
        ({"links-0-url": "javascript:alert(1)"}, "Type a whole web address"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(client, event, wrong, said):
    speaker = factories.speaker(event, name="Before")
    path = f"/manage/conf/speakers/{speaker.code}/edit"
    page = client.post(path, data=TYPED | wrong)
    assert page.status_code == 422
    assert said in page.text
    assert "Director" in page.text
    assert speaker.name == "Before"


def test_a_photo_that_is_none_is_said_beside_it(client, event):
    speaker = factories.speaker(event, name="Before")
    path = f"/manage/conf/speakers/{speaker.code}/edit"
    typed = TYPED | {"photo": (io.BytesIO(b"<svg onload=alert(1)>"), "x.svg")}
    page = client.post(path, data=typed)
    assert page.status_code == 422
    assert "Choose a PNG, JPEG, WebP or GIF image." in page.text
    assert (speaker.name, stored(StoredFile)) == ("Before", [])


def test_buttons_of_the_form_keep_what_was_typed(client, event):
    speaker = factories.speaker(event, name="Before")
    path = f"/manage/conf/speakers/{speaker.code}/edit"
    for do, seen in {
        "links-add": 'name="links-1-url"',
        "links-remove-0": 'value="Director"',
        "preview": "<em>mostly</em>",
    }.items():
        page = client.post(path, data=TYPED | {"do": do})
        assert page.status_code == 200
        assert seen in page.text
        assert "Midokura" in page.text
    assert speaker.name == "Before"


def test_a_devroom_sees_its_own_people_and_changes_those_who_speak_only_there(
    client, sign_in, event
):
    devroom = factories.child(event, slug="devroom")
    beside = factories.child(event, name="Beside")
    mine, shared, other = (
        factories.speaker(event, name=name) for name in ("Mine", "Shared", "Other")
    )
    factories.session(devroom, [mine, shared])
    factories.session(beside, [shared, other], title="Secret plan")
    sign_in(factories.team_member(devroom, Role.DEVROOM_MANAGER))
    path = "/manage/devroom/speakers"

    page = client.get(path).text
    assert "Mine" in page
    assert "Shared" in page
    assert "Other" not in page

    assert client.post(f"{path}/{mine.code}/edit", data=TYPED).status_code == 302
    shown = client.get(f"{path}/{shared.code}/edit").text
    assert "also speaks at another event" in shown
    assert "Also at Beside" in shown
    assert "Secret plan" not in shown
    assert client.post(f"{path}/{shared.code}/edit", data=TYPED).status_code == 403
    assert client.post(f"{path}/{shared.code}/delete").status_code == 403
    assert client.get(f"{path}/{other.code}/edit").status_code == 404
    assert client.get(f"{path}/new").status_code == 404
    assert client.get(f"/manage/conf/speakers/{mine.code}/edit").status_code == 403
    assert (mine.name, shared.name) == ("Susan Wu", "Shared")


def test_people_of_another_conference_are_not_found_here(client, event):
    other = factories.speaker(factories.event())
    path = f"/manage/{event.slug}/speakers/{other.code}"
    assert client.get(f"{path}/edit").status_code == 404
    assert client.post(f"{path}/edit", data=TYPED).status_code == 404
    assert client.post(f"{path}/delete").status_code == 404


def test_who_has_no_session_is_deleted(client, event):
    ghost, alive = factories.speaker(event), factories.speaker(event)
    factories.session(event, [alive])
    for speaker in (ghost, alive):
        client.post(f"/manage/conf/speakers/{speaker.code}/delete")
    assert stored(Speaker) == [alive]
    page = client.get(f"/manage/conf/speakers/{alive.code}/edit").text
    assert "This person still has sessions." in page


def test_people_are_found_by_name_or_affiliation(client, event):
    factories.speaker(event, name="Ada", affiliation="Engines Ltd")
    factories.speaker(event, name="Bob")

    def shown(text):
        page = client.get("/manage/conf/speakers", query_string={"q": text}).text
        return [name for name in ("Ada", "Bob") if f">{name}</a>" in page]

    assert shown("") == ["Ada", "Bob"]
    assert shown("ENGINES ada") == ["Ada"]
    assert shown("\0bob") == ["Bob"]
    assert shown("%") == []


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_any_number(client, event, queries, number):
    child = factories.child(event)
    for _ in range(number):
        speaker = factories.speaker(event)
        factories.session(event, [speaker])
        factories.session(child, [speaker])

    with queries() as sent:
        page = client.get("/manage/conf/speakers")

    assert page.text.count('data-label="Sessions"') == number
    # the visitor, the rights, the event, its tree, the people, their sessions, count
    assert len(sent) == 7
