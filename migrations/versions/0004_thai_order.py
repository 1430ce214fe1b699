"""Names in the order of a Thai dictionary (core.thai.order)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("action_plans", "organisations", "projects", "schemes", "services")
PAGED = ("organisations", "services")
"""Tables long enough that a list pages through their names by an index."""

LOWERED = "normalize(lower(translate(name, '๐๑๒๓๔๕๖๗๘๙', '0123456789')), NFC)"
SARA_AM_JOINED = rf"regexp_replace({LOWERED}, '\u0E4D([\u0E48-\u0E4B]?)\u0E32', '\1' || U&'\0E33', 'g')"
SPACED = rf"btrim(regexp_replace({SARA_AM_JOINED}, '\s+', ' ', 'g'))"
ORDERED = rf"regexp_replace({SPACED}, '([\u0E40-\u0E44])([\u0E01-\u0E2E])', '\2\1', 'g')"
MARKS = "U&'\\0E4E\\0E4C\\0E47\\0E48\\0E49\\0E4A\\0E4B'"
"""From the lightest to the heaviest, as core.thai.writing weighs them."""


def upgrade() -> None:
    op.execute(
        f"""
        CREATE FUNCTION thai_sort_key(name text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN (
            SELECT translate(ordered, {MARKS}, '') || chr(1)
                || translate(regexp_replace(ordered, '[^\\u0E47-\\u0E4C\\u0E4E]', '0', 'g'), {MARKS}, '1234567')
            FROM (SELECT {ORDERED} AS ordered) AS prepared
        )
        """
    )
    for table in TABLES:
        op.add_column(
            table,
            sa.Column(
                "name_order",
                sa.Text(collation="C"),
                sa.Computed("thai_sort_key(name_th)", persisted=True),
                nullable=False,
            ),
        )
    for table in PAGED:
        op.create_index(f"ix_{table}_name_order", table, ["name_order", "id"])


def downgrade() -> None:
    for table in PAGED:
        op.drop_index(f"ix_{table}_name_order", table_name=table)
    for table in TABLES:
        op.drop_column(table, "name_order")
    op.execute("DROP FUNCTION thai_sort_key(text)")
