"""Charts are drawn beforehand and kept with their figures; what staff did is found by when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.guards import grant

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

INDEX = "ix_audit_events_of_staff"


def upgrade() -> None:
    op.create_table(
        "kept_charts",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("about", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("svg_th", sa.Text(), nullable=False),
        sa.Column("svg_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "about", name=op.f("pk_kept_charts")),
    )
    grant(op.execute, ["kept_charts"])
    with op.get_context().autocommit_block():
        op.create_index(
            INDEX,
            "audit_events",
            ["occurred_at", "actor_person_id"],
            postgresql_where=sa.text("organisation_id IS NULL AND actor_person_id IS NOT NULL"),
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index(INDEX, "audit_events")
    op.drop_table("kept_charts")
