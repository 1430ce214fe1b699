"""The address of a proposed owner is forgotten; indexes by which what is kept of a person is found."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

FACTS, TABLE = "owner_has_facts", "rights_requests"


def _owner_has_facts(facts: str) -> None:
    op.drop_constraint(FACTS, TABLE, type_="check")
    op.create_check_constraint(FACTS, TABLE, f"kind <> 'replace_owner' OR {facts}")


def upgrade() -> None:
    _owner_has_facts(
        "(num_nulls(organisation_id, membership_id) = 0"
        " AND (state NOT IN ('asked', 'waiting') OR num_nulls(new_owner_email, document_id) = 0)"
        " AND (state <> 'done' OR document_id IS NOT NULL))"
    )
    op.create_index(
        "ix_rights_requests_new_owner_email",
        TABLE,
        ["new_owner_email"],
        postgresql_where=sa.text("new_owner_email IS NOT NULL"),
    )
    op.create_index(
        "ix_audit_events_reason_id",
        "audit_events",
        ["reason_id"],
        postgresql_where=sa.text("reason_id IS NOT NULL"),
    )
    op.create_index("ix_sign_in_attempts_of_account", "sign_in_attempts", ["account", "id"])


def downgrade() -> None:
    op.drop_index("ix_sign_in_attempts_of_account", table_name="sign_in_attempts")
    op.drop_index("ix_audit_events_reason_id", table_name="audit_events")
    op.drop_index("ix_rights_requests_new_owner_email", table_name=TABLE)
    op.execute(
        f"DELETE FROM {TABLE} WHERE kind = 'replace_owner' AND num_nulls(new_owner_email, document_id) > 0"
    )
    _owner_has_facts("num_nulls(organisation_id, membership_id, new_owner_email, document_id) = 0")
