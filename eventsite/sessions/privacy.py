"""What programmes say of a person on stage."""

from collections.abc import Sequence
from datetime import datetime

from eventsite.accounts.models import Person
from eventsite.core.db import db
from eventsite.core.files import StoredFile
from eventsite.core.rows import plain_row
from eventsite.core.words import _, lazy, ngettext
from eventsite.privacy.rules import ERASED, Fate, Kept, Leaving, Outcome, OwnData
from eventsite.sessions.models import Speaker
from eventsite.sessions.queries import list_speakers_of


def _export(person: Person) -> list[dict[str, object]]:
    return [
        {
            **plain_row(speaker),
            "event": speaker.event.slug,
            "links": [plain_row(link) for link in speaker.links],
            "sessions": [
                {"role": part.role, **plain_row(part.session)}
                for part in speaker.appearances
            ],
        }
        for speaker in list_speakers_of(person)
    ]


def _fates(person: Person, _now: datetime) -> Sequence[Fate]:
    count = len(list_speakers_of(person))
    if not count:
        return []
    what = ngettext(
        "What the programme of %(num)s event says of you as a speaker",
        "What the programmes of %(num)s events say of you as a speaker",
        count,
    )
    why = _(
        "As you choose below: your name, picture and words are taken off, also from "
        "earlier programmes; or they stay as a record. Your address goes in any case, "
        "and the sessions themselves stay."
    )
    return [Fate(what, Outcome.ANONYMISED, why)]


def _erase(leaving: Leaving) -> None:
    for speaker in list_speakers_of(leaving.person):
        speaker.email, speaker.person_id = "", None
        if not leaving.keep_public:
            _take_off(speaker)
        speaker.changed_at = leaving.now


def _take_off(speaker: Speaker) -> None:
    photo = db.session.get(StoredFile, speaker.photo_id or 0)
    if photo is not None:
        db.session.delete(photo)  # the file itself is swept
    speaker.photo_id = speaker.external_id = None
    speaker.name = ERASED
    speaker.job_title = speaker.affiliation = speaker.biography = ""
    speaker.links = []


OWN_DATA = OwnData(
    name="on stage",
    keeps=(
        Kept(
            lazy("Of speakers: name, address, affiliation, biography, picture, links"),
            lazy("to announce who speaks, and to reach them"),
            lazy("as long as the event's programme is public, unless they object"),
        ),
    ),
    export=_export,
    erase=_erase,
    fates=_fates,
)
