from typing import Any

from eventsite.accounts.forms import Password
from eventsite.accounts.rules import SHORTEST, WeakPassword, WrongPassword
from eventsite.core.choices import Choice
from eventsite.core.fields import Email, Text, ZoneField
from eventsite.core.forms import Form
from eventsite.core.languages import readable
from eventsite.core.words import language, languages, lazy, own_name
from eventsite.profile.rules import SameEmail


class ProfileForm(Form):
    name = Text(lazy("Name"), required=True, message=lazy("Type your name."))
    timezone = ZoneField(lazy("Your time zone"), required=False)
    language = Choice(lazy("Language of pages and letters"), required=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language.data = self.language.data or language()
        chosen = readable(self.language.object_data) or language()
        offered = dict.fromkeys([*languages(), chosen])  # also one for texts alone
        self.language.choices = [(tag, own_name(tag)) for tag in offered]


class PasswordForm(Form):
    current_password = Password(lazy("Current password"))
    password = Password(
        lazy("New password"),
        lazy("Choose one of at least %(least)s characters.", least=SHORTEST),
    )

    beside = {WrongPassword: "current_password", WeakPassword: "password"}


class EmailForm(Form):
    email = Email(lazy("New e-mail"))
    current_password = Password(lazy("Your password"))

    beside = {WrongPassword: "current_password", SameEmail: "email"}
