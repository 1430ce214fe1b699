"""What a registered SME says anew, and the history of its size."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLE = "sme_updates"
WAITING = sa.text("state = 'waiting'")
HAS_PROOF = "verified_has_proof"


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        sa.Column("organisation_id", sa.BigInteger(), sa.ForeignKey("smes.organisation_id"), nullable=False),
        sa.Column("kind", _enum("updatekind", "figures", "declarations"), nullable=False),
        sa.Column(
            "state", _enum("updatestate", "waiting", "counted", "returned", "withdrawn"), nullable=False
        ),
        sa.Column("sector", _enum("sector", "manufacturing", "trade", "service")),
        sa.Column("employees", sa.Integer()),
        sa.Column("revenue_satang", sa.BigInteger()),
        sa.Column("figures_year", sa.Integer()),
        sa.Column("size", _enum("smesize", "micro", "small", "medium")),
        sa.Column("thai_share_bp", sa.Integer()),
        sa.Column("taxes_filed", sa.Boolean()),
        sa.Column("not_bankrupt", sa.Boolean()),
        sa.Column("not_barred", sa.Boolean()),
        sa.Column("lawful_business", sa.Boolean()),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by_id", sa.BigInteger(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by_id", sa.BigInteger(), sa.ForeignKey("people.id")),
        sa.Column("state_reason_id", sa.BigInteger()),
        sa.CheckConstraint(
            "CASE kind WHEN 'figures' THEN num_nulls(sector, employees, revenue_satang, figures_year) = 0 ELSE "
            "num_nulls(thai_share_bp, taxes_filed, not_bankrupt, not_barred, lawful_business) = 0 END",
            name="kind_is_complete",
        ),
        sa.CheckConstraint("decided_by_id <> said_by_id", name="decided_by_another"),
        sa.CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_at_a_time"),
        sa.CheckConstraint("(state = 'counted') = (counted_at IS NOT NULL)", name="counted_since"),
        sa.CheckConstraint("state <> 'returned' OR decided_by_id IS NOT NULL", name="returned_by_somebody"),
        sa.CheckConstraint(
            "figures_year <= extract(year FROM said_at AT TIME ZONE 'Asia/Bangkok') + 543",
            name="year_has_begun",
        ),
    )
    op.create_index("ix_sme_updates_organisation_id", TABLE, ["organisation_id"])
    op.create_index(
        "uq_sme_updates_waiting", TABLE, ["organisation_id", "kind"], unique=True, postgresql_where=WAITING
    )
    op.create_index("ix_sme_updates_waiting", TABLE, ["said_at"], postgresql_where=WAITING)
    guards.grant(op.execute, [TABLE])
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE {TABLE}_id_seq TO {guards.APP_ROLE}")
    op.drop_constraint(HAS_PROOF, "smes", type_="check")
    op.create_check_constraint(
        HAS_PROOF, "smes", "state NOT IN ('verified', 'suspended') OR verified_by_id IS NOT NULL"
    )
    op.create_index(
        "ix_smes_unqualified",
        "smes",
        ["organisation_id"],
        postgresql_where=sa.text(
            "smes.state = 'verified' AND (smes.size IS NULL OR smes.thai_share_bp <= 5000 OR NOT (smes.taxes_filed"
            " AND smes.not_bankrupt AND smes.not_barred AND smes.lawful_business))"
        ),
    )
    _begin_the_history()


def _begin_the_history() -> None:
    """What counts of every SME that was verified is the first row of its history."""
    for kind, columns in (
        ("figures", "sector, employees, revenue_satang, size, figures_year"),
        ("declarations", "thai_share_bp, taxes_filed, not_bankrupt, not_barred, lawful_business"),
    ):
        values = columns.replace(
            "figures_year",
            "least(figures_year, extract(year FROM submitted_at AT TIME ZONE 'Asia/Bangkok') + 543)",
        )
        op.execute(
            f"INSERT INTO {TABLE} (organisation_id, kind, state, {columns}, said_at, said_by_id, counted_at,"
            f" decided_at, decided_by_id) SELECT organisation_id, '{kind}', 'counted', {values}, submitted_at,"
            " submitted_by_id, verified_at, verified_at, verified_by_id FROM smes"
            " WHERE size IS NOT NULL AND verified_by_id IS NOT NULL AND verified_at IS NOT NULL"
            " AND submitted_at IS NOT NULL"
        )


def downgrade() -> None:
    op.drop_index("ix_smes_unqualified", "smes")
    op.drop_constraint(HAS_PROOF, "smes", type_="check")
    op.create_check_constraint(
        HAS_PROOF,
        "smes",
        "state NOT IN ('verified', 'suspended') OR (size IS NOT NULL AND verified_by_id IS NOT NULL)",
    )
    op.drop_table(TABLE)
