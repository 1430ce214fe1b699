"""Figures that the front page shows are counted beforehand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.guards import grant

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_figures",
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("smes", sa.Integer(), nullable=False),
        sa.Column("decision_days", sa.Integer()),
        sa.Column("paid_by_province", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "smes >= 0 AND decision_days >= 0", name=op.f("ck_public_figures_figures_not_negative")
        ),
        sa.PrimaryKeyConstraint("fiscal_year", name=op.f("pk_public_figures")),
    )
    grant(op.execute, ["public_figures"])


def downgrade() -> None:
    op.drop_table("public_figures")
