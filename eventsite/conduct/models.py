from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.content import Translated
from eventsite.core.crypto import EncryptedBytes, EncryptedText
from eventsite.core.db import Model
from eventsite.core.words import Named, lazy_pgettext
from eventsite.events.models import Event


class ReportState(Named):
    NEW = "new", lazy_pgettext("report", "new")
    OPEN = "open", lazy_pgettext("report", "being looked into")
    CLOSED = "closed", lazy_pgettext("report", "closed")


class ConductPage(Translated, Model):
    """An event's own code of conduct; without one it shows that of the event above."""

    __tablename__ = "conduct_pages"
    TEXTS = ("text",)
    LONG = frozenset(("text",))

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)  # markdown
    changed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(  # rises by itself with every UPDATE
        default=1, onupdate=sql("revision + 1")
    )

    event: Mapped[Event] = relationship()
    contacts: Mapped[list["ConductContact"]] = relationship(
        order_by="ConductContact.position", cascade="all, delete-orphan"
    )

    @property
    def main_language(self) -> str:
        return self.event.main_language


class ConductContact(Model):
    """Somebody to turn to, shown in public."""

    __tablename__ = "conduct_contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(
        ForeignKey("conduct_pages.event_id"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    reach: Mapped[str] = mapped_column(String(300), default="")  # phone, desk, address
    position: Mapped[int] = mapped_column(default=0)


class Report(Model):
    """What somebody reported. Whose it is stands in it only if they said so."""

    __tablename__ = "conduct_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)  # of its address
    once_key: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[ReportState] = mapped_column(default=ReportState.NEW)
    what: Mapped[str | None] = mapped_column(EncryptedText("conduct_reports.what"))
    where: Mapped[str | None] = mapped_column(EncryptedText("conduct_reports.where"))
    contact: Mapped[str | None] = mapped_column(
        EncryptedText("conduct_reports.contact")
    )
    kept_from: Mapped[str | None] = mapped_column(  # JSON: ids of people
        EncryptedText("conduct_reports.kept_from")
    )
    reported_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    messages: Mapped[list["ReportMessage"]] = relationship(
        order_by="ReportMessage.id", cascade="all, delete-orphan"
    )
    files: Mapped[list["ReportFile"]] = relationship(
        order_by="ReportFile.id", cascade="all, delete-orphan"
    )


class ReportMessage(Model):
    """A word between team and reporter, or a note for the team alone."""

    __tablename__ = "conduct_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("conduct_reports.id"), index=True)
    author_id: Mapped[int | None]  # of the team; empty: whoever reported
    is_note: Mapped[bool] = mapped_column(default=False)  # not for the reporter
    text: Mapped[str | None] = mapped_column(EncryptedText("conduct_messages.text"))
    written_at: Mapped[datetime]


class ReportFile(Model):
    """A picture or document that belongs to a report."""

    __tablename__ = "conduct_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("conduct_reports.id"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText("conduct_files.name"))
    media_type: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes] = mapped_column(
        EncryptedBytes("conduct_files.content"), deferred=True
    )
