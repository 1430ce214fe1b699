"""A resolution says when and where it was made public."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

TABLES = ("action_plans", "projects", "schemes")
WHOLE_AND_AFTER = (
    "(published_on IS NULL) = (published_in IS NULL) "
    "AND (published_on IS NULL OR resolution_date IS NOT NULL AND published_on >= resolution_date)"
)


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("published_on", sa.Date))
        op.add_column(table, sa.Column("published_in", sa.String(300)))
        op.create_check_constraint(op.f(f"ck_{table}_published_whole_and_after"), table, WHOLE_AND_AFTER)


def downgrade() -> None:
    for table in TABLES:
        op.drop_constraint(op.f(f"ck_{table}_published_whole_and_after"), table, type_="check")
        op.drop_column(table, "published_in")
        op.drop_column(table, "published_on")
