"""What layouts and macros in templates/ ask for: addresses, icons, navigation."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Flask, current_app, g, request, url_for
from heroicons.jinja import heroicon_mini, heroicon_outline, heroicon_solid
from markupsafe import Markup
from werkzeug.routing import BuildError
from wtforms import Field
from wtforms.fields.choices import SelectFieldBase
from wtforms.widgets import Select

from eventsite.core.colours import MOST, colour_for, parse
from eventsite.core.files import file_url
from eventsite.core.guard import Access, find_access
from eventsite.core.web import AccountItem, EventItem, NavItem

STYLES = {"mini": heroicon_mini, "outline": heroicon_outline, "solid": heroicon_solid}


class Entry(NamedTuple):
    """A link of a navigation; `current` is what `aria-current` says, "" elsewhere."""

    label: str
    url: str
    current: str


def init_app(app: Flask) -> None:
    app.jinja_env.globals |= {
        "heroicon": heroicon,
        "control": control,
        "is_group": is_group,
        "first_error": first_error,
        "find_url": find_url,
        "page_url": page_url,
        "colour_key": colour_key,
        "colours_url": colours_url,
        "event_links": event_links,
        "account_links": account_links,
        "organiser_links": organiser_links,
        "file_url": file_url,
    }
    app.jinja_env.filters["colour_key"] = colour_key


@lru_cache(maxsize=500)
def heroicon(name: str, style: str = "mini") -> Markup:
    """Return a picture without a name of its own: for ears it does not exist."""
    attributes = {"aria-hidden": "true", "focusable": "false", "class": "icon"}
    return Markup(STYLES[style](name, size=None, **attributes))  # noqa: S704  # no input


def control(field: Field, help_text: str, attributes: Mapping[str, object]) -> Markup:
    """Return a field's control, joined to its help and its error for those who listen."""
    described = [
        f"{field.id}-{part}"
        for part, is_there in (
            ("help", help_text or field.description),
            ("error", field.errors),
        )
        if is_there
    ]
    own = {"aria-describedby": " ".join(described)} if described else {}
    wrong = {"aria-invalid": "true"} if field.errors else {}
    return Markup(field(**own, **wrong, **attributes))  # noqa: S704  # WTForms escapes


def is_group(field: Field) -> bool:
    """Tell whether the field is a list of radio buttons or checkboxes."""
    return isinstance(field, SelectFieldBase) and not isinstance(field.widget, Select)


def first_error(field: Field) -> str:
    """Return what to say first about a field; those inside it count, too."""
    errors: Any = field.errors
    while isinstance(errors, Mapping | list | tuple) and errors:
        each = errors.values() if isinstance(errors, Mapping) else errors
        errors = next((one for one in each if one), "")
    return str(errors)


def find_url(endpoint: str, **values: object) -> str | None:
    """Return an address, None while no room serves it."""
    try:
        return url_for(endpoint, **values)  # type: ignore[arg-type]
    except BuildError:
        return None


def page_url(number: int) -> str:
    """Return the address of another page of the list that is shown, filters kept.

    What was asked for never becomes an argument of `url_for`, some of which steer it.
    """
    asked = [
        (key, text) for key, text in request.args.items(multi=True) if key != "page"
    ]
    here = url_for(request.endpoint or "", **(request.view_args or {}))
    here = here.partition("?")[0]  # what is asked for at every address is asked already
    return f"{here}?{urlencode([*asked, ('page', str(number))])}"


def colour_key(colour: str | None, name: str = "") -> str:
    """Return a `data-colour` for an element; a thing without colour gets one by name."""
    return (parse(colour or "") or colour_for(name))[1:]


def colours_url(keys: Sequence[str]) -> str:
    """Return the style sheet that gives the elements with these keys their colours."""
    return url_for("front.colour_rules", keys="-".join(sorted(set(keys))[:MOST]))


def event_links(event: Any, *, is_over: bool = False) -> list[Entry]:
    """Return the links to the event's public pages that have something on them."""
    items: Sequence[EventItem] = current_app.extensions["event_navigation"]
    useful = [
        item for item in items if not (is_over and item.until_over) and item.has(event)
    ]
    return _entries(useful, slug=event.slug)


def account_links() -> list[Entry]:
    return _entries(current_app.extensions["account_navigation"])


def organiser_links(slug: str) -> dict[str, list[Entry]]:
    """Return the links to what the visitor may do at the event, by section."""
    access: Access | None = g.get("access") or find_access(slug)
    rights = access.rights if access else ()
    items: Sequence[NavItem] = current_app.extensions["navigation"]
    sections: dict[str, list[Entry]] = {}
    for item in items:
        entries = _entries([item], slug=slug) if item.right in rights else []
        if entries:
            sections.setdefault(item.section, []).extend(entries)
    return sections


def opened_with(rights: Collection[str]) -> list[str]:
    """Return what the organisers' pages are called that open with these rights."""
    items: Sequence[NavItem] = current_app.extensions["navigation"]
    served = current_app.view_functions
    return [i.label for i in items if i.right in rights and i.endpoint in served]


def _entries(
    items: Sequence[EventItem | AccountItem | NavItem], **values: str
) -> list[Entry]:
    entries = []
    for item in items:
        url = find_url(item.endpoint, **values)
        if url is not None:
            entries.append(Entry(item.label, url, _current(url)))
    return entries


def _current(url: str) -> str:
    here = request.script_root + request.path
    if here == url:
        return "page"
    depth = url.rstrip("/").count("/")  # below "/account/" or an event lies everything
    return "true" if depth > 2 and here.startswith(f"{url}/") else ""
