"""A request to reset second factors can be withdrawn."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLE, NAME = "factor_resets", "ck_factor_resets_factorresetstate"


def _only(*states: str) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    op.execute(
        f"ALTER TABLE {TABLE} DROP CONSTRAINT {NAME}, ADD CONSTRAINT {NAME} CHECK (state IN ({listed}))"
    )


def upgrade() -> None:
    _only("asked", "confirmed", "declined", "withdrawn", "lapsed")


def downgrade() -> None:
    op.execute(f"UPDATE {TABLE} SET state = 'declined' WHERE state = 'withdrawn'")
    _only("asked", "confirmed", "declined", "lapsed")
