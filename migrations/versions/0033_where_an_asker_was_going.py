"""A request for an e-mail keeps where its asker was going."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail_requests", sa.Column("wanted", sa.String(500), nullable=True))


def downgrade() -> None:
    op.drop_column("mail_requests", "wanted")
