"""What an event may be called, when it may be, and what may become of it.

Pure decisions: facts in, an answer or a Refusal out. No database, no clock, no web.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from eventsite.core.errors import Refusal
from eventsite.core.words import _, lazy
from eventsite.events.models import MAX_DEPTH, Event, EventKind, EventState

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED = frozenset(  # words that addresses of ours have where a slug may stand
    {
        *("account", "admin", "api", "calendar", "edit", "event", "events", "host"),
        *("hosts", "live", "manage", "new", "news", "none", "null", "people"),
        *("schedule", "search", "signin", "signout", "signup", "static"),
    }
)
FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST = timedelta(days=60)

STEPS: dict[EventState, tuple[EventState, ...]] = {
    EventState.DRAFT: (EventState.ANNOUNCED, EventState.ARCHIVED),
    EventState.ANNOUNCED: (
        EventState.LIVE,
        EventState.PAST,
        EventState.DRAFT,
        EventState.ARCHIVED,
    ),
    EventState.LIVE: (EventState.PAST, EventState.ANNOUNCED),
    EventState.PAST: (EventState.ARCHIVED, EventState.LIVE),
    EventState.ARCHIVED: (),  # reactivating leads back to what it was
}


class BadSlug(Refusal):
    message = lazy(
        "Use lower-case letters, digits and single hyphens between them, such as "
        "“conf-2030”."
    )


class ReservedSlug(Refusal):
    message = lazy(
        "This word is reserved. Choose another, such as one with the year in it."
    )


class SlugTaken(Refusal):
    message = lazy("This address belongs to another event. Choose another one.")


class SlugWasAnothers(Refusal):
    message = lazy(
        "This was the address of another event, and links to it still lead there. "
        "Choose another one."
    )


class OwnFactorFirst(Refusal):
    message = lazy("Set up a second factor for your own account first: see Security.")


class HostSlugTaken(Refusal):
    message = lazy("This address belongs to another host. Choose another one.")


class DaysMissing(Refusal):
    message = lazy("Say on which days it begins and ends.")


class EndsBeforeStart(Refusal):
    message = lazy("The last day is before the first. Choose a later one.")


class YearOutOfRange(Refusal):
    message = lazy(
        "Choose days from %(first)s to %(last)s.",
        first=str(FIRST_YEAR),
        last=str(LAST_YEAR),
    )


class TooLong(Refusal):
    message = lazy(
        "An event lasts %(days)s days at most. Choose an earlier last day.",
        days=LONGEST.days,
    )


class ZoneMissing(Refusal):
    message = lazy("Choose a time zone.")


class TooDeep(Refusal):
    message = lazy(
        "Events can be nested %(levels)s levels deep, and this one is on the "
        "last. Add it to the event above.",
        levels=MAX_DEPTH,
    )


class NoSuchStep(Refusal):
    message = lazy(
        "The event is in another state by now. Look at what it is and try again."
    )


class NotArchived(Refusal):
    message = lazy("The event is not archived, so there is nothing to reactivate.")


class ArchivedAbove(Refusal):
    message = lazy("An event above this one is archived. Reactivate that one first.")


@dataclass(frozen=True, slots=True)
class HostDetails:
    name: str
    slug: str
    about: str = ""
    website: str = ""
    requires_factor: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """What an event says of itself. In `own_…`, None means: as the event above it."""

    name: str
    slug: str
    kind: EventKind = EventKind.MAIN  # of a child, another one
    tagline: str = ""
    description: str = ""
    website: str = ""
    contact_email: str = ""
    day_change: timedelta = timedelta(hours=4)
    own_starts_on: date | None = None
    own_ends_on: date | None = None  # inclusive
    own_timezone: str | None = None
    own_venue: str | None = None
    own_address: str | None = None
    own_city: str | None = None
    own_country: str | None = None
    own_colour: str | None = None
    own_languages: Sequence[str] | None = None


def check_slug(slug: str) -> None:
    """Refuse what cannot stand in an address.

    Raises:
        BadSlug, ReservedSlug
    """
    if not SLUG.fullmatch(slug) or len(slug) > 80:
        raise BadSlug
    if slug in RESERVED:
        raise ReservedSlug


def check_days(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse days (both inclusive) that no event has. Both empty: inherited, fine.

    Raises:
        DaysMissing, EndsBeforeStart, YearOutOfRange, TooLong
    """
    if starts_on is None and ends_on is None:
        return
    if starts_on is None or ends_on is None:
        raise DaysMissing
    if not (FIRST_YEAR <= starts_on.year <= LAST_YEAR >= ends_on.year >= FIRST_YEAR):
        raise YearOutOfRange
    if ends_on < starts_on:
        raise EndsBeforeStart
    if ends_on - starts_on >= LONGEST:
        raise TooLong


def check_details(details: Details, parent: Event | None) -> None:
    """Refuse an event that cannot be, here or anywhere.

    Raises:
        DaysMissing, ZoneMissing, and what `check_slug` and `check_days` raise
    """
    check_slug(details.slug)
    check_days(details.own_starts_on, details.own_ends_on)
    if (parent is None) != (details.kind is EventKind.MAIN):
        raise ValueError(f"an event {details.kind} with parent {parent}")
    if parent is None:
        if details.own_starts_on is None:
            raise DaysMissing
        if not details.own_timezone:
            raise ZoneMissing


def check_depth(parent: Event) -> None:
    """Refuse a child that would lie deeper than MAX_DEPTH.

    Raises:
        TooDeep
    """
    if len(parent.line) >= MAX_DEPTH:
        raise TooDeep


def check_step(event: Event, to: EventState) -> None:
    """Refuse a state that does not follow the event's own.

    Raises:
        NoSuchStep, ArchivedAbove
    """
    if any(above.state is EventState.ARCHIVED for above in event.line[1:]):
        raise ArchivedAbove
    if to not in STEPS[event.state]:
        raise NoSuchStep


def reactivated(event: Event) -> EventState:
    """Return what an archived event goes back to.

    Raises:
        NotArchived, ArchivedAbove
    """
    if any(above.state is EventState.ARCHIVED for above in event.line[1:]):
        raise ArchivedAbove
    if event.state is not EventState.ARCHIVED:
        raise NotArchived
    return event.archived_from or EventState.PAST


def warnings(event: Event) -> list[str]:
    """Return what is allowed but probably not meant."""
    found: list[str] = []
    parent = event.parent
    if parent is None:
        return found
    if event.starts_on < parent.starts_on or event.ends_on > parent.ends_on:
        found.append(
            _("Some of its days lie outside those of %(name)s.", name=parent.name)
        )
    if event.timezone != parent.timezone:
        found.append(_("Its time zone is not that of %(name)s.", name=parent.name))
    if event.state is not EventState.DRAFT and not parent.is_public:
        found.append(
            _(
                "%(name)s is still a draft, so the public sees neither of them.",
                name=parent.name,
            )
        )
    return found
