"""New services and prices of approved providers want an officer's look."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLE = "service_changes"
STATES = sa.Enum(
    "requested",
    "approved",
    "rejected",
    "dropped",
    name="changestate",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        sa.Column("service_id", sa.BigInteger(), sa.ForeignKey("services.id"), nullable=False),
        sa.Column("state", STATES, nullable=False),
        sa.Column("category_id", sa.BigInteger(), sa.ForeignKey("service_categories.id"), nullable=False),
        sa.Column("name_th", sa.String(300), nullable=False),
        sa.Column("name_en", sa.String(300), nullable=False),
        sa.Column("description_th", sa.String(4000), nullable=False),
        sa.Column("description_en", sa.String(4000), nullable=False),
        sa.Column("deliverables", sa.String(4000), nullable=False),
        sa.Column("price_from_satang", sa.BigInteger(), nullable=False),
        sa.Column("price_to_satang", sa.BigInteger(), nullable=False),
        sa.Column("duration_days", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by_id", sa.BigInteger(), sa.ForeignKey("people.id")),
        sa.Column("state_reason_id", sa.BigInteger()),
        sa.CheckConstraint(
            "price_from_satang > 0 AND price_from_satang <= price_to_satang", name="price_range"
        ),
        sa.CheckConstraint("duration_days > 0", name="duration_positive"),
        sa.CheckConstraint("decided_by_id <> asked_by_id", name="decided_by_another"),
        sa.CheckConstraint(
            "(state IN ('approved', 'rejected')) = (decided_by_id IS NOT NULL)", name="decided_has_proof"
        ),
    )
    op.create_index("ix_service_changes_service_id", TABLE, ["service_id"])
    op.create_index(
        "uq_service_changes_open",
        TABLE,
        ["service_id"],
        unique=True,
        postgresql_where=sa.text("state = 'requested'"),
    )
    guards.grant(op.execute, [TABLE])
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE {TABLE}_id_seq TO {guards.APP_ROLE}")
    op.add_column("services", sa.Column("approved_at", sa.DateTime(timezone=True)))
    op.add_column(
        "services",
        sa.Column(
            "approved_by_id",
            sa.BigInteger(),
            sa.ForeignKey("people.id", name="fk_services_approved_by_id"),
        ),
    )
    op.execute(
        "UPDATE services SET approved_at = p.decided_at, approved_by_id = p.decided_by_id FROM providers p"
        " WHERE p.organisation_id = services.provider_id AND p.state IN ('approved', 'suspended', 'delisted')"
        " AND p.decided_at IS NOT NULL AND p.decided_by_id IS NOT NULL"
    )
    op.create_check_constraint(
        "approved_by_somebody", "services", "(approved_at IS NULL) = (approved_by_id IS NULL)"
    )


def downgrade() -> None:
    op.drop_constraint("approved_by_somebody", "services", type_="check")
    op.drop_column("services", "approved_by_id")
    op.drop_column("services", "approved_at")
    op.drop_table(TABLE)
