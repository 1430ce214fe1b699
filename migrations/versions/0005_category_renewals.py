"""Renewals of a provider's approval for a kind of service."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLE = "category_renewals"
STATES = sa.Enum(
    "requested",
    "approved",
    "rejected",
    "dropped",
    name="renewalstate",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def _person(name: str, *, nullable: bool) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey("people.id"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        sa.Column(
            "provider_category_id",
            sa.BigInteger(),
            sa.ForeignKey("provider_categories.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("state", STATES, nullable=False),
        sa.Column("accreditation", sa.String(200), nullable=False),
        sa.Column("accreditation_document_id", sa.BigInteger(), sa.ForeignKey("documents.id")),
        sa.Column("valid_until", sa.Date()),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        _person("asked_by_id", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        _person("decided_by_id", nullable=True),
        sa.Column("state_reason_id", sa.BigInteger()),
        sa.CheckConstraint("decided_by_id <> asked_by_id", name="decided_by_another"),
        sa.CheckConstraint(
            "(state IN ('approved', 'rejected')) = (decided_by_id IS NOT NULL)", name="decided_has_proof"
        ),
        sa.CheckConstraint("state <> 'approved' OR valid_until IS NOT NULL", name="approved_has_day"),
    )
    op.create_index(
        "uq_category_renewals_open",
        TABLE,
        ["provider_category_id"],
        unique=True,
        postgresql_where=sa.text("state = 'requested'"),
    )
    guards.grant(op.execute, [TABLE])
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE {TABLE}_id_seq TO {guards.APP_ROLE}")


def downgrade() -> None:
    op.drop_table(TABLE)
