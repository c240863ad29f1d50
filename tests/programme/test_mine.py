import icalendar
import pytest

from tests.programme.test_views import titles

PAGE = "/events/conf/schedule/mine"


@pytest.mark.usefixtures("conf")
def test_the_page_holds_everything_for_the_browser_to_choose_from(client):
    page = client.get(PAGE)
    assert titles(page) == ["Opening", "Next one", "Below", "Other day"]
    assert 'data-minutes="30"' in page.text
    assert "/events/conf/schedule/mine.ics" in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    assert page.headers["ETag"]


@pytest.mark.usefixtures("event")
def test_it_says_when_nothing_is_out(client):
    assert "is not out yet" in client.get(PAGE).text


@pytest.mark.usefixtures("conf")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("PEN222.BEL222", ["Opening", "Below"]),
        ("PEN222", ["Opening"]),
        ("NOPE22.PEN222.", ["Opening"]),
        ("", []),
        ("%00.<b>", []),
        (".".join(["AAAAA2"] * 1000) + ".PEN222", []),  # more than anybody has
    ],
)
def test_a_calendar_of_chosen_sessions(client, app, asked, found):
    before = app.extensions["documents"].used
    answer = client.get(f"{PAGE}.ics?s={asked}")
    events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == found
    assert app.extensions["documents"].used == before  # there is no end to those


@pytest.mark.usefixtures("conf")
def test_the_calendar_is_told_when_nothing_is_new(client):
    tag = client.get(f"{PAGE}.ics?s=PEN222").headers["ETag"]
    for asked, status in (("PEN222", 304), ("PEN222.BEL222", 200)):
        known = {"If-None-Match": tag}
        answer = client.get(f"{PAGE}.ics?s={asked}", headers=known)
        assert answer.status_code == status
