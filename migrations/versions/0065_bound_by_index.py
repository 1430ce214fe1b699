"""A page of the coupons that are bound on a budget line is read by indexes, with what is not finished on them."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

ON_LINE = "line_id IS NOT NULL"
"""So no statement takes them that asks for something else than a line: a plan for any values would read them whole."""
UNFINISHED = sa.text(f"state IN ('reserved', 'delivered', 'returned', 'accepted', 'disputed') AND {ON_LINE}")
OLD, NEW, LIVE = "ix_coupons_line_id_id", "ix_coupons_of_line", "ix_redemptions_live_of_line"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        columns = ["line_id", "state", "issued_at", "id"]
        op.create_index(
            NEW, "coupons", columns, postgresql_where=sa.text(ON_LINE), postgresql_concurrently=True
        )
        op.drop_index(OLD, "coupons", postgresql_concurrently=True)
        columns = ["line_id", "coupon_id"]
        op.create_index(
            LIVE, "redemptions", columns, postgresql_where=UNFINISHED, postgresql_concurrently=True
        )


def downgrade() -> None:
    op.drop_index(LIVE, "redemptions")
    op.create_index(OLD, "coupons", ["line_id", "id"])
    op.drop_index(NEW, "coupons")
