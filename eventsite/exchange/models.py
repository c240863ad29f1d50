from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from eventsite.core.db import Model
from eventsite.core.words import Named, lazy_pgettext
from eventsite.events.models import Event


class ImportState(Named):
    # A worker looks at what the file would change
    READING = "reading", lazy_pgettext("import", "reading")
    READ = "read", lazy_pgettext("import", "read")  # a person is to say yes
    APPLYING = "applying", lazy_pgettext("import", "applying")
    DONE = "done", lazy_pgettext("import", "done")
    # `problem` says why; nothing was changed
    FAILED = "failed", lazy_pgettext("import", "failed")
    DISCARDED = "discarded", lazy_pgettext("import", "discarded")


class Import(Model):
    """A file brought into an event, or about to be."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    person_id: Mapped[int | None]  # who brought it; None: the command line
    once_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    file_name: Mapped[str] = mapped_column(String(200), default="")
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))  # until done
    devrooms: Mapped[bool] = mapped_column(default=False)
    release: Mapped[bool] = mapped_column(default=True)
    state: Mapped[ImportState] = mapped_column(default=ImportState.READING)
    percent: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(1000), default="")
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    looks: Mapped[int] = mapped_column(default=0)  # rises with every new report
    answers: Mapped[dict[str, list[str]] | None] = mapped_column(JSON)  # to conflicts
    session_ids: Mapped[list[int] | None] = mapped_column(JSON)  # those in the file
    is_released: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()


class ImportedThing(Model):
    """What files brought last of something in a tree, to tell who edited it since.

    Of sessions (by guid) and people (by code) `facts` holds a fingerprint of each field;
    of rooms, tracks, types and tags (by their name in files) what that name means here.
    """

    __tablename__ = "imported_things"
    __table_args__ = (UniqueConstraint("event_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))  # the root
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(600))  # case folding lengthens names
    facts: Mapped[dict[str, str]] = mapped_column(JSON)
