from wtforms import BooleanField
from wtforms.validators import DataRequired

from eventsite.accounts.forms import Password
from eventsite.accounts.rules import WrongPassword
from eventsite.core.choices import Radios
from eventsite.core.fields import Text
from eventsite.core.forms import Form
from eventsite.core.words import lazy
from eventsite.privacy.rules import NotYours


class DeleteForm(Form):
    public = Radios(
        lazy("What programmes say of you as a speaker"),
        choices=[
            ("erase", lazy("Take my name, picture and words off")),
            ("keep", lazy("Keep it, as a record of what happened")),
        ],
        default="erase",
    )
    understood = BooleanField(
        lazy("I have read what happens, and want it"),
        [DataRequired(lazy("Tick this if you want your account deleted."))],
    )
    password = Password(lazy("Your password"))
    email = Text(
        lazy("The address of your account"),
        required=True,
        message=lazy("Type the address of your account."),
    )

    beside = {WrongPassword: "password", NotYours: "email"}
