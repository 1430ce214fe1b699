"""The agreement that is made of an approved development proposal."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("developments", sa.Column("agreement_id", sa.BigInteger, nullable=True))
    op.create_index(op.f("ix_developments_agreement_id"), "developments", ["agreement_id"])
    name = op.f("fk_developments_agreement_id")
    op.create_foreign_key(name, "developments", "documents", ["agreement_id"], ["id"])


def downgrade() -> None:
    op.drop_column("developments", "agreement_id")
