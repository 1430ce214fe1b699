"""Requests for e-mails, answered by the worker; which failed sign-ins the audit trail has told of."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = sa.Enum("confirm", "reset", name="mailkind", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "mail_requests",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )
    guards.grant(op.execute, ["mail_requests"])
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE mail_requests_id_seq TO {guards.APP_ROLE}")
    op.add_column(
        "sign_in_attempts", sa.Column("reported", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index(
        "ix_sign_in_attempts_unreported",
        "sign_in_attempts",
        ["at"],
        postgresql_where=sa.text("failed AND NOT reported"),
    )


def downgrade() -> None:
    op.drop_index("ix_sign_in_attempts_unreported", "sign_in_attempts")
    op.drop_column("sign_in_attempts", "reported")
    op.drop_table("mail_requests")
