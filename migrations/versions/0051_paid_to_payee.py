"""What a payee was paid since a day is found without its years before."""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            op.f("ix_payables_payee_id_settled_at"),
            "payables",
            ["payee_id", "settled_at"],
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index(op.f("ix_payables_payee_id_settled_at"), "payables")
