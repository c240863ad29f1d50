from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.accounts.models import Person
from eventsite.core.db import Model
from eventsite.core.words import lazy
from eventsite.events.models import Event, Host
from eventsite.permissions import Role


class Invitation(Model):
    """A role offered to whoever reads a mailbox; goes when accepted or declined.

    Everyone is invited, with an account or without: so inviting tells nothing about
    who has one. At a host there is but one role, its administrator.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("event_id", "email", "role"),
        UniqueConstraint("host_id", "email", name="uq_invitations_host_id_email"),
        CheckConstraint("(event_id IS NULL) <> (host_id IS NULL)", name="one_place"),
        CheckConstraint("(event_id IS NULL) = (role IS NULL)", name="role_at_event"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    host_id: Mapped[int | None] = mapped_column(ForeignKey("hosts.id"))
    email: Mapped[str] = mapped_column(String(254), index=True)  # canonical
    role: Mapped[Role | None]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    invited_at: Mapped[datetime]

    event: Mapped[Event | None] = relationship()
    host: Mapped[Host | None] = relationship()
    invited_by: Mapped[Person] = relationship()

    @property
    def place(self) -> str:
        """Return the name of what one is invited to."""
        where = self.event or self.host
        if where is None:
            raise ValueError(f"invitation {self.id} leads nowhere")
        return where.name

    @property
    def role_name(self) -> str:
        return self.role.words if self.role else lazy("administrator of the host")
