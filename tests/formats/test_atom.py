"""Feeds are what RFC 4287 asks for, whatever stands in them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

from eventsite.formats.atom import Entry, Feed, write

pytestmark = pytest.mark.one_database
AT = datetime(2030, 9, 1, 14, tzinfo=timezone(timedelta(hours=2)))
NAMES = {"a": "http://www.w3.org/2005/Atom"}


def feed(*entries, **more):
    defaults = {
        "id": "urn:uuid:1",
        "title": "News",
        "author": "Host",
        "url": "https://x.example/?a=1&b=2",
        "own_url": "https://x.example/feed.atom",
        "updated_at": AT,
    }
    return Feed(**defaults | more, entries=entries)


def entry(**more):
    defaults = {"id": "urn:uuid:2", "title": "One", "url": "https://x.example/1"}
    return Entry(**defaults | {"updated_at": AT} | more)


def read(made):
    return etree.fromstring(write(made))


def test_a_feed_says_what_it_must():
    root = read(feed(entry(html="<p>a &amp; b</p>", summary="a & b")))
    for path, expected in (
        ("a:id", "urn:uuid:1"),
        ("a:title", "News"),
        ("a:updated", "2030-09-01T12:00:00Z"),
        ("a:author/a:name", "Host"),
        ("a:entry/a:id", "urn:uuid:2"),
        ("a:entry/a:updated", "2030-09-01T12:00:00Z"),
        ("a:entry/a:summary", "a & b"),
        ("a:entry/a:content", "<p>a &amp; b</p>"),
    ):
        assert root.findtext(path, namespaces=NAMES) == expected
    links = {
        link.get("rel"): link.get("href") for link in root.findall("a:link", NAMES)
    }
    assert links == {
        "alternate": "https://x.example/?a=1&b=2",
        "self": "https://x.example/feed.atom",
    }


def test_nothing_in_it_can_break_it():
    evil = 'a\x00]]></title><script>"\n'
    root = read(feed(entry(title=evil, html=evil), title=evil, author=evil))
    assert root.findtext("a:title", namespaces=NAMES) == 'a]]></title><script>"'
    assert root.find(".//script") is None


def test_a_name_is_never_empty():
    assert read(feed(author=" ")).findtext("a:author/a:name", namespaces=NAMES)


def test_the_same_feed_is_the_same_bytes():
    assert write(feed(entry())) == write(
        feed(entry(updated_at=AT.astimezone(UTC)), updated_at=AT.astimezone(UTC))
    )
