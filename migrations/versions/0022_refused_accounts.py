"""What the bank refused is held while the account stays the same, until an officer lets it be tried once more."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BEFORE = (
    "no_account",
    "account_cooling",
    "account_impossible",
    "payee_suspended",
    "named_by_bank",
    "by_person",
)
NAME = "ck_payables_holdreason"


def _allow(*reasons: str) -> None:
    op.drop_constraint(op.f(NAME), "payables", type_="check")
    op.create_check_constraint(op.f(NAME), "payables", sa.column("hold_reason").in_(reasons))


def upgrade() -> None:
    _allow(*BEFORE[:3], "account_refused", *BEFORE[3:])
    op.add_column("payables", sa.Column("retry_after_attempt", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("payables", "retry_after_attempt")
    op.execute("UPDATE payables SET state = 'open', hold_reason = NULL WHERE hold_reason = 'account_refused'")
    _allow(*BEFORE)
