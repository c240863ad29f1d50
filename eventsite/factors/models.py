from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core.crypto import EncryptedText
from eventsite.core.db import Model

LONGEST_NAME = 60


class Authenticator(Model):
    """An app that shows codes, on some device."""

    __tablename__ = "authenticators"
    kind: ClassVar = "app"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    secret: Mapped[str] = mapped_column(EncryptedText("authenticators.secret"))
    last_step: Mapped[int]  # of the last code that was taken; none before it is, either
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passkey(Model):
    """A key pair on a device or in a password manager; we have the public half."""

    __tablename__ = "passkeys"
    kind: ClassVar = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)  # base64url
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str]] = mapped_column(JSON, default=list)
    user_handle: Mapped[str] = mapped_column(String(64))  # one for all of a person's
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Model):
    """A code on paper, for one use. It is random enough for a plain hash."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]
