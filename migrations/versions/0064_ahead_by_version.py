"""What is before a new application is counted by the version that each keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

LIVE = sa.text("state IN ('draft', 'submitted', 'returned', 'waitlisted', 'appealed')")
OLD, NEW = "ix_applications_ahead", "ix_applications_ahead_by_version"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        columns = ["scheme_id", "state", "version_id", "sme_size"]
        op.create_index(NEW, "applications", columns, postgresql_where=LIVE, postgresql_concurrently=True)
        op.drop_index(OLD, "applications", postgresql_concurrently=True)


def downgrade() -> None:
    op.create_index(OLD, "applications", ["scheme_id", "state", "sme_size"], postgresql_where=LIVE)
    op.drop_index(NEW, "applications")
