"""Which payable a bank's line names stands beside its reference, so that one payee's pages need not read all lines."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

NAMED = (
    "substring(end_to_end_id from '^[^0-9A-Za-z]*[Pp][Yy][^0-9A-Za-z]*0*([0-9]{1,18})"
    "[^0-9A-Za-z]+[0-9]+[^0-9A-Za-z]*$')::bigint"
)


def upgrade() -> None:
    op.add_column(
        "statement_lines",
        sa.Column("named_payable_id", sa.BigInteger(), sa.Computed(NAMED, persisted=True)),
    )
    op.create_index(
        "ix_statement_lines_named",
        "statement_lines",
        ["named_payable_id"],
        postgresql_where=sa.text("state IN ('mismatched', 'unmatched')"),
    )
    # A provider's services in the order of their numbers, and an SME's.
    op.create_index("ix_redemptions_of_provider", "redemptions", ["provider_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_redemptions_of_provider", "redemptions")
    op.drop_index("ix_statement_lines_named", "statement_lines")
    op.drop_column("statement_lines", "named_payable_id")
