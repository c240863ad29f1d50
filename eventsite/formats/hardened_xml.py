"""XML from strangers, read piece by piece within fixed bounds of time and memory.

No DOCTYPE is accepted, so there are no entities to expand or to fetch; size, depth and
number of elements are bounded. The parser is expat itself, for its line numbers.
"""

from collections.abc import Callable, Collection
from typing import BinaryIO, Protocol
from xml.parsers import expat
from xml.parsers.expat import errors

from eventsite.core.words import _, lazy
from eventsite.formats.limits import MEGABYTE, measure
from eventsite.formats.model import Unreadable

MAX_DEPTH = 50
MAX_ELEMENTS = 300_000  # ten times a FOSDEM
MAX_TOKEN = 2 * MEGABYTE  # one tag or comment: expat starts it anew with every chunk
CHUNK = 256 * 1024
BREAKS = dict.fromkeys(("br", "p", "div", "li"), "\n")  # HTML inside a text

Progress = Callable[[int, int], None]  # bytes read, bytes in all


class Node:
    """An element: its text and the elements inside, in their order."""

    __slots__ = ("attributes", "column", "content", "line", "tag")

    def __init__(
        self, tag: str, attributes: dict[str, str], line: int, column: int
    ) -> None:
        self.tag, self.attributes = tag, attributes
        self.line, self.column = line, column
        self.content: list[str | Node] = []

    @property
    def children(self) -> "list[Node]":
        return [part for part in self.content if isinstance(part, Node)]

    def find(self, tag: str) -> "Node | None":
        return next((child for child in self.children if child.tag == tag), None)

    @property
    def text(self) -> str:
        """The text, without the markup in it but with the lines that this breaks."""
        return "".join(
            part if isinstance(part, str) else part.text + BREAKS.get(part.tag, "")
            for part in self.content
        )


class Reader(Protocol):
    """Receives what stands in a file, in its order."""

    def opened(self, path: list[Node]) -> None:
        """Take note of the last of `path`, an element outside all units."""

    def unit(self, path: list[Node], node: Node) -> None:
        """Take a whole unit, which stands in the last of `path`."""


def parse(
    source: BinaryIO,
    reader: Reader,
    units: Collection[str],
    progress: Progress | None = None,
) -> None:
    """Read `source`, from its beginning, handing elements named in `units` over whole.

    Raises:
        Unreadable: says what is wrong, and where.
    """
    size = measure(source)
    parsing = _Parsing(reader, units)
    fed = 0
    while chunk := source.read(CHUNK):
        fed += len(chunk)
        parsing.feed(chunk, fed)
        if progress is not None:
            progress(min(fed, size), size)
    parsing.close()


class _Parsing:
    def __init__(self, reader: Reader, units: Collection[str]) -> None:
        self.reader, self.units = reader, frozenset(units)
        self.path: list[Node] = []  # open elements outside units
        self.open: list[Node] = []  # those of the unit being read
        self.elements = 0
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 64 * 1024
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype
        parser.ExternalEntityRefHandler = self._refuse_doctype

    def feed(self, chunk: bytes, fed: int) -> None:
        try:
            self.parser.Parse(chunk, False)  # expat takes no keyword
        except expat.ExpatError as error:
            raise _explained(error) from None
        except (LookupError, ValueError):  # of Python, asked for the encoding
            raise self._unreadable(
                _("The file declares an unknown encoding.")
            ) from None
        if fed - max(self.parser.CurrentByteIndex, 0) > MAX_TOKEN:
            raise self._unreadable(_("One tag here goes on for more than 2 MB."))

    def close(self) -> None:
        try:
            self.parser.Parse(b"", True)  # expat takes no keyword
        except expat.ExpatError as error:
            raise _explained(error) from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        parser = self.parser
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise self._unreadable(
                _("The file has more than %(most)s elements.", most=MAX_ELEMENTS)
            )
        if len(self.path) + len(self.open) >= MAX_DEPTH:
            raise self._unreadable(
                _("Elements are nested more than %(most)s deep.", most=MAX_DEPTH)
            )
        node = Node(
            tag, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        )
        if self.open:
            self.open[-1].content.append(node)
            self.open.append(node)
        elif tag in self.units:
            self.open.append(node)
        else:
            self.path.append(node)
            self.reader.opened(self.path)

    def _end(self, _tag: str) -> None:
        if not self.open:
            self.path.pop()
            return
        node = self.open.pop()
        if not self.open:
            self.reader.unit(self.path, node)

    def _text(self, text: str) -> None:
        if self.open:
            self.open[-1].content.append(text)

    def _refuse_doctype(self, *_rest: object) -> int:
        raise self._unreadable(
            _("The file has a DOCTYPE or entity declaration, which is not accepted.")
        )

    def _unreadable(self, what: str) -> Unreadable:
        return Unreadable(
            what, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        )


_TRUNCATED = lazy("The file ends in the middle: it seems to be cut off.")
_EXPLAINED = {
    errors.XML_ERROR_NO_ELEMENTS: _TRUNCATED,
    errors.XML_ERROR_UNCLOSED_TOKEN: _TRUNCATED,
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION: _TRUNCATED,
    errors.XML_ERROR_PARTIAL_CHAR: _TRUNCATED,
    errors.XML_ERROR_TAG_MISMATCH: lazy(
        "An end tag does not match the element it closes."
    ),
    errors.XML_ERROR_INVALID_TOKEN: lazy(
        "This is not XML here: a character that does not belong, or that is not in "
        "the encoding that the file declares."
    ),
    errors.XML_ERROR_UNDEFINED_ENTITY: lazy(
        "An entity is used that XML does not know."
    ),
    errors.XML_ERROR_UNKNOWN_ENCODING: lazy("The file declares an unknown encoding."),
    errors.XML_ERROR_INCORRECT_ENCODING: lazy(
        "The file is not in the encoding that it declares."
    ),
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: lazy(
        "Something follows after the end of the schedule."
    ),
    errors.XML_ERROR_BAD_CHAR_REF: lazy(
        "A character is referred to that XML does not allow."
    ),
    errors.XML_ERROR_DUPLICATE_ATTRIBUTE: lazy("An attribute stands twice in one tag."),
}


def _explained(error: expat.ExpatError) -> Unreadable:
    reason = expat.ErrorString(error.code) or _("no reason given")
    what = _EXPLAINED.get(reason) or _(
        "This is not well-formed XML: %(reason)s.", reason=reason
    )
    return Unreadable(what, error.lineno, error.offset + 1)
