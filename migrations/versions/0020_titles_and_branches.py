"""A title of its own for people, the number of its branch for an organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("title", sa.String(40), nullable=False, server_default=""))
    op.alter_column("people", "title", server_default=None)
    op.add_column("organisations", sa.Column("branch", sa.String(5), nullable=False, server_default=""))
    op.alter_column("organisations", "branch", server_default=None)
    op.create_check_constraint("branch_digits", "organisations", "branch ~ '^([0-9]{5})?$'")


def downgrade() -> None:
    op.drop_constraint("branch_digits", "organisations", type_="check")
    op.drop_column("organisations", "branch")
    op.drop_column("people", "title")
