"""A payable may be held because a bank line names it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KNOWN = ("no_account", "account_cooling", "account_impossible", "payee_suspended", "by_person")
NAME = "ck_payables_holdreason"


def _allow(*reasons: str) -> None:
    op.drop_constraint(op.f(NAME), "payables", type_="check")
    op.create_check_constraint(op.f(NAME), "payables", sa.column("hold_reason").in_(reasons))


def upgrade() -> None:
    _allow(*KNOWN[:-1], "named_by_bank", KNOWN[-1])


def downgrade() -> None:
    op.execute("UPDATE payables SET hold_reason = 'by_person' WHERE hold_reason = 'named_by_bank'")
    _allow(*KNOWN)
