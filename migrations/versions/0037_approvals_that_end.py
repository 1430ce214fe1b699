"""Approvals of kinds of service that end soon are found by their last day."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_provider_categories_ending",
        "provider_categories",
        ["valid_until", "id"],
        postgresql_where=sa.text("state = 'approved'"),
    )


def downgrade() -> None:
    op.drop_index("ix_provider_categories_ending", "provider_categories")
