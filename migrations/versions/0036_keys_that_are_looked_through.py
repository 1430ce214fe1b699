"""Foreign keys that deletions and statements look through get an index (tests/house/test_foreign_keys.py)."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

KEYS = (
    ("action_plans", "resolution_document_id"),
    ("bank_accounts", "document_id"),
    ("bank_accounts", "submitted_by_id"),
    ("bank_files", "document_id"),
    ("bank_imports", "document_id"),
    ("category_renewals", "accreditation_document_id"),
    ("evidence", "document_id"),
    ("invitations", "invited_by_id"),
    ("manual_findings", "document_id"),
    ("manual_findings", "payment_id"),
    ("number_reports", "document_id"),
    ("organisations", "created_by_id"),
    ("projects", "resolution_document_id"),
    ("provider_categories", "accreditation_document_id"),
    ("provider_documents", "document_id"),
    ("rights_requests", "document_id"),
    ("rights_requests", "membership_id"),
    ("schemes", "line_id"),
    ("schemes", "resolution_document_id"),
    ("sme_documents", "document_id"),
)


def upgrade() -> None:
    for table, column in KEYS:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column in reversed(KEYS):
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
