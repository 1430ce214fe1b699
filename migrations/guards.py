"""What the database itself refuses: grants of the running role, append-only tables.

A migration that adds a table calls `grant` (and `make_append_only`) for it, for nothing is granted by default.
The functions behind the triggers are in migrations/baseline.sql.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

APP_ROLE = "ccs_app"

APPEND_ONLY: tuple[str, ...] = (
    "application_verdicts",
    "audit_events",
    "audit_seals",
    "ledger_accounts",
    "ledger_postings",
    "scans",
)
"""Tables whose rows are never changed or deleted by anyone: postings, audit, decisions, scans (docs/architecture.md#database)."""

Execute = Callable[[str], object]


def grant(execute: Execute, tables: Iterable[str]) -> None:
    """What the running role may do with ordinary tables: rows, never the table itself."""
    for table in tables:
        execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {APP_ROLE}')


def make_append_only(execute: Execute, table: str) -> None:
    """INSERT and SELECT are all that is left; changing, deleting and emptying are refused even to the owner."""
    execute(f"REVOKE ALL ON {table} FROM {APP_ROLE}")
    execute(f"GRANT SELECT, INSERT ON {table} TO {APP_ROLE}")
    execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    execute(
        f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
