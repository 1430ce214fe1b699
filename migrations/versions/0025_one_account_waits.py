"""One bank account of an organisation waits to be verified at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        UPDATE bank_accounts a SET state = 'withdrawn'
        WHERE a.state = 'pending' AND EXISTS (
            SELECT FROM bank_accounts newer
            WHERE newer.state = 'pending' AND newer.organisation_id = a.organisation_id AND newer.id > a.id
        )
        """
    )
    op.create_index(
        "uq_bank_accounts_pending",
        "bank_accounts",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
    )


def downgrade() -> None:
    op.drop_index("uq_bank_accounts_pending", table_name="bank_accounts")
