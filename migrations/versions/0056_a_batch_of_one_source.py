"""A batch is of one source of money: which account pays."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("batches", sa.Column("source", sa.String(40)))
    op.execute(
        "UPDATE batches SET source = (SELECT l.source FROM payments p JOIN payables o ON o.id = p.payable_id"
        " JOIN budget_lines l ON l.id = o.line_id WHERE p.batch_id = batches.id"
        " GROUP BY l.source ORDER BY count(*) FILTER (WHERE p.state <> 'withdrawn') DESC, l.source LIMIT 1)"
    )
    op.alter_column("batches", "source", nullable=False)
    op.create_check_constraint(
        op.f("ck_batches_fundsource"), "batches", "source IN ('annual_budget', 'sme_fund')"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_batches_fundsource"), "batches", type_="check")
    op.drop_column("batches", "source")
