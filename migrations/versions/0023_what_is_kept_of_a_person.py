"""Indexes by which what is kept of a person is found, and what is kept no longer."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_documents_stored_by_id", "documents", ["stored_by_id"]),
    ("ix_factor_resets_person_id", "factor_resets", ["person_id"]),
    ("ix_invitations_email", "invitations", ["email"]),
    ("ix_mail_requests_asked_at", "mail_requests", ["asked_at"]),
    ("ix_outbound_mails_settled", "outbound_mails", ["state", "state_since"]),
    ("ix_outbound_mails_to_address", "outbound_mails", ["to_address", "id"]),
    ("ix_rights_requests_person_id", "rights_requests", ["person_id"]),
    ("ix_upload_hours_hour", "upload_hours", ["hour"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    op.create_index(
        "ix_invitations_expired", "invitations", ["expires_at"], postgresql_where="taken_up_at IS NULL"
    )


def downgrade() -> None:
    op.drop_index("ix_invitations_expired", "invitations")
    for name, table, _columns in reversed(INDEXES):
        op.drop_index(name, table)
