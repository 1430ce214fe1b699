"""Each audit seal names the generation of the key that signed it, so that the key can be replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default stays: code from before this migration goes on sealing until it is restarted.
    op.add_column(
        "audit_seals",
        sa.Column("key_generation", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("audit_seals", "key_generation")
