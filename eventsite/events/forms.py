"""What organisers may type about hosts and events. Shapes only."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from wtforms import BooleanField, Field
from wtforms.validators import DataRequired

from eventsite.core.choices import Choice, Radios
from eventsite.core.codes import slugify
from eventsite.core.dates import days
from eventsite.core.edit_forms import EditForm, Shown
from eventsite.core.errors import Refusal
from eventsite.core.fields import (
    Colour,
    DayField,
    Email,
    LongText,
    OnceKey,
    Text,
    Upload,
    WebAddress,
    ZoneField,
)
from eventsite.core.files import BadUpload
from eventsite.core.language_fields import Languages
from eventsite.core.languages import name_of
from eventsite.core.words import _, lazy
from eventsite.events import rules
from eventsite.events.models import Event, EventKind, Host
from eventsite.events.rules import Details, HostDetails, OwnFactorFirst

INHERITED, OWN = "inherited", "own"
KINDS = (
    (EventKind.CO_LOCATED.value, lazy("Co-located event: a conference of its own")),
    (EventKind.DEVROOM.value, lazy("Devroom: a part run by a team of its own")),
)
GROUPS: Mapping[str, tuple[str, ...]] = {  # what is inherited, or not, together
    "days": ("starts_on", "ends_on"),
    "zone": ("timezone",),
    "place": ("venue", "address", "city", "country"),
    "colour": ("colour",),
    "languages": ("languages",),
}
BESIDE: Mapping[type[Refusal], str] = {
    rules.BadSlug: "slug",
    rules.ReservedSlug: "slug",
    rules.SlugTaken: "slug",
    rules.SlugWasAnothers: "slug",
    rules.HostSlugTaken: "slug",
    rules.DaysMissing: "starts_on",
    rules.YearOutOfRange: "starts_on",
    rules.EndsBeforeStart: "ends_on",
    rules.TooLong: "ends_on",
    rules.ZoneMissing: "timezone",
    BadUpload: "logo",
}


class HostForm(EditForm):
    name = Text(lazy("Name"), required=True, message=lazy("Give the host a name."))
    slug = Text(lazy("Address"), limit=80)
    about = LongText(lazy("About"), limit=5_000)
    website = WebAddress(lazy("Website"))
    requires_factor = BooleanField(lazy("Organisers need a second factor"))

    beside = {**BESIDE, OwnFactorFirst: "requires_factor"}

    def details(self) -> HostDetails:
        return HostDetails(
            name=self.name.data,
            slug=self.slug.data or slugify(self.name.data),
            about=self.about.data or "",
            website=self.website.data or "",
            requires_factor=bool(self.requires_factor.data),
        )


class EventForm(EditForm):
    """An event on its own or, with `set_parent`, a child."""

    name = Text(lazy("Name"), required=True, message=lazy("Give the event a name."))
    slug = Text(lazy("Address"), limit=80)
    kind = Radios(lazy("What it is"), choices=KINDS)
    tagline = Text(lazy("Tagline"), limit=300)
    description = LongText(lazy("Description"))
    days_from = Radios(lazy("Days"))
    starts_on = DayField(lazy("First day"), required=False)
    ends_on = DayField(lazy("Last day"), required=False)
    zone_from = Radios(lazy("Time zone"))
    timezone = ZoneField(lazy("Time zone"), required=False)
    place_from = Radios(lazy("Place"))
    venue = Text(lazy("Venue"))
    address = Text(lazy("Street address"), limit=500)
    city = Text(lazy("City"), limit=100)
    country = Text(lazy("Country"), limit=100)
    colour_from = Radios(lazy("Colour"))
    colour = Colour(lazy("Colour"))
    languages_from = Radios(lazy("Languages"))
    languages = Languages(lazy("Languages spoken"))
    logo = Upload(lazy("Logo"))
    remove_logo = BooleanField(lazy("Remove this logo"))
    day_change = Choice(
        lazy("The programme’s day begins at"),
        choices=[(str(hour), f"{hour:02}:00") for hour in range(13)],
        default="4",
    )
    contact_email = Email(lazy("Contact e-mail"), required=False)
    website = WebAddress(lazy("Website elsewhere"))
    once_key = OnceKey()

    beside = BESIDE
    parent: Event | None = None

    def set_parent(self, parent: Event | None) -> None:
        """Offer what a child may take from its parent; must be called first."""
        self.parent = parent
        for field in (self.starts_on, self.ends_on, self.timezone):
            field.flags.required = True  # where it is not taken from the parent
        if parent is None:
            del self.kind
            for group in GROUPS:
                delattr(self, f"{group}_from")
            return
        for group, said in _said(parent).items():
            radios = self[f"{group}_from"]
            radios.choices = [
                (
                    INHERITED,
                    _("As %(parent)s: %(said)s", parent=parent.name, said=said),
                ),
                (OWN, _("Its own")),
            ]

    def together(self) -> Mapping[str, Sequence[str]]:
        if self.parent is None:
            return {_("Place"): GROUPS["place"]}
        return {
            str(self[f"{group}_from"].label.text): (f"{group}_from", *names)
            for group, names in GROUPS.items()
        }

    def matters(self, name: str, shown: Shown) -> bool:
        if self.parent is None:
            return True
        group = next((group for group, names in GROUPS.items() if name in names), "")
        return not group or shown[f"{group}_from"].data == OWN

    def require_slug(self) -> None:
        """Take no empty address: the event has one already."""
        message = _("Give the event an address.")
        self.slug.validators = [DataRequired(message), *self.slug.validators[1:]]
        self.slug.flags.required = True

    def validate(self, extra_validators: Any = None) -> bool:
        """Check shapes; what a child takes from its parent is not looked at."""
        fine: bool = super().validate(extra_validators)
        if self._is_own("days"):
            for field in (self.starts_on, self.ends_on):
                if not field.data and not field.errors:
                    field.errors = [_("Choose a day.")]
                    fine = False
        if self.parent and self._is_own("languages") and not self.languages.data:
            self.languages.errors = [*self.languages.errors, _("Name a language.")]
            fine = False
        if self._is_own("zone") and not self.timezone.data and not self.timezone.errors:
            self.timezone.errors = [_("Choose a time zone.")]
            fine = False
        return fine or not self._wrong_fields()

    def _wrong_fields(self) -> list[Field]:
        """Return what is wrong and matters; forget what is wrong and inherited."""
        for group, names in GROUPS.items():
            if not self._is_own(group):
                for name in names:
                    self[name].errors = []
        return [field for field in self if field.errors]

    def _is_own(self, group: str) -> bool:
        return self.parent is None or self[f"{group}_from"].data == OWN

    def details(self) -> Details:
        own: dict[str, Any] = {
            f"own_{name}": self._own_value(name) if self._is_own(group) else None
            for group, names in GROUPS.items()
            for name in names
        }
        return Details(
            name=self.name.data,
            slug=self.slug.data or slugify(self.name.data),
            kind=EventKind(self.kind.data) if self.parent else EventKind.MAIN,
            tagline=self.tagline.data or "",
            description=self.description.data or "",
            website=self.website.data or "",
            contact_email=self.contact_email.data or "",
            day_change=timedelta(hours=int(self.day_change.data)),
            **own,
        )

    def _own_value(self, name: str) -> object:
        data = self[name].data
        if name in GROUPS["place"]:
            return data or ""  # a place without a street has none, not its parent's
        return data or None


def filled(event: Event) -> dict[str, object]:
    """Return what the form shows of an event at first."""
    shown: dict[str, object] = {
        name: getattr(event, name) for names in GROUPS.values() for name in names
    }
    for group, names in GROUPS.items():
        is_own = any(getattr(event, f"own_{name}") is not None for name in names)
        shown[f"{group}_from"] = OWN if is_own else INHERITED
    for name in ("name", "slug", "tagline", "description", "website", "contact_email"):
        shown[name] = getattr(event, name)
    shown["kind"] = event.kind.value
    shown["day_change"] = str(int(event.day_change.total_seconds()) // 3600)
    return shown


def filled_child(parent: Event) -> dict[str, object]:
    """Return what the form of a new child shows at first: all as its parent."""
    shown = filled(parent)
    mine = ("name", "slug", "tagline", "description", "website", "contact_email")
    shown |= dict.fromkeys(mine, "")
    shown |= {f"{group}_from": INHERITED for group in GROUPS}
    return shown | {"kind": EventKind.CO_LOCATED.value}


def _said(parent: Event) -> dict[str, str]:
    place = (parent.venue, parent.address, parent.city, parent.country)
    return {
        "days": days(parent.starts_on, parent.ends_on),
        "zone": parent.timezone,
        "place": ", ".join(filter(None, place)) or _("none yet"),
        "colour": parent.colour,
        "languages": ", ".join(name_of(tag) for tag in parent.languages),
    }


def filled_host(host: Host) -> dict[str, object]:
    return {name: getattr(host, name) for name in HostDetails.__dataclass_fields__}
