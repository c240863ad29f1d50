"""Our rules of schedule.json say what c3voc's own schema says, of good files and bad."""

import json
from functools import cache

import jsonschema
import pytest

from eventsite.formats import frab_xml, schedule_json
from eventsite.formats.checks import schedule_json as rules
from eventsite.formats.checks.problems import Problem
from eventsite.formats.checks.values import COLOUR, is_any_address, is_moment
from eventsite.formats.model import Appearance, Link
from tests.formats.samples import (
    BASE,
    DATA,
    SCHEDULES,
    guid,
    needs_data,
    programme,
    session,
)

pytestmark = pytest.mark.one_database
GARBAGE = (
    None, True, False, 0, 1, -3, 1.0, 1.5, "", " ", "x", "ABC", "abc1", "Abc", "a-", "conf_1",
    "09:00", "24:00", "9:00", "100:00", "1:5", "2030-11-02", "2030-02-30",
    "2030-11-02T10:00:00Z", "2030-11-02T10:00:00", "2030-11-02T25:00:00+01:00",
    "https://x.example", "x.example", "https://x example", "mailto:a@x.example",
    "12345678-1234-1234-1234-123456789abc", "12345678123412341234123456789abc", "#123456",
    "#12345", "red", "Europe/Berlin", "America/Argentina/Salta", "UTC", "Etc/UTC", "CET",
    "europe/berlin", "slides", "Slides", "stage", "unknown", "rc3-2030-x", [], ["x"],
    [None], [{}], {}, {"a": []}, {"url": "https://x.example"}, [{"name": "N"}],
    [{"name": "N", "guid": "12345678-1234-1234-1234-123456789abc", "description_de": 1}],
    [{"public_name": "N", "id": 1}], [{"name": "N", "public_name": "N", "id": 1}],
    [{"name": "N", "code": "a"}], [{"name": "N", "code": "a", "id": 1, "public_name": ""}],
)  # fmt: skip
MORE = {  # fields that we do not write, with what is right
    "description": "D", "keywords": ["k"], "meta": {}, "origin_url": "https://o.example",
    "do_not_stream": True, "avatar": None, "url": "https://u.example", "features": {},
    "stream_id": None, "type": "stage", "version": "1", "assembly": {},
}  # fmt: skip


def full():
    things = {
        "links": [Link("https://x.example/l", "L", "web")],
        "attachments": [Link("https://x.example/a", "A", "slides")],
        "feedback_url": "https://x.example/f",
        "people": [Appearance("ANN234"), Appearance("BOB234")],
    }
    made = programme(
        session(1, **things),
        conference={"url": "https://x.example", "logo": "https://x.example/logo"},
    )
    found = json.loads(schedule_json.write(made, base_url=BASE))
    for place in (
        found["generator"],
        found["schedule"]["conference"],
        found["schedule"]["conference"]["rooms"][0],
        *found["schedule"]["conference"]["days"][0]["rooms"]["Main"][:1],
    ):
        for name, value in MORE.items():
            changed = {**place, name: value}
            before = dict(place)
            place.clear()
            place.update(changed)
            if not schema().is_valid(found):
                place.clear()
                place.update(before)
    return found


@cache
def schema():
    checker = jsonschema.FormatChecker(())
    whole = jsonschema.FormatChecker()
    checker.checkers = {name: whole.checkers[name] for name in ("date", "uuid")}
    for name, test in (
        ("uri", is_any_address),
        ("date-time", is_moment),
        ("color", COLOUR),
    ):
        checker.checks(name)(
            lambda value, test=test: not isinstance(value, str) or test(value)
        )
    text = (DATA / "schemas/voc/json/schema.json").read_text()
    return jsonschema.Draft6Validator(json.loads(text), format_checker=checker)


def spots(value):
    """Yield each thing with what holds it and under which name; of lists the first."""
    keys = list(value) if isinstance(value, dict) else [0] if value else []
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from spots(value[key])


def damaged(whole):
    """Yield what is done to the file, while it is: one thing wrong, or changed at least."""
    for place, key in list(spots(whole)):
        good = place[key]
        for garbage in GARBAGE:
            place[key] = garbage
            yield f"{key} is {garbage!r}"
        place[key] = good
        if isinstance(place, dict):
            del place[key]
            yield f"without {key}"
            place[key] = good
        if isinstance(good, dict):
            for name in {"unheard", "rooms", "description_de"} - set(good):
                good[name] = 1
                yield f"{key} with {name}"
                del good[name]


@needs_data
def test_they_agree_on_everything_that_can_be_wrong():
    whole = full()
    assert schema().is_valid(whole)
    assert list(rules.check(whole)) == []
    different, counted = [], {True: 0, False: 0}
    for what in damaged(whole):
        theirs, ours = schema().is_valid(whole), not any(rules.check(whole))
        counted[theirs] += 1
        if theirs != ours:
            different.append((what, "theirs is " + ("good" if theirs else "bad")))
    assert different == []
    assert min(counted.values()) > 500


@needs_data
@pytest.mark.parametrize("path", SCHEDULES, ids=lambda path: path.stem)
def test_they_agree_on_real_schedules(path):
    made = frab_xml.read(path.read_bytes()).programme
    made.conference.acronym = path.stem
    found = rules.read(schedule_json.write(made, base_url=BASE))
    assert list(rules.check(found)) == []


@needs_data
@pytest.mark.parametrize("name", ["voc-pretalx-democon", "voc-invalid-example"])
def test_they_agree_on_other_peoples_files(name):
    found = json.loads((DATA / f"schedules/{name}.json").read_text())
    assert schema().is_valid(found) == (not any(rules.check(found)))


def test_a_problem_names_the_session_and_the_place():
    found = json.loads(schedule_json.write(programme(session(1)), base_url=BASE))
    event = found["schedule"]["conference"]["days"][0]["rooms"]["Main"][0]
    event["start"], event["title"] = "noon", None
    problems = list(rules.check(found))
    assert {problem.guid for problem in problems} == {guid(1)}
    where = "schedule.conference.days[0].rooms.Main[0]"
    assert {str(problem.what) for problem in problems} == {
        f"{where}.start is “noon”, which it may not be.",
        f"{where}.title is not string.",
    }


def test_what_is_no_json():
    assert isinstance(rules.read(b"{"), Problem)
    assert [str(p.what) for p in rules.check([])] == [" is not object."]
