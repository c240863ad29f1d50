from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, select

from eventsite.conduct.models import ConductPage
from eventsite.core.content import Translated
from eventsite.core.db import db
from eventsite.core.words import lazy
from eventsite.events.models import Event, Room, SessionType, Tag, Track
from eventsite.languages import rules
from eventsite.languages.rules import Count
from eventsite.products.models import Product
from eventsite.proposals.models import Call
from eventsite.scholarships.models import Programme
from eventsite.sponsors.models import Sponsor, Tier

A_PAGE = 30  # things whose texts are on one page


class Kind(NamedTuple):
    """Some of an event's things that have texts."""

    key: str  # in addresses
    label: str
    model: type[Translated]
    order: Sequence[str] = ()  # names of columns


KINDS = (
    Kind("event", lazy("The event"), Event),
    Kind("tracks", lazy("Tracks"), Track, ("position", "name")),
    Kind("session-types", lazy("Session types"), SessionType, ("position", "name")),
    Kind("rooms", lazy("Rooms"), Room, ("position", "name")),
    Kind("tags", lazy("Tags"), Tag, ("position", "name")),
    Kind("products", lazy("Products"), Product, ("position", "id")),
    Kind("call", lazy("Call for proposals"), Call),
    Kind("conduct", lazy("Code of conduct"), ConductPage),
    Kind("scholarships", lazy("Scholarship programme"), Programme, ("id",)),
    Kind("sponsor-tiers", lazy("Sponsor tiers"), Tier, ("rank", "id")),
    Kind("sponsors", lazy("Sponsors"), Sponsor, ("position", "name")),
)


def find_kind(key: str) -> Kind | None:
    return next((kind for kind in KINDS if kind.key == key), None)


def list_progress(event: Event) -> list[tuple[Kind, Mapping[str, Count]]]:
    """Return how far each kind's texts are, of those of which the event has any."""
    languages = rules.further_languages(event.languages)
    found: list[tuple[Kind, Mapping[str, Count]]] = []
    for kind in KINDS:
        things = db.session.scalars(_of(event, kind)).all()
        counts = rules.counts(things, languages)
        if any(count.of for count in counts.values()):
            found.append((kind, counts))
    return found


def list_things(event: Event, kind: Kind, page: int) -> Pagination:
    return db.paginate(
        _of(event, kind),
        page=page,
        per_page=A_PAGE,
        max_per_page=A_PAGE,
        error_out=False,
    )


def longest(kind: Kind, name: str) -> int | None:
    """Return how many characters a text has room for; None: as many as one likes."""
    column: Any = getattr(kind.model, name)
    length: int | None = getattr(column.type, "length", None)
    return length


def _of(event: Event, kind: Kind) -> Select[Any]:
    model: Any = kind.model
    if model is Event:
        return select(model).where(model.id == event.id)
    rows = select(model).where(model.event_id == event.id)
    if model is Product:
        rows = rows.where(model.archived_at.is_(None))
    return rows.order_by(*(getattr(model, name) for name in kind.order))
