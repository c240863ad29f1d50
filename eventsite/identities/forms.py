from eventsite.core.fields import Text
from eventsite.core.forms import Form


class OpenForm(Form):
    name = Text("Your name", required=True, message="Type your name.")
