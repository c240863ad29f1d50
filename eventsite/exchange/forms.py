from flask_wtf.file import FileRequired
from wtforms import BooleanField

from eventsite.core.fields import OnceKey, Upload
from eventsite.core.forms import Form

NO_FILE = "Choose a file: schedule.xml, schedule.json or xCal, from your disk."


class ImportForm(Form):
    file = Upload("Schedule file", validators=[FileRequired(NO_FILE)])
    devrooms = BooleanField("Make each devroom an event of its own")
    release = BooleanField("Release it, so that the public sees it", default=True)
    once = OnceKey()
