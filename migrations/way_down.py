"""What production refuses on the way down: a downgrade that would lose what people entered (docs/operations.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic.util import CommandError

FILLED_FROM_OTHERS = frozenset(
    {
        "services.province_code",
        "services.category_code",
        "services.trigrams",
        "services.provider_name_th",
        "services.provider_name_en",
        "services.offered_until",
        "applications.sme_size",
        "applications.sme_province_code",
        "service_changes.provider_id",
        "category_renewals.provider_id",
        "batches.source",
        "ledger_lines.commits_from",
        "ledger_lines.commits_until",
        "scheme_versions",
        "applications.version_id",
        "coupons.version_id",
        "public_figures",
        "kept_charts",
        "redemptions.accepted_side",
        *(
            f"{table}.state_since"
            for table in ("smes", "providers", "provider_categories", "action_plans", "projects", "schemes")
        ),
        *(
            f"{table}.{column}"
            for table in ("smes", "providers")
            for column in ("province_code", "name_order", "registration_number")
        ),
    }
)
"""Columns, and whole tables, that are filled from others (0040, 0044, 0046 to 0050, 0054 to 0056, 0061): nobody entered what goes with them."""
NAMED = 5
"""How many of the tables the refusal names."""
_COLUMNS = sa.text(
    "SELECT format('%I', relname) AS table_name, format('%I', attname) AS column_name"
    " FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
    " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'"
    " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY relname, attnum"
)


def held(connection: sa.Connection) -> dict[str, set[str]]:
    """The tables that hold rows, each with the columns that hold values; computed columns aside."""
    columns: dict[str, list[str]] = {}
    for table, column in connection.execute(_COLUMNS):
        columns.setdefault(table, []).append(column)
    found: dict[str, set[str]] = {}
    for table, names in columns.items():
        if not connection.exec_driver_sql(f"SELECT EXISTS (SELECT FROM {table})").scalar():
            continue
        asked = ", ".join(f"EXISTS (SELECT FROM {table} WHERE {name} IS NOT NULL)" for name in names)
        answers = connection.exec_driver_sql(f"SELECT {asked}").one()
        found[table] = {name for name, filled in zip(names, answers, strict=True) if filled}
    return found


def lost(before: dict[str, set[str]], after: dict[str, set[str]]) -> list[str]:
    """The tables, or columns as `table.column`, that held something before and hold nothing after."""
    found = []
    for table, columns in sorted(before.items()):
        if table not in after:
            found.append(table)
        else:
            found += [f"{table}.{column}" for column in sorted(columns - after[table])]
    return [each for each in found if each not in FILLED_FROM_OTHERS]


@contextmanager
def nothing_lost(connection: sa.Connection) -> Iterator[None]:
    """CommandError, which undoes the transaction around it, when what held rows or values no longer does.

    Compared is what exists, before and after, so it does not matter by which statement something went.
    """
    before = held(connection)
    yield
    if gone := lost(before, held(connection)):
        more = f" and {len(gone) - NAMED} more" if len(gone) > NAMED else ""
        raise CommandError(
            f"production keeps what people entered: this downgrade would lose {', '.join(gone[:NAMED])}{more};"
            " nothing was changed"
        )
