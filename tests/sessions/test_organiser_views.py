import io
from datetime import timedelta

import pytest

from eventsite.audit.models import AuditEntry
from eventsite.core.files import StoredFile
from eventsite.events.models import Tag
from eventsite.permissions import Role
from eventsite.sessions.models import (
    LinkKind,
    Session,
    SessionLink,
    SessionState,
    Speaker,
    StageRole,
)
from tests import factories
from tests.factories import only, saved, stored

TYPED = {
    "title": "Heron at scale",
    "subtitle": "Processing billions of events",
    "abstract": "A *short* one.",
    "description": "A long one.",
    "duration": "35",
    "language": "English",
    "level": "Advanced",
    "tags": "streams, Storm",
    "links-0-url": "https://example.org/heron",
    "links-0-title": "Heron",
    "recording_url": "https://example.org/video",
    "recording_licence": "CC BY 4.0",
    "people-0-name": "Karthik Ramasamy",
    "people-0-affiliation": "Twitter",
    "people-0-role": "speaker",
    "once_key": "k" * 24,
    "do": "save",
}


@pytest.fixture
def event(sign_in):
    made = factories.event(slug="conf", name="Conf")
    sign_in(factories.team_member(made, Role.PROGRAMME_CHAIR))
    return made


def on_stage(session):
    return [(part.speaker.name, part.role) for part in session.people]


def test_a_session_with_all_that_belongs_to_it_is_made_once(client, event):
    track, kind = factories.track(event), factories.session_type(event)
    typed = TYPED | {"track": str(track.id), "type": str(kind.id)}

    pages = [client.post("/manage/conf/sessions/new", data=typed) for _ in range(2)]

    made = only(Session)
    there = f"/manage/conf/sessions/{made.code}/edit"
    assert [page.location for page in pages] == [there, there]
    assert (made.title, made.subtitle) == (TYPED["title"], TYPED["subtitle"])
    assert (made.abstract, made.description) == ("A *short* one.", "A long one.")
    assert (made.track, made.type, made.level) == (track, kind, "Advanced")
    assert (made.language, made.duration) == ("en", timedelta(minutes=35))
    assert (made.recording_url, made.recording_licence) == (
        "https://example.org/video",
        "CC BY 4.0",
    )
    assert on_stage(made) == [("Karthik Ramasamy", StageRole.SPEAKER)]
    assert {tag.name for tag in made.tags} == {"streams", "Storm"}
    assert [(link.title, link.url) for link in made.links] == [
        ("Heron", "https://example.org/heron")
    ]
    page = client.get(there).text
    for said in ("Karthik Ramasamy", 'value="35"', 'value="English"', "Storm, streams"):
        assert said in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " \0"}, "Give the session a title."),
        ({"title": "x" * 501}, "Keep this to 500 characters."),
        ({"duration": "0"}, "Type a whole number from 1 to 1,440."),
        ({"duration": "99999999999999999999"}, "Type a whole number"),
        ({"language": "Elbonian"}, "We do not know the language “Elbonian”"),
        ({"level": "Godlike"}, "Choose one of the list."),
        ({"track": "99999999999999999999"}, "Choose one of the list."),
        ({"type": "0 OR 1=1"}, "Choose one of the list."),
        ({"links-0-url": "javascript:alert(1)"}, "Type a whole web address"),
        ({"links-0-url": ""}, "Type the link’s address, or remove it."),
        ({"do_not_record": "y"}, "This session is not to be recorded."),
        ({"tags": ",".join(str(n) for n in range(31))}, "30 tags at most"),
        ({"tags": "x" * 101}, "100 characters at most"),
        ({"people-0-name": ""}, "Type a name, or remove this person."),
        ({"people-0-role": "jester"}, "Choose one of the list."),
        ({"people-0-code": "NOBODY"}, "not known here any more"),
        ({"people-0-code": "\0\ud800"}, "the people"),
    ],
)
@pytest.mark.usefixtures("event")
def test_what_is_wrong_is_said_and_all_that_was_typed_stays(client, wrong, said):
    if said == "the people":  # what nobody can type means nobody known: a new one
        client.post("/manage/conf/sessions/new", data=TYPED | {"people-0-code": "\0"})
        assert on_stage(only(Session)) == [("Karthik Ramasamy", StageRole.SPEAKER)]
        return
    page = client.post("/manage/conf/sessions/new", data=TYPED | wrong)
    assert page.status_code == 422
    assert said in page.text
    assert "Processing billions of events" in page.text
    assert "CC BY 4.0" in page.text
    assert (stored(Session), stored(Speaker), stored(Tag)) == ([], [], [])


@pytest.mark.parametrize("what", ["track", "type"])
def test_another_events_track_or_type_is_not_offered(client, event, what):
    make = {"track": factories.track, "type": factories.session_type}[what]
    for elsewhere in (factories.event(), factories.child(event)):
        typed = TYPED | {what: str(make(elsewhere).id)}
        page = client.post("/manage/conf/sessions/new", data=typed)
        assert page.status_code == 422
        assert "Choose one of the list." in page.text
    assert stored(Session) == []


