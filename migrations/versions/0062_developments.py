"""Development proposals, and prices that one of them agreed instead of a scan."""

import sqlalchemy as sa
from alembic import op

from migrations.guards import grant

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

STATES = ("sent", "confirmed", "returned", "approved", "withdrawn", "lapsed")
OPEN = "state IN ('sent', 'confirmed', 'returned')"
METHODS = "method IN ('tap', 'code'{})"
OUTCOMES = (
    "good", "torn", "unknown", "replaced", "held", "expired", "cancelled", "spent", "scheme_closed",
    "provider_not_approved", "category_not_approved", "own_coupon", "too_many_tries",
)  # fmt: skip


def _change(table: str, name: str, condition: str) -> None:
    """Replace a check by a wider one: its rows hold, so none is read."""
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition}) NOT VALID")
    op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


def _outcomes(*more: str) -> str:
    return "outcome IN ({})".format(", ".join(f"'{each}'" for each in (*OUTCOMES, *more)))


def upgrade() -> None:
    op.create_table(
        "developments",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("coupon_id", sa.BigInteger(), nullable=False),
        sa.Column("sme_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("price_satang", sa.BigInteger(), nullable=False),
        sa.Column("quotation_number", sa.String(length=60), nullable=False),
        sa.Column("quoted_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(length=4000), nullable=False) for name in ("problem", "work", "result")),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="developmentstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("confirmed_by_id", sa.BigInteger()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("approved_by_id", sa.BigInteger()),
        sa.Column("redemption_id", sa.BigInteger()),
        sa.Column("state_reason_id", sa.BigInteger()),
        sa.CheckConstraint("price_satang > 0", name=op.f("ck_developments_price_positive")),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("ck_developments_begins_before_it_ends")),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_by_id IS NOT NULL AND redemption_id IS NOT NULL)",
            name=op.f("ck_developments_approved_has_proof"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'approved') OR confirmed_by_id IS NOT NULL",
            name=op.f("ck_developments_confirmed_has_proof"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_developments_{column}"))
            for column, other in (
                ("coupon_id", "coupons.id"),
                ("sme_id", "smes.organisation_id"),
                ("provider_id", "providers.organisation_id"),
                ("service_id", "services.id"),
                ("document_id", "documents.id"),
                ("sent_by_id", "people.id"),
                ("confirmed_by_id", "people.id"),
                ("approved_by_id", "people.id"),
                ("redemption_id", "redemptions.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_developments")),
        sa.UniqueConstraint("redemption_id", name=op.f("uq_developments_redemption_id")),
    )
    for columns in (
        ["coupon_id"], ["service_id"], ["document_id"], ["sme_id", "id"], ["provider_id", "id"],
        ["state_since", "id"], ["price_satang", "id"],
    ):  # fmt: skip
        op.create_index(op.f(f"ix_developments_{'_'.join(columns)}"), "developments", columns)
    where = sa.text(OPEN)
    op.create_index(
        "ix_developments_open", "developments", ["state", "state_since", "id"], postgresql_where=where
    )
    op.create_index(
        "uq_developments_open",
        "developments",
        ["coupon_id", "service_id"],
        unique=True,
        postgresql_where=where,
    )
    grant(op.execute, ["developments"])
    op.alter_column("proposals", "scan_id", existing_type=sa.BigInteger(), nullable=True)
    _change("proposals", "ck_proposals_consentmethod", METHODS.format(", 'development'"))
    op.create_check_constraint(
        op.f("ck_proposals_scanned_or_proposed"),
        "proposals",
        "(scan_id IS NULL) = (method IS NOT DISTINCT FROM 'development')",
    )
    _change("scans", "ck_scans_scanoutcome", _outcomes("sme_files"))


def downgrade() -> None:
    _change("scans", "ck_scans_scanoutcome", _outcomes())
    op.drop_constraint(op.f("ck_proposals_scanned_or_proposed"), "proposals", type_="check")
    _change("proposals", "ck_proposals_consentmethod", METHODS.format(""))
    op.alter_column("proposals", "scan_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_table("developments")
