"""Which public pages of an event have something on them.

Follows 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

PAGES = {  # column: whether an event has it
    "has_call": "SELECT 1 FROM calls WHERE calls.event_id = events.id",
    "has_scholarships": (
        "SELECT 1 FROM scholarship_programmes AS p WHERE p.event_id = events.id"
    ),
    "has_sponsors": "SELECT 1 FROM sponsors WHERE sponsors.event_id = events.id",
    "has_products": (
        "SELECT 1 FROM products LEFT JOIN inclusions "
        "ON inclusions.product_id = products.id "
        "WHERE products.is_listed AND "
        "(products.event_id = events.id OR inclusions.event_id = events.id)"
    ),
    "has_programme": (
        "SELECT 1 FROM release_covers JOIN events AS covered "
        "ON covered.id = release_covers.event_id "
        "LEFT JOIN events AS above ON above.id = covered.parent_id "
        "WHERE events.id IN (covered.id, covered.parent_id, above.parent_id)"
    ),
}


def upgrade() -> None:
    with op.batch_alter_table("events") as batch:
        for name in PAGES:
            batch.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )
    for name, rows in PAGES.items():
        op.execute(f"UPDATE events SET {name} = EXISTS ({rows})")  # noqa: S608  # ours
    with op.batch_alter_table("events") as batch:
        for name in PAGES:
            batch.alter_column(name, existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("events") as batch:
        for name in PAGES:
            batch.drop_column(name)
