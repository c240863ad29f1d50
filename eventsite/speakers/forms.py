"""What organisers may type about people on stage. Shapes only."""

from collections.abc import Mapping
from typing import ClassVar

from wtforms import BooleanField, FieldList, FormField

from eventsite.core.edit_forms import EditForm
from eventsite.core.errors import Refusal
from eventsite.core.fields import Email, LongText, Text, Upload
from eventsite.core.files import BadUpload
from eventsite.core.form_rows import BLANK_LINK, LinkRow, links_of
from eventsite.core.words import lazy
from eventsite.sessions.models import Speaker
from eventsite.sessions.rules import SpeakerDetails, TooManyLinks, Web

BLANK = {"links": BLANK_LINK}


class SpeakerForm(EditForm):
    name = Text(lazy("Name"), required=True, message=lazy("Type the name."))
    job_title = Text(lazy("Job title"))
    affiliation = Text(lazy("Affiliation"))
    biography = LongText(lazy("Biography"), limit=10_000)
    email = Email(lazy("E-mail"), required=False)
    photo = Upload(lazy("Photo"))
    remove_photo = BooleanField(lazy("Remove this photo"))
    links = FieldList(FormField(LinkRow), label=lazy("Links"))

    beside: ClassVar[Mapping[type[Refusal], str]] = {
        BadUpload: "photo",
        TooManyLinks: "links",
    }

    def details(self) -> SpeakerDetails:
        return SpeakerDetails(
            name=self.name.data,
            job_title=self.job_title.data or "",
            affiliation=self.affiliation.data or "",
            biography=self.biography.data or "",
            email=self.email.data or "",
        )

    def web(self) -> list[Web]:
        return [Web(*link) for link in links_of(self.links)]


def filled(speaker: Speaker) -> dict[str, object]:
    """Return what the form shows of somebody at first."""
    shown: dict[str, object] = {
        name: getattr(speaker, name) for name in SpeakerDetails.__dataclass_fields__
    }
    if not speaker.email and speaker.person is not None:
        shown["email"] = speaker.person.email
    shown["links"] = [{"url": link.url, "title": link.title} for link in speaker.links]
    return shown
