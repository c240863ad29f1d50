"""People who can sign in. What they may do hangs on the events: see events/."""

from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model

LONGEST_PATH = 500  # characters of the address that a link leads on to


class Purpose(StrEnum):
    """What a one-time link is for; it serves for nothing else."""

    SIGN_UP = "sign up"
    RESET = "reset"
    SIGN_IN = "sign in"
    CHANGE_EMAIL = "change e-mail"
    SECOND_STEP = "second step"  # kept in the cookie of who has given the password


class Person(UserMixin, Model):  # type: ignore[misc]  # the library has no types
    """An account. `email` is in its canonical form and is who one is."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    email_confirmed_at: Mapped[datetime | None]
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)  # of the installation
    timezone: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(35))  # None: never chosen
    created_at: Mapped[datetime]


class SignIn(Model):
    """One browser in which a person is signed in; ended ones stay for the list.

    The cookie carries a random token, the row its SHA-256: a stolen table signs nobody
    in, and ending the row signs that browser out at once.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    address: Mapped[str] = mapped_column(String(45), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]  # when the password was asked for once more

    person: Mapped[Person] = relationship()


class OneTimeLink(Model):
    """A secret address sent by mail: for one purpose, once, until `ends_at`.

    `email` is the mailbox it went to, and using it proves that one reads that mailbox.
    """

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[Purpose]
    email: Mapped[str] = mapped_column(String(254), index=True)
    person_id: Mapped[int | None] = mapped_column(  # empty while there is no account
        ForeignKey("people.id"), index=True
    )
    next_path: Mapped[str] = mapped_column(String(LONGEST_PATH), default="")
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship()
