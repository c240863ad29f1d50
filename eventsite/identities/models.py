from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.accounts.models import Person
from eventsite.core.db import Model
from eventsite.core.openid import LONGEST_SUBJECT


class Identity(Model):
    """Who a person is at another site."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    email: Mapped[str] = mapped_column(String(254), default="")  # there; may be none
    label: Mapped[str] = mapped_column(String(100))  # of the site
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class PendingIdentity(Model):
    """Somebody another site sent us, until they say what to do: open or connect.

    Its address is a secret. `person_id` is the only account it may be connected with;
    empty: there is none with that address, and one may be opened.
    """

    __tablename__ = "pending_identities"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    email: Mapped[str] = mapped_column(String(254))  # vouched for by that site, or ""
    name: Mapped[str] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(100))
    next_path: Mapped[str] = mapped_column(String(500), default="")
    ends_at: Mapped[datetime]

    person: Mapped[Person | None] = relationship()
