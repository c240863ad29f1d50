from datetime import UTC, date, datetime, timedelta

import pytest

from eventsite.formats.model import (
    Appearance,
    Conference,
    Link,
    Person,
    Programme,
    Room,
    Session,
    Track,
)
from eventsite.programme import rules
from eventsite.programme.models import Edition
from eventsite.programme.rules import Filter, Unknown

pytestmark = pytest.mark.one_database
NINE = datetime(2017, 2, 4, 8, tzinfo=UTC)
SATURDAY, SUNDAY = date(2017, 2, 4), date(2017, 2, 5)


def session(title, code="", minutes=0, **more):
    defaults = {
        "code": code or title.upper()[:6],
        "starts_at": NINE + timedelta(minutes=minutes),
        "duration": timedelta(minutes=30),
        "day": SATURDAY,
        "room": "Aula",
    }
    return Session(title, **defaults | more)


SESSIONS = [
    session("Containers", track="Cloud", type="Talk", people=[Appearance("ADA222")]),
    session(
        "Opening", minutes=30, type="Keynote address", abstract="<p>Größe matters</p>"
    ),
    session("Go", minutes=60, room="Cave", track="Go", type="Talk", tags=["gopher"]),
    session("Closing", day=SUNDAY, minutes=1440, track="Cloud"),
    session("Later", starts_at=None, room="", day=None),
]


def edition(*sessions, **more):
    programme = Programme(
        Conference("FOSDEM", zone="Europe/Brussels"),
        days=[SATURDAY, SUNDAY],
        rooms=[Room("Aula", "aula"), Room("Cave", "cave")],
        tracks=[Track("Cloud", "cloud", "#AA0000"), Track("Go", "go")],
        people=[
            Person("ADA222", "Zoë Ångström", affiliation="Engines Ltd"),
            Person("BOB222", "Bob"),
        ],
        sessions=list(sessions or SESSIONS),
    )
    return Edition("fosdem", programme, is_out=True, modified_at=NINE, **more)


def titles(wanted, of=None):
    return [s.title for s in rules.find_sessions(of or edition(), wanted)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), ["Containers", "Opening", "Go", "Closing", "Later"]),
        (Filter(day="2017-02-04"), ["Containers", "Opening", "Go"]),
        (Filter(track="cloud"), ["Containers", "Closing"]),
        (Filter(room="cave"), ["Go"]),
        (Filter(type="keynote-address"), ["Opening"]),
        (Filter(track="cloud", day="2017-02-05"), ["Closing"]),
        (Filter(track="cloud", room="cave"), []),
        (Filter(q="CONTAIN"), ["Containers"]),
        (Filter(q="grosse"), ["Opening"]),
        (Filter(q="größe"), ["Opening"]),
        (Filter(q="GROSSE matters"), ["Opening"]),
        (Filter(q="zoe angstrom"), ["Containers"]),
        (Filter(q="engines cloud"), ["Containers"]),
        (Filter(q="gopher"), ["Go"]),
        (Filter(q="later"), ["Later"]),
        (Filter(q="p>"), []),
        (Filter(q="cloud", day="2017-02-05"), ["Closing"]),
        (Filter(q="(.*"), []),
    ],
)
def test_sessions_that_fit(wanted, found):
    assert titles(wanted) == found


def test_what_is_asked_for_is_what_the_programme_has():
    asked = {
        "day": "2017-02-04",
        "track": " go ",
        "room": "aula",
        "type": "talk",
        "q": "  two   words ",
        "other": "ignored",
    }
    wanted, unknown = rules.read_filter(asked, edition())
    assert wanted == Filter("2017-02-04", "go", "aula", "talk", "two words")
    assert unknown == []


@pytest.mark.parametrize(
    "value", ["2017-02-06", "nonsense", "<script>", "9" * 500, "Aula", "\ud800x", "\0y"]
)
@pytest.mark.parametrize("name", ["day", "track", "room", "type"])
def test_what_it_does_not_have_is_left_out_and_said(name, value):
    wanted, unknown = rules.read_filter({name: value}, edition())
    assert wanted == Filter()
    assert [one.name for one in unknown] == [name]
    assert len(unknown[0].value) <= 100


@pytest.mark.parametrize("value", ["", " ", "\0", "\u0007"])
def test_nothing_is_not_unknown(value):
    assert rules.read_filter({"track": value}, edition()) == (Filter(), [])


