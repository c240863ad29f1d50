"""Our rules of schedule.xml say what c3voc's own schema says, of good files and bad."""

import copy
from functools import cache

import pytest
from lxml import etree

from eventsite.formats import frab_xml
from eventsite.formats.checks import schedule_xml
from eventsite.formats.checks.problems import Problem
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
    "", " ", "x", "0", "-1", "1.5", "007", "+3", " 2 ", "true", "TRUE", "1:2", "01:30",
    "25:61", "29:59", "01:30:00", "1:30:5", "100:00", "2030-11-02", "2030-02-30",
    "2028-02-29", "2030-11-02T10:00:00", "2030-11-02T10:00:00Z",
    "2030-11-02T10:00:00+01:00", "2030-11-02T10:00:00+1:00", "2030-11-02T24:00:00Z",
    "2030-11-02T24:00:01Z", "2030-11-02T25:00:00Z", "2030-11-02T10:00:00.5+14:00",
    "2030-11-02T10:00:00+14:01", " 2030-11-02T10:00:00Z ", "12030-11-02", "2030-13-01",
    "0000-01-01", "2030-11-02Z", "2030-11-02+01:00", "http://", "http://x",
    "https://x.example/a b?c=d#e", "https://x.example/%zz", "ftp://x.example",
    "HTTP://x.example", "https://x.example:port/", "https://x.example:8/é", "//x.example",
    "http://[::1]/", "http://[::1", "https://a@b@c/", "#123456", "#12345", "#abcdeG",
    "12345678-1234-1234-1234-123456789abc", "12345678-1234-1234-1234-123456789ABC",
    "12345678-1234-1234-1234-123456789ab", "ABC123", "ABC12", "abc123", "conf", "con",
    "Conf", "conf_1-talk", "conf-tal", "cöñf", "conf-1-a-talk", "a", "aa", "1a",
)  # fmt: skip


def full():
    """Return a file in which every element and attribute stands that we write."""
    things = {
        "links": [Link("https://x.example/l", "L", "web")],
        "attachments": [Link("https://x.example/a", "A", "slides")],
        "recording_url": "https://x.example/v",
        "recording_licence": "CC-BY",
        "feedback_url": "https://x.example/f",
        "people": [Appearance("ANN234"), Appearance("BOB234")],
    }
    made = programme(
        session(1, **things),
        session(2, **things),
        conference={"url": "https://x.example", "logo": "https://x.example/logo"},
    )
    return frab_xml.write(made, base_url=BASE)


@cache
def xsd():
    return etree.XMLSchema(etree.parse(DATA / "schemas/voc/xsd/schedule.xml.xsd"))


def problems(root, shape=schedule_xml.STRICT):
    found = schedule_xml.read(etree.tostring(root))
    return (
        [found] if isinstance(found, Problem) else [*schedule_xml.check(found, shape)]
    )


def spots(root):
    """Return the first element at each path."""
    found = {}
    for element in root.iter():
        path = [element.tag, *(above.tag for above in element.iterancestors())]
        found.setdefault(tuple(path), element)
    return found.values()


def damaged(root):
    """Yield what is done to the file, while it is: one thing wrong, or changed at least."""
    for element in spots(root):
        path = element.getroottree().getpath(element)
        text = element.text
        for garbage in GARBAGE:
            element.text = garbage or None
            yield f"{path} is {garbage!r}"
        element.text = text
        for key, value in [*element.attrib.items(), ("unheard", None)]:
            for garbage in GARBAGE if value is not None else ("x",):
                element.set(key, garbage)
                yield f"{path}/@{key} is {garbage!r}"
            del element.attrib[key]
            yield f"{path} without {key}"
            if value is not None:
                element.set(key, value)
        for name in ("unheard", "title", "url", "event", "day", "person", "track"):
            child = etree.SubElement(element, name)
            yield f"{path} with <{name}>"
            element.remove(child)
        if element is not root:
            yield from _moved(element, path)


def _moved(element, path):
    parent, place, name = (
        element.getparent(),
        element.getparent().index(element),
        element.tag,
    )
    twin = copy.deepcopy(element)
    parent.append(twin)
    yield f"{path} twice"
    parent.remove(twin)
    parent.remove(element)
    yield f"without {path}"
    parent.insert(0, element)
    yield f"{path} in front"
    parent.append(element)
    yield f"{path} at the end"
    parent.insert(place, element)
    element.tag = "renamed"
    yield f"{path} renamed"
    element.tag = name


@needs_data
def test_they_agree_on_everything_that_can_be_wrong():
    root = etree.fromstring(full())
    assert xsd().validate(root)
    assert problems(root) == []
    before = etree.tostring(root)
    different, counted = [], {True: 0, False: 0}
    for what in damaged(root):
        theirs, ours = xsd().validate(root), not problems(root)
        counted[theirs] += 1
        if theirs != ours:
            different.append((what, "theirs is " + ("good" if theirs else "bad")))
    assert different == []
    assert etree.tostring(root) == before
    assert min(counted.values()) > 500


@needs_data
@pytest.mark.parametrize("path", SCHEDULES, ids=lambda path: path.stem)
def test_they_agree_on_real_schedules(path):
    foreign = etree.parse(path).getroot()
    assert xsd().validate(foreign) == (problems(foreign) == [])
    made = frab_xml.read(path.read_bytes()).programme
    made.conference.acronym = path.stem
    ours = etree.fromstring(frab_xml.write(made, base_url=BASE))
    assert problems(ours) == []
    fosdem = etree.fromstring(frab_xml.write(made, base_url=BASE, flavour="fosdem"))
    assert problems(fosdem, schedule_xml.FOSDEM) == []
    assert problems(fosdem) != []


def test_a_problem_names_the_session():
    root = etree.fromstring(full())
    event = root.find("day/room/event")
    event.find("start").text = "noon"
    event.set("id", "2")
    found = problems(root)
    assert {problem.guid for problem in found} == {guid(1), guid(2)}
    assert [str(problem.what) for problem in found] == [
        "<start> is “noon”, which it may not be.",
        "The id “2” is used twice.",
        "The id “2” is used twice.",
    ]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<schedule>", "This is no XML: no element found"),
        (b"<calendar/>", "The file begins with <calendar>."),
    ],
)
def test_what_is_no_schedule_at_all(data, what):
    found = schedule_xml.read(data)
    assert isinstance(found, Problem)
    assert str(found.what).startswith(what)
