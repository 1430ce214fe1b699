"""Each order and filter of the long lists has an index that ends in the key by which they page."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

COLUMNS = {
    "applications": ("scheme_id id", "state id"),
    "bank_accounts": ("submitted_at id",),
    "bank_imports": ("imported_at id", "message_id id", "kind id", "line_count id"),
    "coupons": ("scheme_id id", "state id", "limit_satang id", "valid_until id", "state number id"),
    "organisations": ("province_code id",),
    "payables": ("state id", "amount_satang id"),
    "providers": ("created_at organisation_id", "state organisation_id", "state created_at organisation_id"),
    "redemptions": ("state id", "price_satang id", "subsidy_satang id"),
    "smes": ("created_at organisation_id", "state organisation_id", "state created_at organisation_id"),
}
QUEUES = (
    ("applications", "state_since", "'submitted', 'appealed'", ("state", "scheme")),
    ("redemptions", "state_since", "'accepted', 'disputed'", ("state",)),
    ("payables", "opened_at", "'open', 'held'", ("state",)),
)
COVERED = ("applications", "coupons")
"""Tables whose index of the scheme alone gives way to one that ends in the key."""


def upgrade() -> None:
    for table, found in COLUMNS.items():
        for columns in map(str.split, found):
            op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
    for table, since, waiting, narrowed in QUEUES:
        moment = f"timezone('UTC', {since})"
        order = f"(CASE WHEN (state IN ({waiting})) THEN {moment} ELSE {moment} + interval '36500 days' END)"
        for by in narrowed:
            column = "scheme_id" if by == "scheme" else by
            op.create_index(f"ix_{table}_queue_of_{by}", table, [column, sa.text(order), "id"])
    for table in COVERED:
        op.drop_index(op.f(f"ix_{table}_scheme_id"), table)
    _workbench(["state_since", "id"])


def _workbench(columns: list[str]) -> None:
    """Make the index of the lines that wait anew."""
    op.drop_index("ix_statement_lines_workbench", "statement_lines")
    where = sa.text("state IN ('mismatched', 'unmatched')")
    op.create_index("ix_statement_lines_workbench", "statement_lines", columns, postgresql_where=where)


def downgrade() -> None:
    _workbench(["state_since"])
    for table in COVERED:
        op.create_index(op.f(f"ix_{table}_scheme_id"), table, ["scheme_id"])
    for table, _since, _waiting, narrowed in QUEUES:
        for by in narrowed:
            op.drop_index(f"ix_{table}_queue_of_{by}", table)
    for table, found in COLUMNS.items():
        for columns in map(str.split, found):
            op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table)
