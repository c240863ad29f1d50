from wtforms import HiddenField

from eventsite.accounts.forms import Password
from eventsite.accounts.rules import WrongPassword
from eventsite.core.fields import Text
from eventsite.core.forms import Form
from eventsite.core.words import lazy
from eventsite.factors.rules import WrongCode


class CodeForm(Form):
    code = Text(lazy("Code"), limit=40, required=True, message=lazy("Type the code."))
    carried = HiddenField()  # what was typed elsewhere, and sent when signed out

    beside = {WrongCode: "code"}


class PasskeyForm(Form):
    credential = HiddenField()  # the browser's answer
    carried = HiddenField()


class ProofForm(Form):
    password = Password(lazy("Your password"))

    beside = {WrongPassword: "password"}
