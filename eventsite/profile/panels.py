"""What an account itself needs from its owner, for the page after sign-in."""

from datetime import datetime

from flask import url_for

from eventsite.accounts.queries import get_person
from eventsite.core.web import ToDo
from eventsite.core.words import _
from eventsite.factors.queries import has_passkey
from eventsite.identities.queries import count_identities


def to_dos(person_id: int, _now: datetime) -> list[ToDo]:
    has_password = get_person(person_id).password_hash is not None
    if has_password or has_passkey(person_id) or count_identities(person_id):
        return []
    return [
        ToDo(
            text=_("Choose a password, so that you can come back"),
            url=url_for("profile.password"),
            event_name=_("Your account"),
        )
    ]
