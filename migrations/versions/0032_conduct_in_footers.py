"""Whether an event has a code of conduct, and a team that reports can be made to.

Follows 0031.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

THERE = {  # column: whether an event has it
    "has_conduct_page": "SELECT 1 FROM conduct_pages AS p WHERE p.event_id = events.id",
    "has_conduct_team": (
        "SELECT 1 FROM team_members AS m "
        "WHERE m.event_id = events.id AND m.role = 'CONDUCT_TEAM'"
    ),
}


def upgrade() -> None:
    with op.batch_alter_table("events") as batch:
        for name in THERE:
            batch.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )
    for name, rows in THERE.items():
        op.execute(f"UPDATE events SET {name} = EXISTS ({rows})")  # noqa: S608  # ours
    with op.batch_alter_table("events") as batch:
        for name in THERE:
            batch.alter_column(name, existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("events") as batch:
        for name in THERE:
            batch.drop_column(name)
