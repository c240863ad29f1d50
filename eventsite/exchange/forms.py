import os
import re
from collections.abc import Mapping

from flask_wtf.file import FileRequired
from wtforms import BooleanField
from wtforms.validators import ValidationError

from eventsite.core.choices import Radios
from eventsite.core.fields import Count, OnceKey, Upload
from eventsite.core.forms import Form
from eventsite.core.words import _, lazy
from eventsite.exchange.rules.merging import Side
from eventsite.formats.limits import LARGEST, MAX_BYTES

_CONFLICT = re.compile(r"conflict-(\d{1,5})", re.ASCII)
EACH = "each"


def _is_small_enough(_form: Form, field: Upload) -> None:
    stream = field.data.stream
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size > MAX_BYTES:
        raise ValidationError(
            _("Choose a file of %(limit)s MB at most.", limit=LARGEST)
        )


class ImportForm(Form):
    file = Upload(
        lazy("File"),
        validators=[
            FileRequired(lazy("Choose a file from your disk.")),
            _is_small_enough,
        ],
    )
    devrooms = BooleanField(lazy("Make each devroom an event of its own"))
    release = BooleanField(lazy("Release it, so that the public sees it"), default=True)
    once = OnceKey()


class DecisionForm(Form):
    """Agreement to what was shown; `look` says which report that was."""

    look = Count("", required=False)
    all = Radios(
        lazy("For all of them"),
        choices=[
            (EACH, lazy("As chosen for each below")),
            (Side.HERE.value, lazy("Keep everything as it is here")),
            (Side.FILE.value, lazy("Take everything from the file")),
        ],
        default=EACH,
    )


def sides_of(sent: Mapping[str, str]) -> dict[int, Side]:
    """Return which side was chosen of each conflict, by its place in the report."""
    sides = {side.value: side for side in (Side.HERE, Side.FILE)}
    return {
        int(found[1]): sides[side]
        for name, side in sent.items()
        if (found := _CONFLICT.fullmatch(name)) and side in sides
    }
