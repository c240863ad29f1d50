"""Tickets of scholars that do not say so, and no moment beside an application's code.

Follows 0028.
"""

from datetime import UTC
from hashlib import sha256
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

SAID = "Complimentary pass (scholar)"
NEUTRAL = "Complimentary pass"
DECIDED = ("scholarship.award", "scholarship.reject")

products = sa.table("products", sa.column("audience"), sa.column("name"))
lines = sa.table("order_lines", sa.column("name"))
orders = sa.table(
    "orders",
    sa.column("id", sa.Integer),
    sa.column("event_id", sa.Integer),
    sa.column("once_key"),
    sa.column("complimentary_for"),
)
applications = sa.table(
    "scholarship_applications", sa.column("id", sa.Integer), sa.column("code")
)
entries = sa.table(
    "audit_entries",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime),
    sa.column("event_id", sa.Integer),
    sa.column("verb"),
)
events = sa.table(
    "events",
    sa.column("id", sa.Integer),
    sa.column("parent_id", sa.Integer),
    sa.column("own_timezone"),
)


def upgrade() -> None:
    bind = op.get_bind()
    _rename(SAID, NEUTRAL)
    _say("SCHOLAR", "COMPLIMENTARY")
    causes = {f"scholarship {row.id}": _cause(row) for row in _all(applications)}
    for row in bind.execute(
        sa.select(orders).where(orders.c.complimentary_for.in_(list(causes)))
    ).all():
        cause = causes[row.complimentary_for]
        bind.execute(
            sa.update(orders)
            .where(orders.c.id == row.id)
            .values(
                complimentary_for=cause,
                once_key=f"{row.event_id}:complimentary {cause}",
            )
        )
    zones = _zones()
    decided = sa.select(entries).where(entries.c.verb.in_(DECIDED))
    for row in bind.execute(decided).all():
        here = row.at.replace(tzinfo=UTC).astimezone(
            ZoneInfo(zones.get(row.event_id, "UTC"))
        )
        day = here.replace(hour=0, minute=0, second=0, microsecond=0)
        at = day.astimezone(UTC).replace(tzinfo=None)
        bind.execute(sa.update(entries).where(entries.c.id == row.id).values(at=at))


def downgrade() -> None:
    """Give the kind of ticket its former name; keys and days stay as they are."""
    _say("COMPLIMENTARY", "SCHOLAR")
    _rename(NEUTRAL, SAID)


def _all(table: sa.TableClause) -> list[sa.Row]:
    return list(op.get_bind().execute(sa.select(table)).all())


def _rename(old: str, new: str) -> None:
    for table in (products, lines):
        op.execute(sa.update(table).where(table.c.name == old).values(name=new))


def _say(old: str, new: str) -> None:
    which = products.c.audience == old
    op.execute(sa.update(products).where(which).values(audience=new))


def _cause(application: sa.Row) -> str:
    secret = f"scholarship {application.id} {application.code}"
    return f"grant {sha256(secret.encode()).hexdigest()[:32]}"


def _zones() -> dict[int, str]:
    """Return by event where its clocks are: its own zone, or that of one above."""
    known = {row.id: row for row in _all(events)}
    found = {}
    for key, row in known.items():
        at = row
        while at.own_timezone is None and at.parent_id is not None:
            at = known[at.parent_id]
        found[key] = at.own_timezone or "UTC"
    return found
