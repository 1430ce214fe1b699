"""Lists of staff find what they narrow to by an index of their own order."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
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
LINE_WORDS = "counterparty || ' ' || coalesce(end_to_end_id, '') || ' ' || coalesce(bank_ref, '')"
ORDERS = {
    "smes": (["size", "created_at", "organisation_id"], ["sector", "created_at", "organisation_id"]),
    "provider_categories": (["category_id", "provider_id"],),
    "batches": tuple(
        [column, "id"] for column in ("state", "payment_count", "net_satang", "drafted_at", "state_since")
    ),
    "payments": (["state", "net_satang", "id"], ["batch_id", "state"]),
    "bank_imports": (["kind", "imported_at", "id"],),
    "bank_accounts": (["account_number", "id"],),
}
FORMER = {
    "ix_smes_unqualified": ("smes", ["organisation_id"], UNQUALIFIED),
    "ix_payments_batch_id": ("payments", ["batch_id"], None),
    "ix_rights_requests_asked": ("rights_requests", ["asked_at"], sa.text("state = 'asked'")),
    "ix_number_reports_waiting": ("number_reports", ["reported_at"], sa.text("state = 'open'")),
}
"""Indexes whose place another takes, of the same name or in ORDERS."""
PARTIAL = {
    "ix_smes_unqualified": ("smes", ["created_at", "organisation_id"], UNQUALIFIED),
    "ix_rights_requests_asked": ("rights_requests", ["asked_at", "id"], sa.text("state = 'asked'")),
    "ix_number_reports_waiting": ("number_reports", ["reported_at", "id"], sa.text("state = 'open'")),
    "ix_statement_lines_workbench_state": ("statement_lines", ["state", "state_since", "id"], WORKBENCH),
    "ix_audit_events_rare_kind": ("audit_events", ["subject_kind", "id"], RARE),
    "ix_provider_categories_requested": ("provider_categories", ["provider_id"], REQUESTED),
    "ix_service_changes_waiting": ("service_changes", ["provider_id", "asked_at"], REQUESTED),
}


def upgrade() -> None:
    for name, (table, _columns, _where) in FORMER.items():
        op.drop_index(name, table)
    _name_providers()
    for table, orders in ORDERS.items():
        for columns in orders:
            op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
    for name, (table, columns, where) in PARTIAL.items():
        op.create_index(name, table, columns, postgresql_where=where)
    _create_gin("bank_imports", "message_id")
    _create_gin("statement_lines", LINE_WORDS, WORKBENCH)


def _name_providers() -> None:
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


def _create_gin(table: str, words: str, where: sa.TextClause | None = None) -> None:
    letters = sa.text(f"search_trigrams({words})")
    op.create_index(f"ix_{table}_trigrams", table, [letters], postgresql_using="gin", postgresql_where=where)


def downgrade() -> None:
    for table in ("statement_lines", "bank_imports"):
        op.drop_index(f"ix_{table}_trigrams", table)
    for name, (table, _columns, _where) in PARTIAL.items():
        op.drop_index(name, table)
    for table, orders in ORDERS.items():
        for columns in orders:
            op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table)
    op.drop_constraint("fk_service_changes_service_id_provider_id", "service_changes", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_service_changes_service_id"), "service_changes", "services", ["service_id"], ["id"]
    )
    op.drop_column("service_changes", "provider_id")
    op.drop_constraint("uq_services_id_provider_id", "services", type_="unique")
    for name, (table, columns, where) in FORMER.items():
        op.create_index(name, table, columns, postgresql_where=where)