def test_a_search_is_cut_to_a_length():
    assert len(rules.read_search({"q": "x" * 10_000_000})) == 100
    assert Unknown("track", "x").value == "x"


def test_a_filter_as_an_address():
    wanted = Filter(day="2017-02-04", q="go")
    assert wanted.asked() == {"day": "2017-02-04", "q": "go"}
    assert wanted.asked({"view": "list"}, track="go") == {
        "view": "list",
        "day": "2017-02-04",
        "track": "go",
        "q": "go",
    }
    assert wanted.without("q").asked() == {"day": "2017-02-04"}
    assert wanted
    assert not Filter()


def test_what_can_be_filtered_by():
    assert rules.offers(edition()) == {
        "day": {
            "2017-02-04": "Saturday 4 February",
            "2017-02-05": "Sunday 5 February",
        },
        "track": {"cloud": "Cloud", "go": "Go"},
        "room": {"aula": "Aula", "cave": "Cave"},
        "type": {"keynote-address": "Keynote address", "talk": "Talk"},
    }
    assert rules.short_days(edition())["2017-02-04"] == "Sat 4 Feb"


@pytest.mark.parametrize(
    ("q", "found"),
    [("", 2), ("ada", 0), ("angstrom", 1), ("engines zoe", 1), ("bob", 1)],
)
def test_people_are_found_by_name_and_affiliation(q, found):
    assert len(rules.find_people(edition(), q)) == found


def test_neighbours_are_in_the_same_room_on_the_same_day():
    row = [
        session("One"),
        session("Elsewhere", room="Cave", minutes=30),
        session("Two", minutes=40),
        session("Off", minutes=50, cancelled=True),
        session("Three", minutes=60),
        session("Tomorrow", day=SUNDAY, minutes=1440),
        session("Later", starts_at=None, room="", day=None),
    ]
    of = edition(*row)
    named = {
        one.title: [n and n.title for n in rules.neighbours(of, one)] for one in row
    }
    assert named == {
        "One": [None, "Two"],
        "Two": ["One", "Three"],
        "Three": ["Two", None],
        "Off": ["Two", "Three"],
        "Elsewhere": [None, None],
        "Tomorrow": [None, None],
        "Later": [None, None],
    }


def test_keynotes_are_highlights_unless_cancelled():
    keynotes = [session(f"K{n}", type="Keynote") for n in range(6)]
    keynotes[1].cancelled = True
    found = rules.highlights(edition(session("Talk", type="talk"), *keynotes))
    assert [one.title for one in found] == ["K0", "K2", "K3", "K4"]


def test_only_addresses_that_pages_may_lead_to_are_kept():
    bad = [
        "javascript:alert(1)", "data:text/html,x", "//evil.example", "/admin",
        "/files/../secret", "/files/a/b/c", "ftp://x.example", "", " javascript:x",
    ]  # fmt: skip
    good = ["https://x.example/a?b=c", "http://x.example", "/files/token/slides.pdf"]
    links = [Link(url, url) for url in bad + good]
    made = Programme(
        Conference("C"),
        sessions=[
            Session(
                "A", links=links, attachments=links, recording_url="javascript:alert(1)"
            )
        ],
        people=[
            Person("A", "Ada", links=links, photo="https://x.example/a.png"),
            Person("B", "Bob", photo="/files/token/bob.webp"),
        ],
    )
    safe = rules.with_safe_links(made)
    (one,) = safe.sessions
    for kept in (one.links, one.attachments, safe.people[0].links):
        assert [link.title for link in kept] == good
    assert one.recording_url == ""
    assert [p.photo for p in safe.people] == ["", "/files/token/bob.webp"]


def test_rooms_and_tracks_are_counted():
    assert [(c.what.name, c.sessions) for c in rules.count_rooms(edition())] == [
        ("Aula", 3),
        ("Cave", 1),
    ]
    assert [(c.what.name, c.sessions) for c in rules.count_tracks(edition())] == [
        ("Cloud", 2),
        ("Go", 1),
    ]


def test_every_track_has_a_colour():
    found = edition().colour_of
    assert found["Cloud"] == "aa0000"
    assert len(found["Go"]) == 6
    assert found[""] == ""
    assert edition().colours == sorted({"aa0000", found["Go"]})
