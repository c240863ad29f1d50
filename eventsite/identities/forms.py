from eventsite.core.fields import Text
from eventsite.core.forms import Form
from eventsite.core.words import lazy


class OpenForm(Form):
    name = Text(lazy("Your name"), required=True, message=lazy("Type your name."))
