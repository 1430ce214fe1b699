"""Papers of a provider stand at its kinds of service and on its bank accounts; the table beside them was never filled."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("provider_documents")


def downgrade() -> None:
    op.create_table(
        "provider_documents",
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_provider_documents_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.organisation_id"], name=op.f("fk_provider_documents_provider_id")
        ),
        sa.PrimaryKeyConstraint("provider_id", "document_id", name=op.f("pk_provider_documents")),
    )
    op.create_index(op.f("ix_provider_documents_document_id"), "provider_documents", ["document_id"])
