"""Days that staff have added to the official holidays, or struck from them."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holiday_changes",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("is_holiday", sa.Boolean(), nullable=False),
        sa.Column("name_th", sa.String(300), nullable=False),
        sa.Column("name_en", sa.String(300), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=False),
    )
    guards.grant(op.execute, ["holiday_changes"])


def downgrade() -> None:
    op.drop_table("holiday_changes")
