"""What organisers may type about sponsors. Shapes only: the rest is in rules.py."""

from collections.abc import Iterable

from eventsite.capacity.rules import TooSmall
from eventsite.core.choices import Choice
from eventsite.core.edit_forms import EditForm
from eventsite.core.fields import Count, LongText, OnceKey, Text, Upload, WebAddress
from eventsite.core.files import BadUpload
from eventsite.core.words import lazy
from eventsite.sponsors import rules
from eventsite.sponsors.actions import Words
from eventsite.sponsors.models import Tier

LARGEST = 9_999


class TierForm(EditForm):
    name = Text(lazy("Name"), limit=100, required=True)
    rank = Count(lazy("Rank"), low=1, high=LARGEST)
    maximum = Count(lazy("Most sponsors"), low=1, high=LARGEST, required=False)

    beside = {rules.NameTaken: "name", TooSmall: "maximum"}


class SponsorForm(EditForm):
    name = Text(lazy("Name"), limit=200, required=True)
    tier = Choice(lazy("Tier"))
    url = WebAddress(lazy("Website"))
    logo = Upload(lazy("Logo"))
    description = LongText(lazy("Description"), limit=5_000)
    position = Count(lazy("Position in the tier"), high=LARGEST, default=0)
    once = OnceKey()

    beside = {rules.TierFull: "tier", BadUpload: "logo"}

    def offer(self, tiers: Iterable[Tier]) -> None:
        """List the event's tiers; needed before validating."""
        self.tier.choices = [(str(tier.id), tier.name) for tier in tiers]

    def words(self) -> Words:
        return Words(
            name=str(self.name.data),
            url=str(self.url.data or ""),
            description=str(self.description.data or ""),
            position=int(self.position.data or 0),
        )
