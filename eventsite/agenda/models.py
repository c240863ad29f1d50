from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core.crypto import EncryptedText
from eventsite.core.db import Model


class CalendarLink(Model):
    """The secret address of a person's calendar; whoever has it reads their schedule.

    It is found by the token's SHA-256. The token itself stands encrypted, so that its
    owner can be shown it again for another phone.
    """

    __tablename__ = "calendar_links"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    token: Mapped[str] = mapped_column(
        EncryptedText("calendar_links.token"), deferred=True
    )
    made_at: Mapped[datetime]
