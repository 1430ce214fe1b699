"""Two persons reset a third one's second factors."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLE = "factor_resets"
STATES = sa.Enum(
    "asked",
    "confirmed",
    "declined",
    "lapsed",
    name="factorresetstate",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def _person(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey("people.id"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        _person("person_id"),
        sa.Column("state", STATES, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        _person("asked_by_id"),
        sa.Column("reason_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        _person("decided_by_id", nullable=True),
        sa.CheckConstraint("asked_by_id <> person_id AND decided_by_id <> person_id", name="of_another"),
        sa.CheckConstraint(
            "state <> 'confirmed' OR (decided_by_id IS NOT NULL AND decided_by_id <> asked_by_id)",
            name="confirmed_by_another",
        ),
    )
    op.create_index(
        "uq_factor_resets_asked",
        TABLE,
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )
    guards.grant(op.execute, [TABLE])
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE {TABLE}_id_seq TO {guards.APP_ROLE}")


def downgrade() -> None:
    op.drop_table(TABLE)