def test_people_of_another_conference_cannot_be_put_on_stage(client, event):
    other = factories.speaker(factories.event(), name="Not of here")
    assert other.event_id != event.id
    page = client.post(
        "/manage/conf/sessions/new", data=TYPED | {"people-0-code": other.code}
    )
    assert page.status_code == 422
    assert "not known here any more" in page.text
    assert "Not of here" not in page.text


def press(client, do, **typed):
    page = client.post("/manage/conf/sessions/new", data=TYPED | typed | {"do": do})
    assert page.status_code == 200
    assert "Processing billions of events" in page.text
    assert stored(Session) == []
    return page.text


def test_a_known_person_is_found_and_added_and_nothing_typed_is_lost(client, event):
    ada = factories.speaker(event, name="Ada Lovelace", affiliation="Engines")
    factories.speaker(event, name="Ada Byron")

    page = press(client, "find", find="lovelace")
    assert f'value="person-{ada.code}"' in page
    assert "Add Ada Lovelace, Engines" in page
    assert "Ada Byron" not in page
    assert "Add “lovelace” as somebody new" in page

    page = press(client, f"person-{ada.code}", find="lovelace")
    assert f'name="people-1-code" type="hidden" value="{ada.code}"' in page
    assert 'value="lovelace"' not in page


def test_a_new_person_is_added_by_name(client, event):
    assert event.slug == "conf"
    page = press(client, "newcomer", find=" Grace  Hopper ")
    assert 'value="Grace Hopper"' in page
    assert 'name="people-1-name"' in page


def test_a_name_left_in_the_finder_is_looked_for_before_saving(client, event):
    factories.speaker(event, name="Ada Lovelace")
    page = press(client, "save", find="ada")
    assert "Who is meant by “ada”?" in page
    assert "Nobody here is called “Zoe”" in press(client, "save", find="Zoe")


@pytest.mark.usefixtures("event")
def test_rows_are_moved_removed_and_added_however_wrong_the_rest_is(client):
    wrong = {"duration": "soon", "links-1-url": "not yet", "links-1-title": "Second"}
    page = press(client, "links-up-1", **wrong)
    assert page.index("not yet") < page.index("https://example.org/heron")
    assert 'value="soon"' in page

    page = press(client, "links-remove-0", **wrong)
    assert "https://example.org/heron" not in page
    assert 'name="links-0-url"' in page

    page = press(client, "links-add", **wrong)
    assert 'name="links-2-url"' in page

    page = press(client, "people-remove-0")
    assert "Karthik" not in page


@pytest.mark.usefixtures("event")
def test_texts_are_previewed_and_harmless(client):
    page = press(client, "preview", description="**Bold** <script>alert(1)</script>")
    assert "<em>short</em>" in page
    assert "<strong>Bold</strong>" in page
    assert "<script>alert" not in page


def test_a_session_is_edited_and_its_people_put_in_order(client, event):
    a, b = (factories.speaker(event, name=name) for name in ("Ada", "Bob"))
    session = factories.session(event, [a, b], level="Für alle", language="")
    path = f"/manage/conf/sessions/{session.code}/edit"
    assert "Für alle" in client.get(path).text
    typed = {
        "title": "Panel",
        "duration": "45",
        "level": "Für alle",
        "people-0-code": b.code,
        "people-0-role": "moderator",
        "people-1-code": a.code,
        "people-1-role": "panellist",
        "do": "save",
    }

    assert client.post(path, data=typed).location == path

    assert (session.title, session.level) == ("Panel", "Für alle")
    assert on_stage(session) == [
        ("Bob", StageRole.MODERATOR),
        ("Ada", StageRole.PANELLIST),
    ]
    twice = client.post(path, data=typed | {"people-1-code": b.code})
    assert twice.status_code == 422
    assert "The same person stands here twice." in twice.text


def test_a_session_is_cancelled_and_restored(client, event):
    session = factories.session(event)
    path = f"/manage/conf/sessions/{session.code}"

    client.post(f"{path}/cancel")
    assert session.state is SessionState.CANCELLED
    client.post(f"{path}/cancel")
    assert "cancelled already" in client.get(f"{path}/edit").text
    assert client.get("/manage/conf/sessions?state=confirmed").text.count("No session")
    client.post(f"{path}/restore")
    assert session.state is SessionState.CONFIRMED
    verbs = [entry.verb for entry in stored(AuditEntry)]
    assert sorted(verbs) == ["session.cancel", "session.restore"]


def pdf(name="slides.pdf", data=b"%PDF-1.7 slides"):
    return io.BytesIO(data), name


