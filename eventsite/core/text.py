"""The one gate for text that outsiders typed: cleaned on its way in, harmless on its way out."""

import html
import re
import unicodedata

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "hr",
    "h3", "h4", "h5", "h6", "i", "li", "ol", "p", "pre", "q", "s", "strong", "sub",
    "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "abbr": {"title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
HEADINGS = str.maketrans({"1": "3", "2": "4"})  # the page has the higher ones

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_LOOKS_LIKE_HTML = re.compile(
    r"<(p|ul|ol|br|a|em|strong|b|i|div|h\d|blockquote|pre)\b[^>]*>", re.IGNORECASE
)
_HEADING = re.compile(r"(</?h)([12])(?=[\s>])", re.IGNORECASE)
_ANY_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
# Embeddings, overrides and isolates: what stands around them is read backwards. Marks
# (U+200E, U+200F) and joiners stay: names in some scripts need them.
_TURNING = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
_UNSAID = {"Cc", "Cs"}


def clean(text: str | None) -> str:
    """Return `text` without what cannot be stored or shown, and without outer blanks.

    Drops NUL and other control characters (but tab and line ends), lone surrogates, and
    what turns the reading direction round; line ends become plain; composed characters
    are put together (NFC).
    """
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c in "\n\t" or not _is_dropped(c))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def _is_dropped(character: str) -> bool:
    return character in _TURNING or unicodedata.category(character) in _UNSAID


def clean_line(text: str | None) -> str:
    """Return `text` cleaned and on one line."""
    return re.sub(r"\s+", " ", clean(text))


def rich_text(source: str) -> Markup:
    """Return safe HTML of what somebody wrote in markdown or simple HTML.

    Text with HTML elements in it, as imported files have it, is taken as HTML; all else
    is markdown, in which tags show as they were typed. Headings start at level 3.
    """
    made = _HEADING.sub(
        lambda found: found[1] + found[2].translate(HEADINGS), _html(source)
    )
    return _cleaned(made, TAGS)


def page_text(source: str) -> Markup:
    """Return the same for a text that is a page of its own, below its title.

    Headings start at level 2 and skip none, whichever levels the writer chose.
    """
    made = _html(source)
    levels = sorted(set(re.findall(r"<h([1-6])[\s>]", made, re.IGNORECASE)))
    place = {level: str(2 + n) for n, level in enumerate(levels[:5])}
    made = _ANY_HEADING.sub(lambda found: found[1] + place.get(found[2], "6"), made)
    return _cleaned(made, TAGS | {"h2"})


def _html(source: str) -> str:
    return source if _LOOKS_LIKE_HTML.search(source) else _markdown.render(source)


def _cleaned(made: str, tags: set[str]) -> Markup:
    return Markup(  # noqa: S704  # nh3 has cleaned it
        nh3.clean(
            made,
            tags=tags,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel="noopener noreferrer nofollow ugc",
            clean_content_tags={"script", "style"},
        )
    )


def plain_text(source: str, limit: int | None = None) -> str:
    """Return the words alone, on one line; cut at a word's end to `limit` characters."""
    text = re.sub(r"<[^>]*>", " ", str(rich_text(source)))
    text = _SPACE.sub(" ", html.unescape(text)).strip()
    if limit is None or len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
