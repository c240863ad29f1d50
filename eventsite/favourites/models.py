from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core.db import Model


class Favourite(Model):
    """A session that a person starred. Gone with the account, and with the session."""

    __tablename__ = "favourites"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    starred_at: Mapped[datetime]


class StarCount(Model):
    """How many people had starred a session when it was last counted."""

    __tablename__ = "star_counts"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    stars: Mapped[int]


class StarredPair(Model):
    """Two sessions that people star together more often than chance explains.

    Found by a job over the stars of an event's tree; says of how many people, never of
    whom, and only where they are many (`rules.find_pairs`).
    """

    __tablename__ = "starred_pairs"

    first_id: Mapped[int] = mapped_column(  # the smaller id
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    second_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    lift: Mapped[int]  # times chance, in hundredths
