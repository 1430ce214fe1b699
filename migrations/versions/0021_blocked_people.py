"""A person is blocked by one officer, and let in again by two."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLE = "rights_requests"
ENDS = (
    "signed_out",
    "ended_from_another",
    "ended_by_administrator",
    "password_changed",
    "second_factor_changed",
    "role_changed",
    "time_over",
)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _person(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey("people.id"), nullable=nullable)


def _ends(*values: str) -> None:
    table, name = "sign_in_sessions", "ck_sign_in_sessions_sessionend"
    listed = ", ".join(f"'{value}'" for value in values)
    op.execute(
        f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK (end_reason IN ({listed}))"
    )


def upgrade() -> None:
    _ends(*ENDS, "blocked")
    op.add_column("people", sa.Column("blocked_at", sa.DateTime(timezone=True)))
    op.add_column("people", _person("blocked_by_id", nullable=True))
    op.add_column("people", sa.Column("block_reason_id", sa.BigInteger()))
    op.create_check_constraint("blocked_is_shut", "people", "blocked_at IS NULL OR NOT active")
    op.create_check_constraint(
        "blocked_by_someone",
        "people",
        "(blocked_at IS NULL) = (blocked_by_id IS NULL) AND (blocked_at IS NULL) = (block_reason_id IS NULL)",
    )
    op.create_check_constraint("not_by_oneself", "people", "blocked_by_id <> id")
    op.create_index(
        "ix_people_blocked",
        "people",
        ["blocked_at", "id"],
        postgresql_where=sa.text("blocked_at IS NOT NULL"),
    )
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        sa.Column("kind", _enum("rightsrequestkind", "unblock"), nullable=False),
        _person("person_id"),
        sa.Column(
            "state",
            _enum("rightsrequeststate", "asked", "done", "declined", "withdrawn", "lapsed"),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        _person("asked_by_id"),
        sa.Column("reason_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        _person("decided_by_id", nullable=True),
        sa.Column("state_reason_id", sa.BigInteger()),
        sa.CheckConstraint("asked_by_id <> person_id AND decided_by_id <> person_id", name="of_another"),
        sa.CheckConstraint(
            "state <> 'done' OR (decided_by_id IS NOT NULL AND decided_by_id <> asked_by_id)",
            name="done_by_two",
        ),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_has_moment"),
    )
    op.create_index(
        "uq_rights_requests_unblock",
        TABLE,
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'unblock' AND state = 'asked'"),
    )
    op.create_index(
        "ix_rights_requests_asked", TABLE, ["asked_at"], postgresql_where=sa.text("state = 'asked'")
    )
    guards.grant(op.execute, [TABLE])
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE {TABLE}_id_seq TO {guards.APP_ROLE}")


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_index("ix_people_blocked", table_name="people")
    for name in ("not_by_oneself", "blocked_by_someone", "blocked_is_shut"):
        op.drop_constraint(name, "people", type_="check")
    for name in ("block_reason_id", "blocked_by_id", "blocked_at"):
        op.drop_column("people", name)
    op.execute(
        "UPDATE sign_in_sessions SET end_reason = 'ended_by_administrator' WHERE end_reason = 'blocked'"
    )
    _ends(*ENDS)
