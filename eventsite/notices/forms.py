from wtforms import BooleanField

from eventsite.core.fields import Count, LongText, Text
from eventsite.core.forms import Form
from eventsite.core.words import lazy


class NoticeForm(Form):
    text = LongText(
        lazy("Text"), limit=50_000, required=True, message=lazy("Write the text.")
    )
    with_list = BooleanField(lazy("Show below it what this software keeps"))
    change = Text(lazy("What is new"), limit=300)
    based_on = Count("", low=0, required=False)
