from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from eventsite.accounts.models import Person
from eventsite.core.crypto import EncryptedBytes
from eventsite.core.db import Model


class DataCopy(Model):
    """All that is kept about a person, as a file for them; for some days."""

    __tablename__ = "data_copies"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    ends_at: Mapped[datetime]
    size: Mapped[int] = mapped_column(default=0)  # octets
    content: Mapped[bytes | None] = deferred(
        mapped_column(EncryptedBytes("data_copies.content"))
    )

    person: Mapped[Person] = relationship()


class Consent(Model):
    """Somebody agreed to something, in these words; a newer row follows what changed."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    subject: Mapped[str] = mapped_column(String(120))  # such as "proposal 12"
    words: Mapped[str] = mapped_column(Text)  # as they were read
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Deletion(Model):
    """A person wants their account deleted; signing in before `due_at` takes it back."""

    __tablename__ = "deletions"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    keep_public: Mapped[bool]  # what programmes say of them as a speaker
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)

    person: Mapped[Person] = relationship()
