"""What a version of the programme changed, and a name for it that no other has.

Follows 0020.
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("releases") as releases:
        releases.add_column(sa.Column("guid", sa.String(length=36), nullable=True))
        releases.add_column(sa.Column("changes", sa.LargeBinary(), nullable=True))
    rows = sa.table("releases", sa.column("id"), sa.column("guid"))
    connection = op.get_bind()
    for (row_id,) in connection.execute(sa.select(rows.c.id)).all():
        connection.execute(
            rows.update().where(rows.c.id == row_id).values(guid=str(uuid4()))
        )
    with op.batch_alter_table("releases") as releases:
        releases.alter_column(
            "guid", existing_type=sa.String(length=36), nullable=False
        )
        releases.create_unique_constraint(op.f("uq_releases_guid"), ["guid"])


def downgrade() -> None:
    with op.batch_alter_table("releases") as releases:
        releases.drop_constraint(op.f("uq_releases_guid"), type_="unique")
        releases.drop_column("changes")
        releases.drop_column("guid")
