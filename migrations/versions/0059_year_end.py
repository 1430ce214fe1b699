"""The closing of budget lines, and the coupons whose money is carried over."""

import sqlalchemy as sa
from alembic import op

from migrations.guards import grant

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

BODIES = ("sme_promotion_board", "executive_board", "cabinet", "budget_bureau", "director_general")
STATES = ("draft", "proposed", "returned", "approved", "closed", "withdrawn")


def _of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _closings()
    op.create_table(
        "carried_coupons",
        sa.Column("closing_id", sa.BigInteger(), nullable=False),
        sa.Column("coupon_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.Column("kept_satang", sa.BigInteger()),
        sa.CheckConstraint("amount_satang > 0", name=op.f("ck_carried_coupons_amount_positive")),
        sa.CheckConstraint(
            "kept_satang BETWEEN 0 AND amount_satang", name=op.f("ck_carried_coupons_kept_within_amount")
        ),
        sa.ForeignKeyConstraint(
            ["closing_id"], ["line_closings.id"], name=op.f("fk_carried_coupons_closing_id")
        ),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name=op.f("fk_carried_coupons_coupon_id")),
        sa.PrimaryKeyConstraint("closing_id", "coupon_id", name=op.f("pk_carried_coupons")),
    )
    op.create_index(op.f("ix_carried_coupons_coupon_id"), "carried_coupons", ["coupon_id"])
    grant(op.execute, ["line_closings", "carried_coupons"])
    op.add_column("coupons", sa.Column("funded_until", sa.Date()))
    op.create_check_constraint(
        op.f("ck_coupons_valid_while_funded"), "coupons", "valid_until <= funded_until"
    )
    op.create_index(op.f("ix_coupons_line_id_id"), "coupons", ["line_id", "id"])


def _closings() -> None:
    op.create_table(
        "line_closings",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("state", _of("lineclosingstate", *STATES), nullable=False),
        sa.Column("carried_until", sa.Date()),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("lapsed_satang", sa.BigInteger()),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("submitted_by_id", sa.BigInteger()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("approved_by_id", sa.BigInteger()),
        sa.Column("resolution_body", _of("decidingbody", *BODIES)),
        sa.Column("resolution_number", sa.String(length=100)),
        sa.Column("resolution_date", sa.Date()),
        sa.Column("resolution_document_id", sa.BigInteger()),
        sa.Column("state_reason_id", sa.BigInteger()),
        sa.CheckConstraint(
            "(state IN ('approved', 'closed')) = (approved_by_id IS NOT NULL AND resolution_number IS NOT NULL AND resolution_date IS NOT NULL AND resolution_document_id IS NOT NULL)",
            name=op.f("ck_line_closings_approved_has_resolution"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> submitted_by_id", name=op.f("ck_line_closings_approved_by_another")
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL AND lapsed_satang IS NOT NULL)",
            name=op.f("ck_line_closings_closed_has_proof"),
        ),
        sa.CheckConstraint("lapsed_satang >= 0", name=op.f("ck_line_closings_lapsed_not_negative")),
        *(
            sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_line_closings_{column}"))
            for column, other in (
                ("line_id", "budget_lines.id"),
                ("created_by_id", "people.id"),
                ("submitted_by_id", "people.id"),
                ("approved_by_id", "people.id"),
                ("resolution_document_id", "documents.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_closings")),
    )
    op.create_index(op.f("ix_line_closings_line_id"), "line_closings", ["line_id"])
    op.create_index(
        op.f("ix_line_closings_resolution_document_id"), "line_closings", ["resolution_document_id"]
    )
    op.create_index(
        "uq_line_closings_line_id_alive",
        "line_closings",
        ["line_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_index(
        "ix_line_closings_state_since_id_waiting",
        "line_closings",
        ["state_since", "id"],
        postgresql_where=sa.text("state IN ('proposed', 'returned')"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_coupons_line_id_id"), "coupons")
    op.drop_constraint(op.f("ck_coupons_valid_while_funded"), "coupons", type_="check")
    op.drop_column("coupons", "funded_until")
    op.drop_table("carried_coupons")
    op.drop_table("line_closings")
