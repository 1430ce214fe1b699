"""Indexes for what waits, so that years of what is over are not read; each is used by its state's value."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UNFINISHED = "state IN ('reserved', 'delivered', 'returned', 'accepted', 'disputed')"
PARTIAL = (
    ("ix_applications_line", "applications", ["scheme_id", "submitted_at", "id"], "state = 'waitlisted'"),
    ("ix_coupons_held", "coupons", ["held_at"], "state = 'held'"),
    ("ix_proposals_open", "proposals", ["expires_at"], "state = 'open'"),
    ("ix_redemptions_live", "redemptions", ["state", "state_since"], UNFINISHED),
    ("ix_redemptions_live_of_provider", "redemptions", ["provider_id", "state"], UNFINISHED),
    ("ix_smes_waiting", "smes", ["submitted_at"], "state = 'submitted'"),
)
QUEUES = (
    ("ix_applications_queue", "applications", "state_since", "'submitted', 'appealed'"),
    ("ix_redemptions_queue", "redemptions", "state_since", "'accepted', 'disputed'"),
    ("ix_payables_queue", "payables", "opened_at", "'open', 'held'"),
)


def upgrade() -> None:
    for name, table, columns, where in PARTIAL:
        op.create_index(name, table, columns, postgresql_where=sa.text(where))
    for name, table, since, waiting in QUEUES:
        moment = f"timezone('UTC', {since})"
        order = f"CASE WHEN (state IN ({waiting})) THEN {moment} ELSE {moment} + interval '36500 days' END"
        op.create_index(name, table, [sa.text(f"({order})"), "id"])
    op.create_index(
        "ix_redemptions_provider_id_state_since_id", "redemptions", ["provider_id", "state_since", "id"]
    )
    op.drop_index("ix_redemptions_provider_id", "redemptions")


def downgrade() -> None:
    op.create_index("ix_redemptions_provider_id", "redemptions", ["provider_id"])
    op.drop_index("ix_redemptions_provider_id_state_since_id", "redemptions")
    for name, table, *_rest in (*PARTIAL, *QUEUES):
        op.drop_index(name, table)
