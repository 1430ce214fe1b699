"""A rejected business may appeal to another officer: who rejected it, and when, is kept in its row."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

WAITING = "state IN ('submitted', 'returned', 'suspended'{more})"
LAST_REJECTION = """
UPDATE smes SET rejected_at = last.occurred_at, rejected_by_id = last.actor_person_id
FROM (
    SELECT DISTINCT ON (subject_id) subject_id, occurred_at, actor_person_id FROM audit_events
    WHERE subject_kind = 'sme' AND name = 'sme.rejected' AND actor_person_id IS NOT NULL
    ORDER BY subject_id, id DESC
) AS last
WHERE smes.organisation_id = last.subject_id AND smes.state = 'rejected'
"""


def upgrade() -> None:
    op.add_column("smes", sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True))
    for column in ("rejected_by_id", "first_decided_by_id"):
        op.add_column("smes", sa.Column(column, sa.BigInteger(), nullable=True))
        op.create_foreign_key(f"fk_smes_{column}", "smes", "people", [column], ["id"])
    op.execute(LAST_REJECTION)
    op.create_check_constraint(
        op.f("ck_smes_rejected_appeal_to_another"), "smes", "rejected_by_id <> first_decided_by_id"
    )
    op.create_check_constraint(
        op.f("ck_smes_verified_appeal_to_another"),
        "smes",
        "state <> 'verified' OR verified_by_id <> first_decided_by_id",
    )
    op.create_check_constraint(
        op.f("ck_smes_rejected_by_somebody"), "smes", "(rejected_at IS NULL) = (rejected_by_id IS NULL)"
    )
    _index(", 'rejected'")


def downgrade() -> None:
    _index("")
    for name in ("rejected_by_somebody", "verified_appeal_to_another", "rejected_appeal_to_another"):
        op.drop_constraint(op.f(f"ck_smes_{name}"), "smes", type_="check")
    for column in ("first_decided_by_id", "rejected_by_id"):
        op.drop_constraint(f"fk_smes_{column}", "smes", type_="foreignkey")
        op.drop_column("smes", column)
    op.drop_column("smes", "rejected_at")


def _index(more: str) -> None:
    op.drop_index("ix_smes_unsettled", "smes")
    where = sa.text(WAITING.format(more=more))
    op.create_index("ix_smes_unsettled", "smes", ["state"], postgresql_where=where)
