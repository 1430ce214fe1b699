"""Grants, append-only tables and the guard of postings (see migrations/guards.py)."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _execute(statement: str) -> None:
    op.get_bind().exec_driver_sql(statement.replace("%", "%%"))


def upgrade() -> None:
    guards.install(_execute, sa.inspect(op.get_bind()).get_table_names())


def downgrade() -> None:
    guards.uninstall(_execute)
