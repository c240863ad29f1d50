from eventsite.accounts.forms import Password
from eventsite.accounts.rules import SHORTEST, WeakPassword, WrongPassword
from eventsite.core.fields import Email, Text, ZoneField
from eventsite.core.forms import Form
from eventsite.profile.rules import SameEmail


class ProfileForm(Form):
    name = Text("Name", required=True, message="Type your name.")
    timezone = ZoneField("Your time zone", required=False)


class PasswordForm(Form):
    current_password = Password("Current password")
    password = Password(
        "New password", f"Choose one of at least {SHORTEST} characters."
    )

    beside = {WrongPassword: "current_password", WeakPassword: "password"}


class EmailForm(Form):
    email = Email("New e-mail")
    current_password = Password("Your password")

    beside = {WrongPassword: "current_password", SameEmail: "email"}
