"""Which side said that a claim is so: the SME, the provider where the SME files itself, or an officer in its place."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    side = sa.Enum("sme", "provider", "osmep", name="party", native_enum=False, length=40)
    op.add_column("redemptions", sa.Column("accepted_side", side))
    op.execute(
        "UPDATE redemptions SET accepted_side = CASE WHEN rating IS NULL THEN 'osmep' ELSE 'sme' END"
        " WHERE accepted_at IS NOT NULL"
    )
    op.create_check_constraint(
        op.f("ck_redemptions_party"), "redemptions", "accepted_side IN ('sme', 'provider', 'osmep')"
    )
    op.create_check_constraint(
        op.f("ck_redemptions_accepted_has_side"),
        "redemptions",
        "(accepted_at IS NULL) = (accepted_side IS NULL)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_redemptions_accepted_has_side"), "redemptions", type_="check")
    op.drop_constraint(op.f("ck_redemptions_party"), "redemptions", type_="check")
    op.drop_column("redemptions", "accepted_side")
