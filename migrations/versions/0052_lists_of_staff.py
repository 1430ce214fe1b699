"""Lists of staff find what they narrow to by an index of their own order."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0048"
branch_labels = None
depends_on = None

UNQUALIFIED = sa.text(
    "smes.state = 'verified' AND (smes.size IS NULL OR smes.thai_share_bp <= 5000"
    " OR NOT (smes.taxes_filed AND smes.not_bankrupt AND smes.not_barred AND smes.lawful_business))"
)
WORKBENCH = sa.text("state IN ('mismatched', 'unmatched')")
RARE = sa.text(
    "subject_kind NOT IN ('application', 'coupon', 'payable', 'payment', 'proposal', 'redemption', 'sme')"
)
"""Kinds of which every stretch of the trail has some need no index."""
REQUESTED = sa.text("state = 'requested'")


def upgrade() -> None:
    op.drop_index("ix_smes_unqualified", "smes")
    op.create_index(
        "ix_smes_unqualified", "smes", ["created_at", "organisation_id"], postgresql_where=UNQUALIFIED
    )
    op.create_index(op.f("ix_batches_state_id"), "batches", ["state", "id"])
    op.create_index(op.f("ix_payments_state_net_satang_id"), "payments", ["state", "net_satang", "id"])
    op.create_index(
        op.f("ix_bank_imports_kind_imported_at_id"), "bank_imports", ["kind", "imported_at", "id"]
    )
    op.create_index(
        "ix_statement_lines_workbench_state",
        "statement_lines",
        ["state", "state_since", "id"],
        postgresql_where=WORKBENCH,
    )
    op.create_index(
        "ix_audit_events_rare_kind", "audit_events", ["subject_kind", "id"], postgresql_where=RARE
    )
    op.create_unique_constraint(op.f("uq_services_id_provider_id"), "services", ["id", "provider_id"])
    op.add_column("service_changes", sa.Column("provider_id", sa.BigInteger()))
    op.execute(
        "UPDATE service_changes c SET provider_id = s.provider_id FROM services s WHERE s.id = c.service_id"
    )
    op.alter_column("service_changes", "provider_id", nullable=False)
    op.drop_constraint("fk_service_changes_service_id", "service_changes", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_service_changes_service_id_provider_id"),
        "service_changes",
        "services",
        ["service_id", "provider_id"],
        ["id", "provider_id"],
    )
    op.create_index(
        "ix_service_changes_waiting",
        "service_changes",
        ["provider_id", "asked_at"],
        postgresql_where=REQUESTED,
    )


def downgrade() -> None:
    op.drop_index("ix_service_changes_waiting", "service_changes")
    op.drop_constraint("fk_service_changes_service_id_provider_id", "service_changes", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_service_changes_service_id"), "service_changes", "services", ["service_id"], ["id"]
    )
    op.drop_column("service_changes", "provider_id")
    op.drop_constraint("uq_services_id_provider_id", "services", type_="unique")
    op.drop_index("ix_audit_events_rare_kind", "audit_events")
    op.drop_index("ix_statement_lines_workbench_state", "statement_lines")
    op.drop_index(op.f("ix_bank_imports_kind_imported_at_id"), "bank_imports")
    op.drop_index(op.f("ix_payments_state_net_satang_id"), "payments")
    op.drop_index(op.f("ix_batches_state_id"), "batches")
    op.drop_index("ix_smes_unqualified", "smes")
    op.create_index("ix_smes_unqualified", "smes", ["organisation_id"], postgresql_where=UNQUALIFIED)
