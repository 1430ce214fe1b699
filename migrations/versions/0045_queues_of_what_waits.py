"""The large queues of the deadline board have an index that holds their rows alone, in the order in which they are due."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

WAITS = (
    ("applications", "to_review", "state_since", "state IN ('submitted', 'appealed') AND recommended_by_id IS NULL"),
    ("applications", "to_decide", "state_since", "state IN ('submitted', 'appealed') AND recommended_by_id IS NOT NULL"),
    ("redemptions", "to_deliver", "deliver_by", "state = 'reserved'"),
    ("redemptions", "to_accept", "accept_by", "state = 'delivered'"),
    ("payables", "to_pay", "state_since", "state = 'open'"),
    ("payables", "on_hold", "hold_reason state_since", "state = 'held'"),
)  # fmt: skip


MOMENT = "timezone('UTC', state_since)"
QUEUE = f"(CASE WHEN (state IN ('submitted', 'appealed')) THEN {MOMENT} ELSE {MOMENT} + interval '36500 days' END)"
"""The officers' order of applications, which their filters by whose turn it is keep (0042)."""


def upgrade() -> None:
    op.create_index(
        op.f("ix_redemptions_service_id"), "redemptions", ["service_id"]
    )  # a claim is searched by its service
    for _table, name, _columns, waits in WAITS[:2]:
        op.create_index(
            f"ix_applications_queue_{name}",
            "applications",
            [sa.text(QUEUE), "id"],
            postgresql_where=sa.text(waits),
        )
    for table, name, columns, waits in WAITS:
        order = [*columns.split(), "id"]
        op.create_index(f"ix_{table}_{name}", table, order, postgresql_where=sa.text(waits))
    op.create_check_constraint(
        op.f("ck_redemptions_delivered_has_day"),
        "redemptions",
        "state <> 'delivered' OR accept_by IS NOT NULL",
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_redemptions_service_id"), "redemptions")
    op.drop_constraint(op.f("ck_redemptions_delivered_has_day"), "redemptions")
    for _table, name, _columns, _waits in WAITS[:2]:
        op.drop_index(f"ix_applications_queue_{name}", "applications")
    for table, name, _columns, _waits in WAITS:
        op.drop_index(f"ix_{table}_{name}", table)
