"""What may be asked of a webhook. Shapes only."""

from collections.abc import Mapping
from typing import ClassVar

from wtforms.validators import InputRequired

from eventsite.core.choices import Choices
from eventsite.core.edit_forms import EditForm
from eventsite.core.errors import Refusal
from eventsite.core.fields import OnceKey, Text, WebAddress
from eventsite.core.words import lazy
from eventsite.webhooks import rules


class WebhookForm(EditForm):
    name = Text(lazy("Name"), limit=100, required=True)
    url = WebAddress(lazy("Address"), required=True)
    kinds = Choices(
        lazy("What it is told of"),
        validators=[InputRequired(lazy("Choose at least one."))],
    )
    once = OnceKey()

    beside: ClassVar[Mapping[type[Refusal], str]] = {
        rules.BadAddress: "url",
        rules.NotYours: "kinds",
    }

    def offer(self, kinds: Mapping[str, str]) -> None:
        """List what its maker may be told of; needed before validating."""
        self.kinds.choices = list(kinds.items())

    def values(self) -> dict[str, object]:
        return {"name": self.name.data, "url": self.url.data}
