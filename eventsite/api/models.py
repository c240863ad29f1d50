from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core.db import Model


class ApiRequest(Model):
    """A change that was asked for under a key, and what was answered.

    Written in the transaction of the change itself: either both are there or none. So a
    request that failed can be sent again under its key, and one that was done is not
    done twice.
    """

    __tablename__ = "api_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_id: Mapped[int] = mapped_column(
        ForeignKey("api_tokens.id", ondelete="CASCADE"), index=True
    )
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)  # token and key
    fingerprint: Mapped[str] = mapped_column(String(64))  # of what was asked for
    status: Mapped[int | None]  # empty inside of the transaction only
    headers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    body: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
