"""Whatever stands in a state says itself since when; what is paged by how long it waits has that order in a column."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

REGISTERED = {
    "draft": ("begun", "applied_again"),
    "submitted": ("submitted", "appealed"),
    "returned": ("returned",),
    "verified": ("verified", "reinstated"),
    "approved": ("approved", "reinstated"),
    "rejected": ("rejected",),
    "suspended": ("suspended",),
    "delisted": ("delisted",),
}
RESOLVED = {
    "draft": ("drafted",),
    "submitted": ("submitted",),
    "returned": ("returned",),
    "approved": ("approved",),
    "running": ("started",),
    "open": ("opened", "resumed"),
    "paused": ("paused",),
    "closed": ("closed",),
}
TABLES = {
    "smes": ("sme", "organisation_id", REGISTERED),
    "providers": ("provider", "organisation_id", REGISTERED),
    "action_plans": ("plan", "id", RESOLVED),
    "projects": ("project", "id", RESOLVED),
    "schemes": ("scheme", "id", RESOLVED),
}
"""Each with the trail's word for it, its key, and the events by which it comes to each state."""
CATEGORIES = """
    UPDATE provider_categories k SET state_since = coalesce(
        CASE WHEN k.state <> 'requested' THEN k.decided_at END,
        (SELECT max(e.occurred_at) FROM audit_events e
          WHERE e.subject_kind = 'provider' AND e.subject_id = k.provider_id
            AND e.name = 'provider.category_requested' AND e.fields @> jsonb_build_object('category_id', k.category_id)),
        p.created_at)
    FROM providers p WHERE p.organisation_id = k.provider_id"""
QUEUES = {
    "applications": ("state_since", "'submitted', 'appealed'"),
    "redemptions": ("state_since", "'accepted', 'disputed'"),
    "payables": ("opened_at", "'open', 'held'"),
    "role_grants": ("granted_at", "'proposed'"),
}
NARROWED = {"applications": ("state", "scheme_id"), "redemptions": ("state",), "payables": ("state",)}
WAITS = {
    "to_review": "state IN ('submitted', 'appealed') AND recommended_by_id IS NULL",
    "to_decide": "state IN ('submitted', 'appealed') AND recommended_by_id IS NOT NULL",
}
UNSETTLED = sa.text("state IN ('submitted', 'returned', 'suspended', 'rejected')")


def upgrade() -> None:
    for table, (subject, key, events) in TABLES.items():
        op.add_column(table, sa.Column("state_since", sa.DateTime(timezone=True)))
        names = " ".join(
            f"WHEN '{state}' THEN '{{{','.join(f'{subject}.{name}' for name in found)}}}'::text[]"
            for state, found in events.items()
        )
        op.execute(
            f"UPDATE {table} t SET state_since = coalesce((SELECT max(e.occurred_at) FROM audit_events e"
            f" WHERE e.subject_kind = '{subject}' AND e.subject_id = t.{key}"
            f" AND e.name = ANY (CASE t.state {names} END)), t.created_at)"
        )
        op.alter_column(table, "state_since", nullable=False)
    op.add_column("provider_categories", sa.Column("state_since", sa.DateTime(timezone=True)))
    op.execute(CATEGORIES)
    op.alter_column("provider_categories", "state_since", nullable=False)
    op.create_index(
        op.f("ix_provider_categories_state_state_since_id"),
        "provider_categories",
        ["state", "state_since", "id"],
    )
    op.drop_index("ix_smes_waiting", "smes")
    _unsettled(["state", "state_since", "organisation_id"])
    op.create_index(
        op.f("ix_providers_state_state_since_organisation_id"),
        "providers",
        ["state", "state_since", "organisation_id"],
    )
    _drop_queues_computed()
    for table, (since, waiting) in QUEUES.items():
        later = f"timezone('UTC', timezone('UTC', {since}) + interval '36500 days')"
        order = sa.Computed(f"CASE WHEN state IN ({waiting}) THEN {since} ELSE {later} END", persisted=True)
        op.add_column(table, sa.Column("queue_since", sa.DateTime(timezone=True), order, nullable=False))
    for table, columns in NARROWED.items():
        op.create_index(op.f(f"ix_{table}_queue_since_id"), table, ["queue_since", "id"])
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}_queue_since_id"), table, [column, "queue_since", "id"])
    for name, waits in WAITS.items():
        op.create_index(
            f"ix_applications_{name}", "applications", ["queue_since", "id"], postgresql_where=sa.text(waits)
        )


def _unsettled(columns: list[str]) -> None:
    """Make the index of registrations that wait for somebody anew."""
    op.drop_index("ix_smes_unsettled", "smes")
    op.create_index("ix_smes_unsettled", "smes", columns, postgresql_where=UNSETTLED)


def _drop_queues_computed() -> None:
    for table, columns in NARROWED.items():
        op.drop_index(f"ix_{table}_queue", table)
        for column in columns:
            op.drop_index(f"ix_{table}_queue_of_{column.removesuffix('_id')}", table)
    for name in WAITS:
        op.drop_index(f"ix_applications_queue_{name}", "applications")
        op.drop_index(f"ix_applications_{name}", "applications")


def downgrade() -> None:
    for name in WAITS:
        op.drop_index(f"ix_applications_{name}", "applications")
    for table in QUEUES:
        op.drop_column(table, "queue_since")
    _compute_queues()
    op.drop_index(op.f("ix_providers_state_state_since_organisation_id"), "providers")
    _unsettled(["state"])
    op.create_index(
        "ix_smes_waiting", "smes", ["submitted_at"], postgresql_where=sa.text("state = 'submitted'")
    )
    for table in (*TABLES, "provider_categories"):
        op.drop_column(table, "state_since")


def _compute_queues() -> None:
    for table, columns in NARROWED.items():
        since, waiting = QUEUES[table]
        moment = f"timezone('UTC', {since})"
        order = sa.text(
            f"(CASE WHEN (state IN ({waiting})) THEN {moment} ELSE {moment} + interval '36500 days' END)"
        )
        op.create_index(f"ix_{table}_queue", table, [order, "id"])
        for column in columns:
            op.create_index(f"ix_{table}_queue_of_{column.removesuffix('_id')}", table, [column, order, "id"])
        if table == "applications":
            for name, waits in WAITS.items():
                where = sa.text(waits)
                op.create_index(f"ix_{table}_queue_{name}", table, [order, "id"], postgresql_where=where)
                op.create_index(f"ix_{table}_{name}", table, ["state_since", "id"], postgresql_where=where)
