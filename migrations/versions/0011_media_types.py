"""The media type of a workbook has 65 characters.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("documents", "media_type", type_=sa.String(100), existing_nullable=False)


def downgrade() -> None:
    op.execute("UPDATE documents SET media_type = 'application/octet-stream' WHERE length(media_type) > 40")
    op.alter_column("documents", "media_type", type_=sa.String(40), existing_nullable=False)
