"""What the database itself refuses: grants of the running role, append-only tables, and the guard of postings.

Called by migrations/versions/0002_guards.py; a later migration that adds a table calls `grant` (and
`make_append_only`) for it, for nothing is granted by default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ledger.transitions import TABLE, Level

APP_ROLE = "ccs_app"

APPEND_ONLY: tuple[str, ...] = (
    "application_verdicts",
    "audit_events",
    "audit_seals",
    "ledger_accounts",
    "ledger_postings",
    "scans",
)
"""Tables whose rows are never changed or deleted by anyone: postings, audit, decisions, scans (DESIGN §3)."""

STAMPED: tuple[str, ...] = ("audit_events", "ledger_postings")
"""Append-only tables that are sealed: the database itself writes who-was-first, whatever the caller says."""

Execute = Callable[[str], object]

_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""

_STAMP = """
CREATE FUNCTION stamp_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xact_id := pg_current_xact_id()::text::bigint;
  NEW.recorded_at := now();
  RETURN NEW;
END $$
"""

_POSTING = """
CREATE FUNCTION guard_posting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  origin ledger_accounts;
  target ledger_accounts;
  undone ledger_postings;
BEGIN
  SELECT * INTO origin FROM ledger_accounts WHERE id = NEW.source_id;
  SELECT * INTO target FROM ledger_accounts WHERE id = NEW.destination_id;
  IF origin.id IS NULL OR target.id IS NULL THEN
    RAISE EXCEPTION 'posting %: no such account', NEW.reference USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF origin.line_id <> target.line_id THEN
    RAISE EXCEPTION 'posting %: its ends lie on two lines', NEW.reference USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.move = 'reverse' THEN
    SELECT * INTO undone FROM ledger_postings WHERE id = NEW.reverses_id;
    IF undone.move = 'reverse'
      OR (undone.source_id, undone.destination_id, undone.amount_satang)
        IS DISTINCT FROM (NEW.destination_id, NEW.source_id, NEW.amount_satang)
      OR undone.coupon_id IS DISTINCT FROM NEW.coupon_id THEN
      RAISE EXCEPTION 'posting %: not the opposite of posting %', NEW.reference, NEW.reverses_id
        USING ERRCODE = 'check_violation';
    END IF;
  ELSIF NOT ledger_permits(NEW.move, origin.kind, origin.scheme_id, target.kind, target.scheme_id,
      NEW.coupon_id) THEN
    RAISE EXCEPTION 'posting %: % from % to % is no move of the table', NEW.reference, NEW.move, origin.kind,
      target.kind USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""


def _end(level: Level, column: str) -> str:
    return f"{column} IS NULL" if level is Level.LINE else f"{column} IS NOT NULL"


def permits_function() -> str:
    """The table of moves as an SQL function, so that the database knows it too."""
    cases = []
    for rule in TABLE:
        if (
            Level.SCHEME in {rule.source_level, rule.destination_level}
            and rule.source_level is not rule.destination_level
        ):
            levels = (
                f"{_end(rule.source_level, 'from_scheme')} AND {_end(rule.destination_level, 'to_scheme')}"
            )
        elif rule.source_level is Level.LINE:
            levels = "from_scheme IS NULL AND to_scheme IS NULL"
        elif rule.source_level is Level.SCHEME:
            levels = "from_scheme = to_scheme"
        else:
            levels = "from_scheme IS NOT DISTINCT FROM to_scheme"
        cases.append(
            f"    WHEN '{rule.move}' THEN from_kind = '{rule.source}' AND to_kind = '{rule.destination}'"
            f" AND {levels} AND coupon {'IS NOT NULL' if rule.per_coupon else 'IS NULL'}"
        )
    body = "\n".join(cases)
    return f"""
CREATE OR REPLACE FUNCTION ledger_permits(
  move text, from_kind text, from_scheme bigint, to_kind text, to_scheme bigint, coupon bigint
) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(CASE move
{body}
  END, false)
$$
"""


def create_functions(execute: Execute) -> None:
    """The functions behind the triggers."""
    for statement in (_REFUSE, _STAMP, permits_function(), _POSTING):
        execute(statement)


def drop_functions(execute: Execute) -> None:
    """The reverse of create_functions(), once no trigger uses them."""
    for name in ("guard_posting", "ledger_permits", "stamp_row", "refuse_change"):
        execute(f"DROP FUNCTION {name}")


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


def unmake_append_only(execute: Execute, table: str) -> None:
    """Take the guard away again; for the way down only."""
    execute(f"DROP TRIGGER append_only_whole ON {table}")
    execute(f"DROP TRIGGER append_only ON {table}")


def stamp(execute: Execute, table: str) -> None:
    """Have the database write the transaction and the time of each row of a sealed table."""
    execute(f"CREATE TRIGGER a_stamp BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION stamp_row()")


def unstamp(execute: Execute, table: str) -> None:
    """The reverse of stamp()."""
    execute(f"DROP TRIGGER a_stamp ON {table}")


def grant(execute: Execute, tables: Iterable[str]) -> None:
    """What the running role may do with ordinary tables: rows, never the table itself."""
    for table in tables:
        execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {APP_ROLE}')


def install(execute: Execute, tables: Iterable[str]) -> None:
    """Deny everything, then grant each existing table what it needs, and raise the guards."""
    present = set(tables)
    execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {APP_ROLE}")
    execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
    create_functions(execute)
    grant(execute, sorted(present - set(APPEND_ONLY) - {"alembic_version"}))
    execute(f"GRANT SELECT ON alembic_version TO {APP_ROLE}")
    for table in APPEND_ONLY:
        make_append_only(execute, table)
    for table in STAMPED:
        stamp(execute, table)
    execute(
        "CREATE TRIGGER b_guard BEFORE INSERT ON ledger_postings FOR EACH ROW EXECUTE FUNCTION guard_posting()"
    )


def uninstall(execute: Execute) -> None:
    """The way down: no triggers, no functions, no grants."""
    execute("DROP TRIGGER b_guard ON ledger_postings")
    for table in STAMPED:
        unstamp(execute, table)
    for table in APPEND_ONLY:
        unmake_append_only(execute, table)
    drop_functions(execute)
    execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {APP_ROLE}")
    execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {APP_ROLE}")
