"""What may be typed to get in. Whether a password will do is for rules.py."""

from typing import Any

from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from eventsite.accounts.rules import LONGEST, SHORTEST, WeakPassword
from eventsite.core.fields import Email, Text
from eventsite.core.forms import Form
from eventsite.core.words import _, lazy


class Password(PasswordField):  # type: ignore[misc]  # the library has no types
    """A password: never trimmed, never shown again."""

    def __init__(
        self, label: str, message: str = lazy("Type your password."), **kwargs: Any
    ) -> None:
        too_long = _("Keep your password to %(most)s characters.", most=LONGEST)
        checks = [InputRequired(message), Length(max=LONGEST, message=too_long)]
        super().__init__(label, checks, **kwargs)


class SignUpForm(Form):
    email = Email()


class JoinForm(Form):
    name = Text(lazy("Your name"), required=True, message=lazy("Type your name."))
    password = Password(
        lazy("Password"),
        lazy("Choose one of at least %(least)s characters.", least=SHORTEST),
    )

    beside = {WeakPassword: "password"}


class SignInForm(Form):
    email = Email()
    password = Password(lazy("Password"))
    carried = HiddenField()  # what was typed elsewhere, and sent when signed out


class ForgottenForm(Form):
    email = Email()


class NewPasswordForm(Form):
    password = Password(
        lazy("New password"),
        lazy("Choose one of at least %(least)s characters.", least=SHORTEST),
    )

    beside = {WeakPassword: "password"}
