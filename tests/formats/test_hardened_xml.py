"""XML from strangers is refused in bounded time and memory, with its place."""

import time
import tracemalloc
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsite.formats import frab_xml, hardened_xml
from eventsite.formats.model import Reading, Unreadable
from tests.formats.samples import event, guid, xml

pytestmark = pytest.mark.one_database

BOMB = (
    b'<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY a "lol">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<schedule>&b;</schedule>'
)
FETCH = (
    b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    b"<schedule>&e;</schedule>"
)


def refused(data, **place):
    with pytest.raises(Unreadable) as caught:
        frab_xml.read(data)
    for name, value in place.items():
        assert getattr(caught.value, name) == value
    return str(caught.value)


@pytest.mark.parametrize("data", [BOMB, FETCH, b"<!DOCTYPE schedule>\n<schedule/>"])
def test_declarations_are_refused_where_they_stand(data):
    assert "DOCTYPE" in refused(data, line=1 + (data[:5] == b"<?xml"))


def test_ten_thousand_nested_elements_are_refused():
    nested = b"<schedule>" + b"<a>" * 10_000 + b"</a>" * 10_000 + b"</schedule>"
    assert "nested" in refused(nested, line=1)
    inside = xml(event(raw="<b>" * 10_000 + "</b>" * 10_000))
    assert "nested" in refused(inside)


def test_sixteen_megabytes_are_refused_unread():
    class Huge(BytesIO):
        def seek(self, offset, whence=0):
            return 16 * 1024 * 1024 if whence == 2 else super().seek(offset, whence)

        def read(self, *_size):
            raise AssertionError("was read")

    assert "15 MB" in refused(Huge())


@pytest.mark.parametrize(
    "data",
    [
        b"<schedule>" + b"<a/>" * 100_000 + b"</schedule>",
        b"<schedule>" + b"<day>" + b"<event/>" * 50_000 + b"</day></schedule>",
        b'<schedule a="' + b"x" * 14_000_000 + b'"></schedule>',
        b"<schedule><!--" + b"x" * 14_000_000 + b"--></schedule>",
        xml(event(title="x" * 14_000_000)),
        b"<schedule " + b" ".join(b'a%d="b"' % n for n in range(1_000_000)) + b"/>",
    ],
    ids=["elements", "events", "attribute", "comment", "text", "attributes"],
)
def test_what_is_read_stays_bounded(data, monkeypatch):
    monkeypatch.setattr(hardened_xml, "MAX_ELEMENTS", 30_000)  # a tenth, to be quick
    started = time.process_time()
    tracemalloc.start()
    try:
        frab_xml.read(data)
    except Unreadable as unreadable:
        assert unreadable.line  # noqa: PT017
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - started < 20
    assert peak < 200_000_000


@pytest.mark.parametrize(
    ("data", "said", "line", "column"),
    [
        (b"", "empty", 0, 0),
        (b" \n ", "blanks", 1, 1),
        (b"<!DOCTYPE html>\n<html></html>", "web page", 1, 1),
        (b"\n <HTML lang='en'>", "web page", 1, 1),
        (b'{"schedule": {}}', "no XML", 1, 1),
        (b"<schedule>\n ab\x00c</schedule>", "NUL", 2, 4),
        (b"<schedule>\n<day>", "cut off", 2, 6),
        (b"<schedule>\n<day date='2024", "cut off", 2, 1),
        (b"<schedule>\n</day>", "end tag", 2, 3),
        (b"<schedule>\n  \xff</schedule>", "encoding", 2, 3),
        (
            b"<?xml version='1.0' encoding='UTF-8'?>\n<schedule>M\xfcller",
            "encoding",
            2,
            12,
        ),
        (
            b"<?xml version='1.0' encoding='klingon'?><schedule/>",
            "unknown encoding",
            1,
            31,
        ),
        (b"<schedule>&nbsp;</schedule>", "entity", 1, 11),
        (b"<schedule>&#1;</schedule>", "character", 1, 11),
        (b"<rss><channel/></rss>", "<rss>", 1, 1),
        (b"<schedule/>\n<schedule/>", "follows", 2, 1),
        (b"<schedule></schedule>", "no days", 0, 0),
        (b"<conference/>", "<conference>", 1, 1),
    ],
)
def test_unreadable_files_say_why_and_where(data, said, line, column):
    assert said in refused(data, line=line, column=column)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_declared_encodings_are_understood(encoding):
    text = xml(event(title="Größe")).decode()
    name = encoding.removesuffix("-sig")
    reading = frab_xml.read(text.replace("UTF-8", name).encode(encoding))
    assert reading.programme.sessions[0].title == "Größe"


def test_progress_ends_with_everything():
    steps = []
    data = xml(event(title="x" * 1_000_000))
    frab_xml.read(data, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (len(data), len(data))
    assert len(steps) == -(-len(data) // hardened_xml.CHUNK)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_rubbish_is_refused_not_tripped_over(rubbish):
    for data in (rubbish, b"<schedule><day>" + rubbish, xml(event())[:-20] + rubbish):
        try:
            assert isinstance(frab_xml.read(data), Reading)
        except Unreadable as unreadable:
            assert str(unreadable)  # noqa: PT017


@given(st.integers(0, 1 << 30), st.binary(min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_damaged_files_are_read_or_refused(place, damage):
    data = bytearray(
        xml(
            event(persons='<person id="1">A</person>'), conference="<city>Berlin</city>"
        )
    )
    place %= len(data)
    data[place : place + len(damage)] = damage
    try:
        assert isinstance(frab_xml.read(bytes(data)), Reading)
    except Unreadable as unreadable:
        assert str(unreadable)  # noqa: PT017


def mentions(*pairs):
    return "".join(f'<person id="{key}">{name}</person>' for key, name in pairs)


@pytest.mark.parametrize(
    "data",
    [
        xml(*[event('id="1"') for _ in range(9000)]),
        xml(*[event(f'guid="{guid(1)}"') for _ in range(9000)]),
        xml(*[event(f'id="{n}" code="ABC123"') for n in range(9000)]),
        xml(event(persons=mentions(*[(n, "A") for n in range(100_000)]))),
        xml(event(persons=mentions(*[("7", n) for n in range(100_000)]))),
        xml(event(date="2024-02-03" + " " * 1_000_000 + "x")),
        xml(event(links='<link href="https://%s"/>' % ("ä" * 1_000_000))),
        xml(event(links='<link href="http://a/">x</link>' * 100_000)),
    ],
    ids=["id", "guid", "code", "ids", "names", "blanks", "host", "links"],
)
def test_what_repeats_without_end_takes_no_time(data):
    started = time.process_time()
    reading = frab_xml.read(data, "UTC")
    assert time.process_time() - started < 5
    assert sum(len(odd.what) for odd in reading.oddities) < 1_000_000
    assert max(len(session.people) for session in reading.programme.sessions) <= 60


@pytest.mark.parametrize("tag", ["room", "track"])
def test_thousands_of_rooms_or_tracks_are_refused(tag):
    events = [event(f'id="{n}"', **{tag: f"N{n}"}) for n in range(1001)]
    days = f'<day date="2024-02-03">{"".join(events)}</day>'
    assert f"more than 1,000 {tag}s" in refused(xml(days=days))