def test_attachments_are_uploaded_linked_and_removed(client, event):
    session = factories.session(event)
    path = f"/manage/conf/sessions/{session.code}/attachments"
    client.post(path, data={"file": pdf(), "title": "Slides"})
    client.post(path, data={"url": "https://example.org/paper.pdf"})

    first, second = session.links
    assert (first.kind, first.title, first.file_id) == (
        LinkKind.ATTACHMENT,
        "Slides",
        only(StoredFile).id,
    )
    assert (second.url, second.file_id) == ("https://example.org/paper.pdf", None)
    page = client.get(path).text
    assert "slides.pdf" in page
    assert "https://example.org/paper.pdf" in page

    gone = f"{path}/{first.id}/remove"
    client.post(gone)
    assert session.links == [second]
    assert client.post(gone).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose a file or type an address"),
        ({"file": pdf(), "url": "https://example.org"}, "one of the two"),
        ({"file": pdf("slides.exe")}, "Choose a file of one of these kinds"),
        ({"file": pdf(data=b"MZ")}, "This is not what its name says"),
        ({"url": "ftp://example.org"}, "Type a whole web address"),
    ],
)
def test_a_bad_attachment_is_refused(client, event, typed, said):
    session = factories.session(event)
    if "file" in typed:
        typed = typed | {
            "file": (io.BytesIO(typed["file"][0].getvalue()), typed["file"][1])
        }
    page = client.post(f"/manage/conf/sessions/{session.code}/attachments", data=typed)
    assert page.status_code == 422
    assert said in page.text
    assert (session.links, stored(StoredFile)) == ([], [])


def test_what_belongs_to_another_event_is_not_found_here(client, event):
    elsewhere = factories.session(factories.event())
    below = factories.session(factories.child(event))
    link = SessionLink(kind=LinkKind.ATTACHMENT, url="https://example.org")
    elsewhere.links = [link]
    saved(elsewhere)
    mine = factories.session(event)
    for session in (elsewhere, below):
        path = f"/manage/conf/sessions/{session.code}"
        assert client.get(f"{path}/edit").status_code == 404
        assert client.post(f"{path}/edit", data=TYPED).status_code == 404
        assert client.get(f"{path}/attachments").status_code == 404
        for verb in ("cancel", "restore", f"attachments/{link.id}/remove"):
            assert client.post(f"{path}/{verb}").status_code == 404
    there = f"/manage/conf/sessions/{mine.code}/attachments/{link.id}/remove"
    assert client.post(there).status_code == 404
    assert elsewhere.links == [link]


def test_the_list_is_narrowed_by_what_the_address_says(client, event):
    child = factories.child(event, name="Devroom")
    track, tag = factories.track(event), Tag(event=event, name="t", slug="t")
    one = factories.session(event, title="One", track=track)
    one.tags = [tag]
    saved(one)
    factories.session(child, [factories.speaker(event, name="Zoë")], title="Two")

    def shown(query=""):
        page = client.get(f"/manage/conf/sessions{query}").text
        return [title for title in ("One", "Two") if f">{title}</a>" in page]

    assert shown() == ["One", "Two"]
    assert shown(f"?track={track.id}") == ["One"]
    assert shown(f"?tag={tag.id}") == ["One"]
    assert shown(f"?event={child.id}") == ["Two"]
    assert shown("?q=ZOË") == ["Two"]
    assert shown("?q=%00%25") == []
    assert shown("?track=99999999999999999999") == ["One", "Two"]
    assert shown("?page=99999999999999999999") == []
    assert shown("?page=2") == []


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_any_number(client, event, queries, number):
    child = factories.child(event)
    for n in range(number):
        where = (event, child)[n % 2]
        people = [factories.speaker(event), factories.speaker(event)]
        kind = factories.session_type(event)
        factories.session(where, people, track=factories.track(event), type=kind)

    with queries() as sent:
        page = client.get("/manage/conf/sessions")

    assert page.text.count('data-label="People"') == number
    # visitor, rights, event, its tree, tracks, types, tags; sessions, people, count;
    # stars; what is out: its stamp and, once for each stamp, the programme; places
    assert len(sent) == 14


@pytest.mark.parametrize("number", [1, 30])
def test_the_form_costs_the_same_for_any_number(client, event, queries, number):
    people = [factories.speaker(event) for _ in range(number)]
    session = factories.session(event, people)
    path = f"/manage/conf/sessions/{session.code}/edit"

    with queries() as sent:
        page = client.get(path)

    assert page.text.count("people-remove-") == number
    # visitor, rights, event; session, people, links, tags; tracks, types, tags, known
    assert len(sent) == 11


def test_only_with_the_right(client, sign_in, event):
    sign_in(factories.team_member(event, Role.REVIEWER))
    assert client.get("/manage/conf/sessions").status_code == 403
    assert client.post("/manage/conf/sessions/new", data=TYPED).status_code == 403
    assert stored(Session) == []
