"""The rules of schedule.xml: c3voc's, and what FOSDEM's flavour has besides.

Source: the format's description at https://c3voc.de/schedule/schema.xsd; what FOSDEM's
apps read.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from xml.etree.ElementTree import (  # reads what we have written ourselves
    Element,
    ParseError,
    fromstring,
)

from eventsite.core.words import lazy
from eventsite.formats.checks.problems import Problem
from eventsite.formats.checks.shapes import (
    UNBOUNDED,
    Attribute,
    Child,
    Shape,
    compare,
)
from eventsite.formats.checks.values import (
    ADDRESS,
    BOOLEAN,
    COLOUR,
    DATE,
    INTEGER,
    MOMENT,
    POSITIVE,
    UUID,
    anything,
    either,
    like,
)

LENGTH = like(r"\d{1,2}:\d{2}|\d{1,2}:\d{2}:\d{1,2}")
START = like(r"[0-2]\d:[0-5]\d|[0-2]\d:[0-5]\d:[0-5]\d")
SLUG = like(r"[a-z0-9_]{4,}-[a-z0-9\-_]{4,}")
MAY = Attribute(anything)
TEXT = Shape(text=anything)


def _texts(*names: str) -> dict[str, Child]:
    return dict.fromkeys(names, Child(TEXT))


def _of(test: Callable[[str], bool], least: int = 0) -> Child:
    return Child(Shape(text=test), least)


def _list_of(inner: str, *attributes: str) -> Child:
    item = Shape(text=anything, attributes=dict.fromkeys(attributes, MAY))
    return Child(Shape(children={inner: Child(item, 0, UNBOUNDED)}))


RECORDING = Shape(
    children={
        "license": Child(TEXT, 1),
        "optout": _of(BOOLEAN, 1),
        "url": _of(ADDRESS),
        "link": _of(ADDRESS),
    }
)
PERSON = Shape(
    text=anything, attributes={"id": Attribute(INTEGER), "guid": Attribute(UUID)}
)
EVENT = Shape(
    attributes={
        "id": Attribute(POSITIVE, required=True),
        "guid": Attribute(UUID, required=True),
        "code": Attribute(like("[0-9A-Z]{6}")),
    },
    children={
        **{
            name: Child(TEXT, 1)
            for name in ("room", "title", "type", "abstract", "track")
        },
        "date": _of(MOMENT, 1),
        "start": _of(START, 1),
        "duration": _of(LENGTH, 1),
        **_texts("subtitle", "language", "description"),
        "slug": _of(SLUG),
        "logo": _of(either(ADDRESS, like(r"\s*"))),
        "persons": Child(Shape(children={"person": Child(PERSON, 0, UNBOUNDED)})),
        "recording": Child(RECORDING),
        "links": _list_of("link", "href", "type", "service"),
        "attachments": _list_of("attachment", "href", "type"),
        **{
            name: _of(ADDRESS)
            for name in ("video_download_url", "url", "feedback_url", "origin_url")
        },
    },
)
ROOM = Shape(
    attributes={
        "name": Attribute(anything, required=True),
        "guid": Attribute(UUID),
    },
    children={"event": Child(EVENT, 0, UNBOUNDED)},
)
DAY = Shape(
    attributes={
        "date": Attribute(DATE),
        "start": Attribute(MOMENT, required=True),
        "end": Attribute(MOMENT, required=True),
        "index": Attribute(POSITIVE, required=True),
    },
    children={"room": Child(ROOM, 0, UNBOUNDED)},
)
TRACK = Shape(
    text=anything,
    attributes={
        "name": Attribute(anything, required=True),
        "color": Attribute(COLOUR),
        "slug": Attribute(like("[a-z][a-z0-9-]+")),
    },
)
ABOUT = {  # the conference
    "title": TEXT,
    "acronym": Shape(text=like("[a-z0-9_-]{4,}")),
    "start": Shape(text=either(MOMENT, DATE)),
    "end": Shape(text=either(MOMENT, DATE)),
    "days": Shape(text=INTEGER),
    "timeslot_duration": Shape(text=LENGTH),
    "base_url": Shape(text=ADDRESS),
    "logo": Shape(text=ADDRESS),
    "url": Shape(text=ADDRESS),
    "time_zone_name": TEXT,
    "color": Shape(
        text=anything,
        attributes={
            "primary": Attribute(COLOUR, required=True),
            "background": Attribute(COLOUR),
        },
        any_attribute=True,
    ),
    "track": TRACK,
}
BEGINNING = {
    "generator": Child(
        Shape(attributes=dict.fromkeys(("name", "system", "version"), MAY))
    ),
    "url": _of(ADDRESS),
    "version": Child(TEXT, 1),
}


def _schedule(
    about: Iterable[tuple[str, Shape]], more: Iterable[tuple[str, Child]]
) -> Shape:
    known = {name: Child(shape, 0, UNBOUNDED) for name, shape in about}
    return Shape(
        children={
            **BEGINNING,
            "conference": Child(Shape(children=known), 1),
            **dict(more),
            "day": Child(DAY, 1, UNBOUNDED),
        },
        in_order=True,
    )


STRICT = _schedule(ABOUT.items(), ())
_FOSDEM_TRACK = Shape(
    text=anything, attributes={"color": TRACK.attributes["color"], "slug": MAY}
)
_FOSDEM_PERSON = Shape(
    attributes={"id": Attribute(POSITIVE, required=True), "slug": MAY},
    children={
        "name": Child(TEXT, 1),
        **_texts("job_title", "affiliation", "biography", "photo"),
        "links": _list_of("link", "href", "type"),
    },
)
FOSDEM = _schedule(
    [
        *ABOUT.items(),
        *((name, TEXT) for name in ("subtitle", "venue", "city")),
        ("day_change", Shape(text=LENGTH)),
    ],
    [
        (
            "tracks",
            Child(Shape(children={"track": Child(_FOSDEM_TRACK, 0, UNBOUNDED)})),
        ),
        (
            "persons",
            Child(Shape(children={"person": Child(_FOSDEM_PERSON, 0, UNBOUNDED)})),
        ),
    ],
)


def read(data: bytes) -> Element | Problem:
    """Return the file's root, or why it has none."""
    try:
        root = fromstring(data)  # noqa: S314  # written by ourselves a moment ago
    except ParseError as error:
        return Problem(lazy("This is no XML: %(error)s", error=str(error)))
    if root.tag != "schedule":
        return Problem(lazy("The file begins with <%(name)s>.", name=root.tag))
    return root


