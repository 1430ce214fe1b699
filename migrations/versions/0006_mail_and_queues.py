"""E-mails have states, are claimed before they are sent, and lose their text; background tasks wait by kind."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLE = "outbound_mails"
STATES = sa.Enum(
    "waiting",
    "sent",
    "given_up",
    "erased",
    name="mailstate",
    native_enum=False,
    create_constraint=True,
    length=40,
)
CHECKS = {
    "sent_has_time": "(state = 'sent') = (sent_at IS NOT NULL)",
    "claimed_while_waiting": "claimed_at IS NULL OR state = 'waiting'",
    "erased_at_the_end": "state IN ('waiting', 'given_up') OR (subject = '' AND body = '')",
}
COLUMNS = ("state", "state_since", "claimed_at", "unsettled", "next_attempt_at", "last_error")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column(TABLE, sa.Column("state", STATES, nullable=False, server_default="waiting"))
    op.add_column(TABLE, sa.Column("state_since", moment, nullable=False, server_default=sa.func.now()))
    op.add_column(TABLE, sa.Column("claimed_at", moment))
    op.add_column(TABLE, sa.Column("unsettled", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(TABLE, sa.Column("next_attempt_at", moment))
    op.add_column(TABLE, sa.Column("last_error", sa.String(80)))
    op.execute(
        "UPDATE outbound_mails SET state = 'sent', state_since = sent_at, subject = '', body = '' WHERE sent_at IS NOT NULL"
    )
    for name, holds in CHECKS.items():
        op.create_check_constraint(name, TABLE, holds)
    op.create_index(
        "ix_outbound_mails_live",
        TABLE,
        ["state", "id"],
        postgresql_where=sa.text("state IN ('waiting', 'given_up')"),
    )
    op.execute(
        "UPDATE procrastinate_jobs SET queue_name = CASE"
        " WHEN task_name LIKE 'mail.%' THEN 'mail'"
        " WHEN task_name LIKE 'payouts.%' OR task_name IN ('ledger.rollup', 'house.long_work') THEN 'money'"
        " ELSE 'upkeep' END WHERE queue_name = 'default'"
    )


def downgrade() -> None:
    op.execute("UPDATE procrastinate_jobs SET queue_name = 'default'")
    op.drop_index("ix_outbound_mails_live", TABLE)
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_{TABLE}_{name}"), TABLE)
    for name in reversed(COLUMNS):
        op.drop_column(TABLE, name)
