from wtforms import HiddenField

from eventsite.core.fields import Text
from eventsite.core.forms import Form
from eventsite.core.words import lazy
from eventsite.factors.models import LONGEST_NAME
from eventsite.factors.rules import WrongCode


class AppForm(Form):
    name = Text(lazy("Name of the device"), limit=LONGEST_NAME, required=True)
    code = Text(
        lazy("Code that the app shows"),
        limit=20,
        required=True,
        message=lazy("Type the code."),
    )
    sealed = HiddenField()  # the secret, which only we can read

    beside = {WrongCode: "code"}


class PasskeyForm(Form):
    name = Text(lazy("Name of the passkey"), limit=LONGEST_NAME, required=True)
    credential = HiddenField()  # the browser's answer
    handle = HiddenField()  # what the person is called on their devices
