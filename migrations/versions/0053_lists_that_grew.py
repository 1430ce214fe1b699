"""Lists of what was decided, of lines with one problem, of batches by number and of rare roles keep to an index."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

RARE = "actor_roles ~ '(^|,)(administrator|auditor|plan_approver|plan_officer)(,|$)'"
PAYING = "actor_roles ~ '(^|,)(finance_approver|finance_releaser)(,|$)'"
INDEXES = {
    "ix_applications_decided": ("applications", ["queue_since", "id"], "decided_at IS NOT NULL"),
    "ix_statement_lines_workbench_problem": (
        "statement_lines",
        ["problem", "state_since", "id"],
        "state IN ('mismatched', 'unmatched')",
    ),
    "ix_audit_events_rare_role": ("audit_events", ["id", "actor_roles"], RARE),
    "ix_audit_events_paying_role": ("audit_events", ["id", "actor_roles"], PAYING),
    "ix_audit_events_of_one": (
        "audit_events",
        ["actor_person_id", "occurred_at", "id"],
        "organisation_id IS NULL AND actor_person_id IS NOT NULL",
    ),
    "ix_invitations_of_staff": ("invitations", ["email"], "staff_role IS NOT NULL AND withdrawn_at IS NULL"),
    "ix_invitations_taken_up": (
        "invitations",
        ["taken_up_at", "taken_up_by_id", "invited_by_id"],
        "taken_up_by_id IS NOT NULL",
    ),
}
BATCHES = "ix_batches_trigrams"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for name, (table, columns, where) in INDEXES.items():
            op.create_index(
                name, table, columns, postgresql_where=sa.text(where), postgresql_concurrently=True
            )
        op.create_index(
            BATCHES,
            "batches",
            [sa.text("search_trigrams(number)")],
            postgresql_using="gin",
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index(BATCHES, "batches")
    for name, (table, _columns, _where) in INDEXES.items():
        op.drop_index(name, table)
