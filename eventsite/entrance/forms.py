from wtforms import HiddenField

from eventsite.accounts.forms import Password
from eventsite.accounts.rules import WrongPassword
from eventsite.core.fields import Text
from eventsite.core.forms import Form
from eventsite.factors.rules import WrongCode


class CodeForm(Form):
    code = Text("Code", limit=40, required=True, message="Type the code.")
    carried = HiddenField()  # what was typed elsewhere, and sent when signed out

    beside = {WrongCode: "code"}


class PasskeyForm(Form):
    credential = HiddenField()  # the browser's answer
    carried = HiddenField()


class ProofForm(Form):
    password = Password("Your password")

    beside = {WrongPassword: "password"}
