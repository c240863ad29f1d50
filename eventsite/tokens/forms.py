"""What may be asked of a token. Shapes only."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from wtforms import BooleanField
from wtforms.validators import InputRequired

from eventsite.core.choices import Choice, Choices, Radios
from eventsite.core.fields import OnceKey, Text
from eventsite.core.forms import Form
from eventsite.core.words import lazy
from eventsite.events.models import Event
from eventsite.permissions import Right
from eventsite.tokens import rules
from eventsite.tokens.rules import Wish


class TokenForm(Form):
    name = Text(lazy("Name"), limit=100, required=True)
    event = Choice(lazy("Where"), required=False)
    rights = Choices(
        lazy("What it may see and do"),
        validators=[InputRequired(lazy("Choose at least one."))],
    )
    may_write = BooleanField(lazy("It may change things, not only read them"))
    lasts = Radios(lazy("How long"), choices=list(rules.LENGTHS.items()), default="90")
    once = OnceKey()

    beside = {rules.MoreThanYours: "rights"}

    def offer(self, rights: Collection[Right], events: Iterable[Event] = ()) -> None:
        """List what the person may do at all, and where; needed before validating."""
        self.rights.choices = [
            (right.value, words)
            for right, words in rules.OFFERED.items()
            if right in rights
        ]
        self.event.choices = [
            ("", lazy("Everywhere I may")),
            *((event.slug, event.name) for event in events),
        ]

    def wish(self) -> Wish:
        return Wish(
            name=str(self.name.data),
            rights=frozenset(Right(name) for name in self.rights.data),
            may_write=bool(self.may_write.data),
            lasts=timedelta(days=int(self.lasts.data)),
        )
