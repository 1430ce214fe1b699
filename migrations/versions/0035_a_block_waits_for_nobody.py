"""The session key of a person is no key that other rows could refer to: blocking somebody waits for none who wrote one."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

NAME = "uq_people_fs_uniquifier"


def upgrade() -> None:
    op.drop_constraint(NAME, "people", type_="unique")
    everybody = sa.text("fs_uniquifier IS NOT NULL")
    op.create_index(NAME, "people", ["fs_uniquifier"], unique=True, postgresql_where=everybody)


def downgrade() -> None:
    op.drop_index(NAME, "people")
    op.create_unique_constraint(NAME, "people", ["fs_uniquifier"])
