from wtforms import BooleanField

from eventsite.core.choices import Choice, Choices, Radios
from eventsite.core.fields import Count, DayField, Email, LongText, Text, Upload
from eventsite.core.forms import Form

SIZES = [("s", "Small"), ("m", "Medium"), ("l", "Large")]


class SampleForm(Form):
    """One field of each kind, for the style guide."""

    name = Text("Name", required=True)
    email = Email(description="We write to it when something changes.")
    about = LongText("About you")
    day = DayField("Day")
    places = Count("Places", low=1, high=10)
    size = Choice("Shirt", choices=SIZES)
    ticket = Radios(
        "Ticket", choices=[("i", "Individual, $400"), ("c", "Corporate, $850")]
    )
    meals = Choices("Meals", choices=[("1", "Lunch on Friday"), ("2", "Dinner")])
    photo = Upload("Photo")
    agreed = BooleanField("I agree to the code of conduct")
