"""Writes Atom feeds.

Source: RFC 4287.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from eventsite.formats.characters import clean, one_line


@dataclass(frozen=True, slots=True)
class Entry:
    id: str  # an IRI that never changes, such as "urn:uuid:…"
    title: str
    url: str
    updated_at: datetime
    html: str = ""  # safe; its addresses absolute
    summary: str = ""  # plain text


@dataclass(frozen=True, slots=True)
class Feed:
    id: str
    title: str
    author: str
    url: str  # of the page that it is the feed of
    own_url: str
    updated_at: datetime
    entries: Sequence[Entry] = field(default=())


def write(feed: Feed) -> bytes:
    """Return the feed; the same one always gives the same bytes."""
    return "\n".join(_lines(feed)).encode() + b"\n"


def _lines(feed: Feed) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<feed xmlns="http://www.w3.org/2005/Atom">'
    yield f"  <id>{escape(feed.id)}</id>"
    yield f"  <title>{_line(feed.title)}</title>"
    yield f"  <updated>{_moment(feed.updated_at)}</updated>"
    yield f"  <author><name>{_line(feed.author)}</name></author>"
    yield f'  <link rel="alternate" type="text/html" href={quoteattr(feed.url)}/>'
    yield (
        f'  <link rel="self" type="application/atom+xml" href={quoteattr(feed.own_url)}/>'
    )
    yield "  <generator>eventsite</generator>"
    for entry in feed.entries:
        yield "  <entry>"
        yield f"    <id>{escape(entry.id)}</id>"
        yield f"    <title>{_line(entry.title)}</title>"
        yield f"    <updated>{_moment(entry.updated_at)}</updated>"
        yield f'    <link rel="alternate" type="text/html" href={quoteattr(entry.url)}/>'
        if entry.summary:
            yield f"    <summary>{escape(clean(entry.summary))}</summary>"
        if entry.html:
            yield f'    <content type="html">{escape(clean(entry.html))}</content>'
        yield "  </entry>"
    yield "</feed>"


def _line(text: str) -> str:
    """Return a title or name; RFC 4287 wants one, so a nameless thing is called so."""
    return escape(one_line(text)) or "–"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
