from typing import Any

from wtforms import FieldList, FormField, MultipleFileField
from wtforms import Form as PlainForm

from eventsite.conduct.rules import FileTooLarge, NobodyReads, TooManyFiles
from eventsite.core.choices import Choices
from eventsite.core.fields import LongText, OnceKey, Text
from eventsite.core.files import BadUpload
from eventsite.core.form_rows import Row
from eventsite.core.forms import Form
from eventsite.core.words import _, lazy

BLANK_CONTACT: Row = {"name": "", "reach": ""}


class ContactRow(PlainForm):  # type: ignore[misc]  # the library has no types
    """Somebody to turn to; one without name and way is an empty row."""

    name = Text(lazy("Name"), limit=200)
    reach = Text(lazy("How to reach them"), limit=300)

    def validate(self, extra_validators: Any = None) -> bool:
        fine: bool = super().validate(extra_validators)
        if self.reach.data and not self.name.data:
            self.name.errors = [_("Type a name, or remove the row.")]
            return False
        return fine


class PageForm(Form):
    text = LongText(
        lazy("Text"), limit=50_000, required=True, message=lazy("Write the text.")
    )
    contacts = FieldList(FormField(ContactRow), label=lazy("People to turn to"))

    def named(self) -> list[tuple[str, str]]:
        """Return name and way of each contact that has a name."""
        forms = (row.form for row in self.contacts)
        return [(f.name.data, f.reach.data or "") for f in forms if f.name.data]


class ReportForm(Form):
    what = LongText(
        lazy("What happened"),
        required=True,
        message=lazy("Say what happened; a few words are enough."),
    )
    where = LongText(lazy("When and where, and who saw it"), limit=5_000)
    files = MultipleFileField(lazy("Pictures or documents"))
    contact = Text(lazy("How to reach you"), limit=300)
    kept_from = Choices(lazy("Who must not read it"))
    once = OnceKey()

    beside = {
        NobodyReads: "kept_from",
        TooManyFiles: "files",
        FileTooLarge: "files",
        BadUpload: "files",
    }


class WordForm(Form):
    text = LongText(
        lazy("Your words"), required=True, message=lazy("Write something first.")
    )


class AnswerForm(Form):
    text = LongText(
        lazy("Words"), required=True, message=lazy("Write something first.")
    )
