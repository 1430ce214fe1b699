"""An owner who is lost is replaced by two officers, and may object."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLE = "rights_requests"
STATES = ("asked", "done", "declined", "withdrawn", "lapsed")
KEYS = (("organisation_id", "organisations"), ("membership_id", "memberships"), ("document_id", "documents"))


def _only(column: str, name: str, *values: str) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    op.execute(
        f"ALTER TABLE {TABLE} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK ({column} IN ({listed}))"
    )


def _done_by_two(states: str) -> None:
    op.drop_constraint("done_by_two", TABLE, type_="check")
    op.create_check_constraint(
        "done_by_two", TABLE, f"{states} OR (decided_by_id IS NOT NULL AND decided_by_id <> asked_by_id)"
    )


def upgrade() -> None:
    _only("kind", "ck_rights_requests_rightsrequestkind", "replace_owner", "unblock")
    _only("state", "ck_rights_requests_rightsrequeststate", *STATES, "waiting", "objected")
    for name, table in KEYS:
        op.add_column(TABLE, sa.Column(name, sa.BigInteger(), sa.ForeignKey(f"{table}.id")))
    op.add_column(TABLE, sa.Column("new_owner_email", sa.String(255)))
    op.add_column(TABLE, sa.Column("takes_effect_at", sa.DateTime(timezone=True)))
    _done_by_two("state NOT IN ('waiting', 'done')")
    op.create_check_constraint(
        "waits_for_a_moment", TABLE, "state <> 'waiting' OR takes_effect_at IS NOT NULL"
    )
    op.create_check_constraint(
        "owner_has_facts",
        TABLE,
        "kind <> 'replace_owner' OR num_nulls(organisation_id, membership_id, new_owner_email, document_id) = 0",
    )
    op.create_check_constraint("email_lower", TABLE, "new_owner_email = lower(new_owner_email)")
    op.create_index("ix_rights_requests_organisation_id", TABLE, ["organisation_id"])
    op.create_index(
        "uq_rights_requests_owner",
        TABLE,
        ["membership_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'replace_owner' AND state IN ('asked', 'waiting')"),
    )
    op.create_index(
        "ix_rights_requests_waiting",
        TABLE,
        ["takes_effect_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_rights_requests_said_no",
        TABLE,
        ["decided_at"],
        postgresql_where=sa.text("state IN ('declined', 'objected')"),
    )


def downgrade() -> None:
    op.execute(f"DELETE FROM {TABLE} WHERE kind = 'replace_owner'")
    op.drop_index("ix_rights_requests_said_no", table_name=TABLE)
    op.drop_index("ix_rights_requests_waiting", table_name=TABLE)
    op.drop_index("uq_rights_requests_owner", table_name=TABLE)
    op.drop_index("ix_rights_requests_organisation_id", table_name=TABLE)
    for name in ("email_lower", "owner_has_facts", "waits_for_a_moment"):
        op.drop_constraint(name, TABLE, type_="check")
    _done_by_two("state <> 'done'")
    for name in ("takes_effect_at", "new_owner_email", *(name for name, _ in KEYS)):
        op.drop_column(TABLE, name)
    _only("state", "ck_rights_requests_rightsrequeststate", *STATES)
    _only("kind", "ck_rights_requests_rightsrequestkind", "unblock")