def check_file(data: bytes, shape: Shape = STRICT) -> Iterator[Problem]:
    """Yield what is wrong with a file, were it no XML at all."""
    root = read(data)
    if isinstance(root, Problem):
        yield root
    else:
        yield from check(root, shape)


def check(root: Element, shape: Shape = STRICT) -> Iterator[Problem]:
    """Yield what the format's rules forbid."""
    yield from compare(root, shape, _guid)
    events = list(root.iterfind("day/room/event"))
    names: tuple[tuple[str, Callable[[Element], str | None]], ...] = (
        ("guid", lambda event: event.get("guid")),
        ("code", lambda event: event.get("code")),
        ("id", lambda event: _number(event.get("id"))),
    )
    for name, find in names:
        yield from _twice(name, [(find(event), _guid(event)) for event in events])
    slugs = [
        (slug.text or "", _guid(event))
        for event in events
        for slug in event.iterfind("slug")
    ]
    yield from _twice("slug", slugs)
    days = [(_number(day.get("index")), "") for day in root.iterfind("day")]
    yield from _twice("index", days)


def _guid(element: Element) -> str:
    return element.get("guid", "") if element.tag == "event" else ""


def _number(text: str | None) -> str | None:
    """Return a number as the one text that stands for it."""
    if text is None or not INTEGER(text):
        return text
    return str(int(text))


def _twice(name: str, found: Sequence[tuple[str | None, str]]) -> Iterator[Problem]:
    counted = Counter(value for value, _guid in found if value is not None)
    for value, guid in found:
        if value is not None and counted[value] > 1:
            what = lazy(
                "The %(name)s “%(value)s” is used twice.", name=name, value=value
            )
            yield Problem(what, guid)
