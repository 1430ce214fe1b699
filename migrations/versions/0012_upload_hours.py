"""How many files each person uploaded in an hour."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLE = "upload_hours"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("person_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
    )
    guards.grant(op.execute, [TABLE])


def downgrade() -> None:
    op.drop_table(TABLE)
