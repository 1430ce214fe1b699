"""Roles that decide, pay or give roles: granted by one person, confirmed by another."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "role_grants"
ROLES = sa.Enum(
    "person",
    "sme_owner",
    "sme_member",
    "sme_consenter",
    "provider_owner",
    "provider_cashier",
    "plan_officer",
    "plan_approver",
    "programme_officer",
    "programme_approver",
    "claim_officer",
    "finance_officer",
    "finance_approver",
    "finance_releaser",
    "auditor",
    "administrator",
    name="role",
    native_enum=False,
    create_constraint=True,
    length=40,
)
STATES = sa.Enum(
    "proposed",
    "confirmed",
    "declined",
    "withdrawn",
    "lapsed",
    name="rolegrantstate",
    native_enum=False,
    create_constraint=True,
    length=40,
)
BY_ANOTHER = "confirmed_by_id <> granted_by_id AND confirmed_by_id <> person_id"
BY_TWO = "ck_staff_roles_given_by_two"
GIVEN_BY_TWO = (
    "role = 'auditor' OR granted_by_id IS NULL OR confirmed_by_id IS NOT NULL OR ended_at IS NOT NULL"
)


def _person(name: str, *, nullable: bool, index: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey("people.id"), nullable=nullable, index=index)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        _person("person_id", nullable=False, index=True),
        sa.Column("unit_id", sa.BigInteger(), sa.ForeignKey("staff_units.id"), nullable=False),
        sa.Column("role", ROLES, nullable=False),
        sa.Column("state", STATES, nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        _person("granted_by_id", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        _person("confirmed_by_id", nullable=True),
        sa.Column("state_reason_id", sa.BigInteger()),
        sa.CheckConstraint("granted_by_id <> person_id", name="not_to_oneself"),
        sa.CheckConstraint(BY_ANOTHER, name="confirmed_by_another"),
        sa.CheckConstraint(
            "(state = 'confirmed') = (confirmed_by_id IS NOT NULL)", name="confirmed_has_proof"
        ),
        sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided_has_moment"),
    )
    op.create_index(
        "uq_role_grants_open",
        TABLE,
        ["person_id", "role"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    guards.grant(op.execute, [TABLE])
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE {TABLE}_id_seq TO {guards.APP_ROLE}")
    op.add_column("staff_roles", _person("confirmed_by_id", nullable=True))
    op.create_check_constraint("confirmed_by_another", "staff_roles", BY_ANOTHER)
    # Roles that one person gave before this stay until they are ended: the rule holds for what comes.
    op.execute(f"ALTER TABLE staff_roles ADD CONSTRAINT {BY_TWO} CHECK ({GIVEN_BY_TWO}) NOT VALID")
    op.execute(
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM staff_roles WHERE NOT ({GIVEN_BY_TWO})) THEN"
        f" ALTER TABLE staff_roles VALIDATE CONSTRAINT {BY_TWO}; END IF; END $$"
    )


def downgrade() -> None:
    op.drop_constraint("given_by_two", "staff_roles", type_="check")
    op.drop_constraint("confirmed_by_another", "staff_roles", type_="check")
    op.drop_column("staff_roles", "confirmed_by_id")
    op.drop_table(TABLE)
