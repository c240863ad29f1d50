"""What may stand in an XML element: a small grammar, and the reading of files by it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import (  # reads what we have written ourselves
    Element,
)

from eventsite.core.words import lazy
from eventsite.formats.checks.problems import Problem
from eventsite.formats.checks.values import Test

UNBOUNDED = 1_000_000
LONGEST = 60  # characters quoted
FOREIGN = "{"  # begins what belongs to another namespace, as ElementTree has it


@dataclass(frozen=True, slots=True)
class Child:
    shape: "Shape"
    least: int = 0
    most: int = 1


@dataclass(frozen=True, slots=True)
class Attribute:
    test: Test
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """An element's text (None: none but blanks), attributes and children."""

    text: Test | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    children: Mapping[str, Child] = field(default_factory=dict)
    in_order: bool = False  # the children stand as they are named
    any_attribute: bool = False


def compare(
    element: Element, shape: Shape, guid_of: Callable[[Element], str], guid: str = ""
) -> Iterator[Problem]:
    """Yield where the element is not as the shape has it; problems inside name a guid."""
    guid = guid_of(element) or guid
    name = element.tag
    yield from _attributes(element, shape, guid)
    text = element.text or ""
    if shape.text is None:
        tails = "".join(child.tail or "" for child in element)
        text += tails
        if text.strip() if shape.children else text:
            yield Problem(lazy("<%(name)s> holds text of its own.", name=name), guid)
    elif not len(element) and not shape.text(text):
        yield Problem(
            lazy(
                "<%(name)s> is “%(text)s”, which it may not be.",
                name=name,
                text=text[:LONGEST],
            ),
            guid,
        )
    yield from _children(element, shape, guid)
    for child in element:
        known = shape.children.get(child.tag)
        if known is not None:
            yield from compare(child, known.shape, guid_of, guid)


def _attributes(element: Element, shape: Shape, guid: str) -> Iterator[Problem]:
    name = element.tag
    for key, value in element.attrib.items():
        known = shape.attributes.get(key)
        if known is None:
            if not shape.any_attribute and not key.startswith(FOREIGN):
                what = lazy("<%(name)s> has no attribute %(key)s.", name=name, key=key)
                yield Problem(what, guid)
        elif not known.test(value):
            what = lazy(
                "%(key)s of <%(name)s> is “%(text)s”, which it may not be.",
                key=key,
                name=name,
                text=value[:LONGEST],
            )
            yield Problem(what, guid)
    for key, known in shape.attributes.items():
        if known.required and key not in element.attrib:
            what = lazy("<%(name)s> lacks %(key)s.", name=name, key=key)
            yield Problem(what, guid)


def _children(element: Element, shape: Shape, guid: str) -> Iterator[Problem]:
    name = element.tag
    counts = dict.fromkeys(shape.children, 0)
    order = list(shape.children)
    reached = 0
    for child in element:
        if child.tag not in counts:
            what = lazy(
                "<%(child)s> may not be in <%(name)s>.", child=child.tag, name=name
            )
            yield Problem(what, guid)
            continue
        counts[child.tag] += 1
        place = order.index(child.tag)
        if shape.in_order and place < reached:
            what = lazy(
                "<%(child)s> stands too late in <%(name)s>.", child=child.tag, name=name
            )
            yield Problem(what, guid)
        reached = max(reached, place)
    for key, count in counts.items():
        known = shape.children[key]
        if count < known.least:
            what = lazy("<%(name)s> lacks <%(child)s>.", name=name, child=key)
            yield Problem(what, guid)
        elif count > known.most:
            what = lazy(
                "<%(name)s> has <%(child)s> more than once.", name=name, child=key
            )
            yield Problem(what, guid)
