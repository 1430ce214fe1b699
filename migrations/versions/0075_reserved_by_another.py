"""Who reserved the money of a claim does not decide it; what was decided earlier stays as it is."""

from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

NAME = "ck_redemptions_reserved_by_another"


def upgrade() -> None:
    check = f"ALTER TABLE redemptions ADD CONSTRAINT {NAME} CHECK (decided_by_id <> reserved_by_id) NOT VALID"
    op.execute(check)


def downgrade() -> None:
    op.drop_constraint(op.f(NAME), "redemptions", type_="check")
