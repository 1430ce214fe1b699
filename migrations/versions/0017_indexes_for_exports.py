"""Indexes for the nightly sweep of exported files: by kind, then by age."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_documents_kind_stored_at", "documents", ["kind", "stored_at"])
    op.create_index("ix_long_works_kind_state_since", "long_works", ["kind", "state_since"])


def downgrade() -> None:
    op.drop_index("ix_long_works_kind_state_since", "long_works")
    op.drop_index("ix_documents_kind_stored_at", "documents")
