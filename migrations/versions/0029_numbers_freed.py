"""A number that somebody else registered is reported, and freed by two officers."""

import sqlalchemy as sa
from alembic import op

from migrations import guards

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLE = "number_reports"


def _kinds(*values: str) -> None:
    table, name = "rights_requests", "ck_rights_requests_rightsrequestkind"
    listed = ", ".join(f"'{value}'" for value in values)
    op.execute(
        f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK (kind IN ({listed}))"
    )


def _key(name: str, table: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def upgrade() -> None:
    op.add_column("organisations", sa.Column("released_at", sa.DateTime(timezone=True)))
    op.drop_constraint("uq_organisations_registration_number", "organisations", type_="unique")
    op.create_index("ix_organisations_registration_number", "organisations", ["registration_number"])
    op.create_index(
        "uq_organisations_number",
        "organisations",
        ["registration_number"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )
    _kinds("free_number", "replace_owner", "unblock")
    op.create_check_constraint(
        "number_has_facts",
        "rights_requests",
        "kind <> 'free_number' OR num_nulls(organisation_id, document_id) = 0",
    )
    op.create_index(
        "uq_rights_requests_number",
        "rights_requests",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'free_number' AND state = 'asked'"),
    )
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        _key("organisation_id", "organisations"),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "freed",
                "dismissed",
                name="numberreportstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        _key("reported_by_id", "people"),
        sa.Column("reason_id", sa.BigInteger(), nullable=False),
        _key("document_id", "documents"),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        _key("decided_by_id", "people", nullable=True),
        sa.Column("state_reason_id", sa.BigInteger()),
        sa.CheckConstraint("(state = 'open') = (decided_by_id IS NULL)", name="decided_by_someone"),
        sa.CheckConstraint("decided_by_id <> reported_by_id", name="decided_by_another"),
    )
    op.create_index("ix_number_reports_organisation_id", TABLE, ["organisation_id"])
    op.create_index("ix_number_reports_reported_by_id", TABLE, ["reported_by_id"])
    op.create_index(
        "uq_number_reports_open",
        TABLE,
        ["organisation_id", "reported_by_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_number_reports_waiting", TABLE, ["reported_at"], postgresql_where=sa.text("state = 'open'")
    )
    guards.grant(op.execute, [TABLE])
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE {TABLE}_id_seq TO {guards.APP_ROLE}")


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_index("uq_rights_requests_number", table_name="rights_requests")
    op.drop_constraint("number_has_facts", "rights_requests", type_="check")
    op.execute("DELETE FROM rights_requests WHERE kind = 'free_number'")
    _kinds("replace_owner", "unblock")
    op.drop_index("uq_organisations_number", table_name="organisations")
    op.drop_index("ix_organisations_registration_number", table_name="organisations")
    op.create_unique_constraint(
        "uq_organisations_registration_number", "organisations", ["registration_number"]
    )
    op.drop_column("organisations", "released_at")
