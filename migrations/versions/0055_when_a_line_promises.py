"""A line of the annual budget promises coupons within its fiscal year alone."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ledger_lines", sa.Column("commits_from", sa.Date()))
    op.add_column("ledger_lines", sa.Column("commits_until", sa.Date()))
    op.execute(
        "UPDATE ledger_lines SET commits_from = make_date(b.fiscal_year - 544, 10, 1),"
        " commits_until = make_date(b.fiscal_year - 543, 9, 30)"
        " FROM budget_lines b WHERE b.id = line_id AND b.source = 'annual_budget'"
    )
    op.create_check_constraint(
        op.f("ck_ledger_lines_commits_for_a_time"),
        "ledger_lines",
        "(commits_from IS NULL) = (commits_until IS NULL) AND commits_from <= commits_until",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_ledger_lines_commits_for_a_time"), "ledger_lines", type_="check")
    op.drop_column("ledger_lines", "commits_until")
    op.drop_column("ledger_lines", "commits_from")
