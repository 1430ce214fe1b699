"""Sign-in sessions: each sign-in is a row, which ends, and knows what it has proved."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLE = "sign_in_sessions"
REASONS = sa.Enum(
    "signed_out",
    "ended_from_another",
    "ended_by_administrator",
    "password_changed",
    "second_factor_changed",
    "role_changed",
    "time_over",
    name="sessionend",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("token_digest", sa.LargeBinary(32), nullable=False, unique=True),
        _at("created_at"),
        _at("last_seen_at"),
        sa.Column("remembered", sa.Boolean(), nullable=False),
        _at("password_at"),
        _at("second_factor_at", nullable=True),
        sa.Column("browser", sa.String(40), nullable=False),
        _at("ended_at", nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), sa.ForeignKey("people.id")),
        sa.Column("end_reason", REASONS),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended_for_a_reason"),
    )
    op.create_index("ix_sign_in_sessions_last_seen_at", TABLE, ["last_seen_at"])
    guards.grant(op.execute, [TABLE])
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE {TABLE}_id_seq TO {guards.APP_ROLE}")


def downgrade() -> None:
    op.drop_table(TABLE)
