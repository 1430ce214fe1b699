"""A request to renew an approval names its provider: what waits of a provider is found without its approvals."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

KEY = ["provider_category_id", "provider_id"]


def upgrade() -> None:
    op.create_unique_constraint(
        op.f("uq_provider_categories_id_provider_id"), "provider_categories", ["id", "provider_id"]
    )
    op.add_column("category_renewals", sa.Column("provider_id", sa.BigInteger()))
    op.execute(
        "UPDATE category_renewals r SET provider_id = c.provider_id FROM provider_categories c"
        " WHERE c.id = r.provider_category_id"
    )
    op.alter_column("category_renewals", "provider_id", nullable=False)
    op.drop_constraint("fk_category_renewals_provider_category_id", "category_renewals", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_category_renewals_provider_category_id_provider_id"),
        "category_renewals",
        "provider_categories",
        KEY,
        ["id", "provider_id"],
    )
    op.create_index(
        "ix_category_renewals_waiting",
        "category_renewals",
        ["provider_id", "asked_at", "provider_category_id"],
        postgresql_where=sa.text("state = 'requested'"),
    )


def downgrade() -> None:
    op.drop_index("ix_category_renewals_waiting", "category_renewals")
    op.drop_constraint(
        "fk_category_renewals_provider_category_id_provider_id", "category_renewals", type_="foreignkey"
    )
    op.create_foreign_key(
        op.f("fk_category_renewals_provider_category_id"),
        "category_renewals",
        "provider_categories",
        ["provider_category_id"],
        ["id"],
    )
    op.drop_column("category_renewals", "provider_id")
    op.drop_constraint("uq_provider_categories_id_provider_id", "provider_categories", type_="unique")
