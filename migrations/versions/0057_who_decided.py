"""A resolution says whose decision it is."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

TABLES = ("action_plans", "projects", "schemes", "budget_changes")
BODIES = "'sme_promotion_board', 'executive_board', 'cabinet', 'budget_bureau', 'director_general'"


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("resolution_body", sa.String(40)))
        op.create_check_constraint(op.f(f"ck_{table}_decidingbody"), table, f"resolution_body IN ({BODIES})")


def downgrade() -> None:
    for table in TABLES:
        op.drop_constraint(op.f(f"ck_{table}_decidingbody"), table, type_="check")
        op.drop_column(table, "resolution_body")
