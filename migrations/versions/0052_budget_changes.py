"""Transfers between budget lines and corrections of entries, each by two persons."""

import sqlalchemy as sa
from alembic import op

from migrations.guards import grant

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "budget_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "transfer",
                "correction",
                name="budgetchangekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("to_line_id", sa.BigInteger()),
        sa.Column("corrects_id", sa.BigInteger()),
        sa.Column("entry_id", sa.BigInteger()),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.Column("reason_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "rejected",
                "withdrawn",
                name="budgetchangestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("approved_by_id", sa.BigInteger()),
        sa.Column("resolution_number", sa.String(length=100)),
        sa.Column("resolution_date", sa.Date()),
        sa.Column("resolution_document_id", sa.BigInteger()),
        sa.Column("state_reason_id", sa.BigInteger()),
        sa.CheckConstraint(
            "(kind = 'transfer') = (to_line_id IS NOT NULL) AND (kind = 'correction') = (corrects_id IS NOT NULL)",
            name=op.f("ck_budget_changes_of_its_kind"),
        ),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_by_id IS NOT NULL AND resolution_number IS NOT NULL AND resolution_date IS NOT NULL AND resolution_document_id IS NOT NULL)",
            name=op.f("ck_budget_changes_approved_has_resolution"),
        ),
        sa.CheckConstraint(
            "(state = 'approved') = (entry_id IS NOT NULL)", name=op.f("ck_budget_changes_approved_has_entry")
        ),
        sa.CheckConstraint("amount_satang > 0", name=op.f("ck_budget_changes_amount_positive")),
        sa.CheckConstraint(
            "approved_by_id <> created_by_id", name=op.f("ck_budget_changes_approved_by_another")
        ),
        sa.CheckConstraint("to_line_id <> line_id", name=op.f("ck_budget_changes_to_another_line")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["people.id"], name=op.f("fk_budget_changes_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["budget_moves.id"], name=op.f("fk_budget_changes_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["people.id"], name=op.f("fk_budget_changes_created_by_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["budget_moves.id"], name=op.f("fk_budget_changes_entry_id")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_lines.id"], name=op.f("fk_budget_changes_line_id")),
        sa.ForeignKeyConstraint(
            ["resolution_document_id"],
            ["documents.id"],
            name=op.f("fk_budget_changes_resolution_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["to_line_id"], ["budget_lines.id"], name=op.f("fk_budget_changes_to_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_changes")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_budget_changes_entry_id")),
    )
    op.create_index(op.f("ix_budget_changes_line_id"), "budget_changes", ["line_id"])
    op.create_index(
        op.f("ix_budget_changes_resolution_document_id"), "budget_changes", ["resolution_document_id"]
    )
    op.create_index(
        "ix_budget_changes_state_since_id_proposed",
        "budget_changes",
        ["state_since", "id"],
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_index(op.f("ix_budget_changes_to_line_id"), "budget_changes", ["to_line_id"])
    op.create_index(
        "uq_budget_changes_corrects_id_alive",
        "budget_changes",
        ["corrects_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('proposed', 'approved')"),
    )
    grant(op.execute, ["budget_changes"])


def downgrade() -> None:
    op.drop_table("budget_changes")
