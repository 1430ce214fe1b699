"""A person's latest notices are found by an index, not among everybody's."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_notices_person_id_id"), "notices", ["person_id", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_notices_person_id_id"), "notices")
