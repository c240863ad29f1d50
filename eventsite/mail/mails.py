"""Turns a template and its values into a subject, a text and the body's HTML."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markdown_it import MarkdownIt
from markupsafe import escape

from eventsite.core import template_words
from eventsite.core.filters import FILTERS
from eventsite.core.words import ENGLISH, language, reading, shown
from eventsite.mail import rules

TEMPLATES = Path(__file__).parents[2] / "templates"
TAGS = {"p", "br", "hr", "h1", "h2", "h3", "ul", "ol", "li", "blockquote"} | {
    *("a", "strong", "em", "code", "pre"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
SCHEMES = {"http", "https", "mailto"}
OPEN, CLOSE = "\ue000", "\ue001"  # around the number of an untrusted text
_PLACE = re.compile(f"{OPEN}(\\d+){CLOSE}")
_LINK = re.compile(r"\[([^\]\n]*)\]\(<?([^)>\s]+)>?\)")
_BARE = re.compile(r"(?<![(<\w])https?://[^\s<>]*[^\s<>.,;:!?)]")
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


class Content(NamedTuple):
    subject: str
    text: str
    html: str
    language: str  # in which it is, of those that pages can be in


class Trusted(str):
    """A text of ours: may be markup, may be an address."""

    __slots__ = ()


def compose(
    template: str,
    languages: Iterable[str | None],
    trusted: Mapping[str, object],
    untrusted: Mapping[str, object],
) -> Content:
    """Write a letter from `templates/<template>.txt`.

    It is in the first of its reader's `languages` that there is, else in English,
    whoever causes it. So give amounts, deadlines and days as what they are: words made
    of them before would be in the language of whoever clicks.

    Raises:
        UndefinedError: the template prints what was not given.
        ValueError: the template has no subject, or an untrusted text in an address.
    """
    with reading(*languages, ENGLISH):
        return _written(template, trusted, untrusted)


def _written(
    template: str, trusted: Mapping[str, object], untrusted: Mapping[str, object]
) -> Content:
    texts: list[str] = []
    source = _environment.get_template(f"{template}.txt").render(
        {**untrusted, "trusted": _marked(trusted), "_texts": texts}
    )
    first, _, body = source.lstrip().partition("\n")
    label, _, subject = first.partition("Subject: ")
    if label or not subject.strip():
        raise ValueError(f"{template}.txt must begin with a line 'Subject: …'")
    return Content(
        rules.cut(
            rules.one_line(_filled(subject, texts, rules.header)), rules.SUBJECT_LIMIT
        ),
        _filled(_plain(body), texts, rules.words),
        _filled(_html(body, template), texts, lambda text: escape(rules.words(text))),
        language(),
    )


@pass_context
def _print(context: Context, value: object) -> str:
    """Put a text of ours where it is printed; of any other, only its number."""
    if isinstance(value, Trusted):
        return value
    texts: list[str] = context["_texts"]
    texts.append(str(value))
    return f"{OPEN}{len(texts) - 1}{CLOSE}"


_environment = Environment(  # noqa: S701  # writes markdown; see the room's docstring
    loader=FileSystemLoader(TEMPLATES),
    undefined=StrictUndefined,
    finalize=_print,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= FILTERS


def _fill(context: Context, message: str, values: Mapping[str, object]) -> Trusted:
    """Put values into a translated message of ours as they are printed elsewhere."""
    printed = {name: _print(context, value) for name, value in shown(values).items()}
    return Trusted(message % printed)


template_words.install(_environment, _fill)


def _marked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _marked(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(each) for each in value]
    if value is None or isinstance(value, int):  # to be asked rather than printed
        return value
    return Trusted(_PLACE.sub("", str(value)))


def _filled(source: str, texts: list[str], clean: Callable[[str], str]) -> str:
    return _PLACE.sub(lambda place: clean(texts[int(place[1])]), source)


def _plain(body: str) -> str:
    """Return the body for those who read text: links written out."""
    plain = _LINK.sub(
        lambda link: link[2] if link[1] == link[2] else f"{link[1]}: {link[2]}", body
    )
    return re.sub(r"\n{3,}", "\n\n", plain).strip() + "\n"


def _html(body: str, template: str) -> str:
    marked = _BARE.sub(lambda link: f"<{link[0]}>", body)
    clean = nh3.clean(
        _markdown.render(marked),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel=None,
    )
    if quote(OPEN) in clean or f'="{OPEN}' in clean:
        raise ValueError(f"{template}.txt puts an untrusted text in an address")
    return clean
