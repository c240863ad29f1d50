"""What may be typed about drafts."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from wtforms.validators import ValidationError

from eventsite.core.choices import Choice
from eventsite.core.errors import Refusal
from eventsite.core.fields import Text, Upload
from eventsite.core.forms import Form
from eventsite.core.words import _, lazy
from eventsite.drafts import rules
from eventsite.schedule.models import Draft, Release

LARGEST = 5  # MB of a file that is read at once
FILE, EMPTY = "file", "empty"


def _is_small_enough(_form: Form, upload: Upload) -> None:
    if not upload.is_given:
        return
    upload.data.seek(0, 2)
    size = upload.data.tell()
    upload.data.seek(0)
    if size > LARGEST * 2**20:
        raise ValidationError(
            _("Choose a file of %(limit)s MB at most.", limit=LARGEST)
        )


class NameForm(Form):
    name = Text(
        lazy("Name"), limit=100, required=True, message=lazy("Name this draft.")
    )

    beside: ClassVar[Mapping[type[Refusal], str]] = {rules.NameTaken: "name"}


class NewDraftForm(NameForm):
    start = Choice(lazy("Start from"))
    file = Upload(lazy("File"), validators=[_is_small_enough])

    beside: ClassVar[Mapping[type[Refusal], str]] = {
        rules.NameTaken: "name",
        rules.UnreadableFile: "file",
    }

    def offer(
        self, drafts: Iterable[Draft], releases: Iterable[Release], *, everything: bool
    ) -> None:
        """List what a draft can be started from; only copies if not `everything`."""
        copies = _("A copy of a draft")
        offered: list[tuple[str, ...]] = [
            (f"draft-{one.id}", one.name, copies) for one in drafts
        ]
        if everything:
            out = _("A release")
            offered += [(f"release-{one.id}", one.version, out) for one in releases]
            other = _("Something else")
            offered.append((FILE, _("A schedule file, chosen below"), other))
            offered.append((EMPTY, _("Nothing: an empty draft"), other))
        self.start.choices = offered

    def validate(self, extra_validators: Any = None) -> bool:
        fine: bool = super().validate(extra_validators)
        if fine and self.start.data == FILE and not self.file.is_given:
            self.file.errors = [_("Choose a file from your disk.")]
            return False
        return fine
