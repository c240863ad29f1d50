from wtforms import BooleanField
from wtforms.validators import ValidationError

from eventsite.core.fields import OnceKey, Upload
from eventsite.core.forms import Form


class ImportForm(Form):
    file = Upload("Schedule file")
    devrooms = BooleanField("Make each devroom an event of its own")
    release = BooleanField("Release it, so that the public sees it", default=True)
    once = OnceKey()

    def validate_file(self, field: Upload) -> None:
        if not field.is_given:
            raise ValidationError(
                "Choose a file: schedule.xml, schedule.json or xCal, from your disk."
            )
