"""The proofs of `flask ledger verify`: each reads the whole database and *returns* what it finds wrong.

None relies on what another has shown, on the roll-ups (but the one that checks them), or on the triggers.
Packages above register their own: subject states, live payments, bank lines, coupon counters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.database.embedded import APP_ROLE
from core.db import db
from core.money import Money
from core.registry import Finding, checks
from core.statements import with_members
from ledger.queries import coupon_counters
from ledger.rules import COUNTED, missing_from_line
from ledger.states import Kind, Move
from ledger.transitions import RULES, STAGE, permits

_ENDS = """ends AS (
  SELECT id, coupon_id, source_id AS account_id, -amount_satang AS satang, xact_id FROM ledger_postings
  UNION ALL SELECT id, coupon_id, destination_id, amount_satang, xact_id FROM ledger_postings
)"""


def run_all() -> list[Finding]:
    """Every registered check over one snapshot, in the order of their names."""
    with db.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with Session(connection) as session:
            return [finding for name in sorted(checks) for finding in checks[name](session)]


def _rows(session: Session, sql: str, **values: Any) -> Iterator[Any]:
    yield from session.execute(with_members(sql, Kind, Move), values)


def _over_ends(session: Session, sql: str) -> Iterator[Any]:
    """Rows of a query over `ends`: each posting twice, as what it takes (below zero) and what it gives."""
    yield from session.execute(with_members(f"WITH {_ENDS} {sql}", Kind, Move))


def ends_share_a_line(session: Session) -> Iterator[Finding]:
    """Every posting joins two accounts that exist, of one line."""
    for row in _rows(
        session,
        """SELECT p.id, s.line_id AS source_line, d.line_id AS destination_line FROM ledger_postings p
        LEFT JOIN ledger_accounts s ON s.id = p.source_id LEFT JOIN ledger_accounts d ON d.id = p.destination_id
        WHERE s.line_id IS DISTINCT FROM d.line_id OR s.id IS NULL ORDER BY p.id""",
    ):
        words = f"its ends lie on lines {row.source_line} and {row.destination_line}"
        yield Finding("ledger.ends", f"posting {row.id}", words)


def all_is_zero(session: Session) -> Iterator[Finding]:
    """Whatever reached some account left another: all balances add up to zero."""
    for row in _over_ends(
        session,
        """SELECT sum(satang) AS satang FROM ends
        JOIN ledger_accounts a ON a.id = account_id HAVING sum(satang) <> 0""",
    ):
        yield Finding("ledger.zero", "ledger", f"all balances add up to {Money(int(row.satang))}, not zero")


def rollups_equal_postings(session: Session) -> Iterator[Finding]:
    """Account by account, the roll-up is the sum of the postings up to its horizon."""
    for row in _rows(
        session,
        """WITH ends AS (
          SELECT source_id AS account_id, amount_satang AS debit, 0 AS credit, xact_id FROM ledger_postings
          UNION ALL SELECT destination_id, 0, amount_satang, xact_id FROM ledger_postings
        ), truth AS (
          SELECT account_id, sum(debit) AS debit, sum(credit) AS credit FROM ends
          WHERE xact_id < (SELECT as_of_xact FROM ledger_horizon) GROUP BY account_id
        )
        SELECT account_id, debit_satang - debit AS debit, credit_satang - credit AS credit
        FROM truth FULL JOIN ledger_rollups USING (account_id)
        WHERE (debit, credit) IS DISTINCT FROM (debit_satang::numeric, credit_satang::numeric)
        ORDER BY account_id""",
    ):
        words = "its roll-up is not the sum of its postings: run `flask ledger rebuild`"
        yield Finding("ledger.rollups", f"account {row.account_id}", words)


def stripes_equal_postings(session: Session) -> Iterator[Finding]:
    """The stored balance of every stripe is the sum of its postings, and each account `available` has one."""
    for row in _over_ends(
        session,
        """, truth AS (
          SELECT a.id, a.line_id, a.scheme_id, a.stripe, coalesce(sum(satang), 0) AS satang
          FROM ledger_accounts a LEFT JOIN ends ON account_id = a.id WHERE a.kind = Kind.AVAILABLE GROUP BY a.id
        )
        SELECT coalesce(t.id, s.account_id) AS id, t.satang, s.balance_satang AS stored
        FROM truth t FULL JOIN ledger_stripes s ON s.account_id = t.id
        WHERE (t.line_id, t.scheme_id, t.stripe, t.satang)
          IS DISTINCT FROM (s.line_id, s.scheme_id, s.stripe, s.balance_satang::numeric)
        ORDER BY 1""",
    ):
        words = f"stored {row.stored} satang, postings add up to {row.satang}"
        yield Finding("ledger.stripes", f"account {row.id}", words)


def lines_add_up(session: Session) -> Iterator[Finding]:
    """Every line: what was appropriated is the sum of every other account, by name."""
    lines: dict[int, dict[Kind, Money]] = {}
    for row in _over_ends(
        session,
        """SELECT line_id, kind, sum(satang) AS satang FROM ends
        JOIN ledger_accounts a ON a.id = account_id GROUP BY line_id, kind ORDER BY line_id, kind""",
    ):
        lines.setdefault(row.line_id, {})[Kind(row.kind)] = Money(int(row.satang))
    for line_id, held in lines.items():
        if missing_from_line(held):
            named = ", ".join(f"{kind} {amount}" for kind, amount in held.items())
            yield Finding("ledger.lines", f"line {line_id}", f"is {missing_from_line(held)} out: {named}")


def nothing_negative(session: Session) -> Iterator[Finding]:
    """No account but `appropriated` is below zero."""
    for row in _over_ends(
        session,
        """SELECT a.id, a.kind, sum(satang) AS satang FROM ends
        JOIN ledger_accounts a ON a.id = account_id WHERE a.kind <> Kind.APPROPRIATED
        GROUP BY a.id HAVING sum(satang) < 0 ORDER BY a.id""",
    ):
        yield Finding(
            "ledger.negative", f"account {row.id}", f"{row.kind} stands at {Money(int(row.satang))}"
        )


def coupons_keep_their_order(session: Session) -> Iterator[Finding]:
    """Per coupon, net turnover: paid with its tax ≤ approved ≤ reserved ≤ committed; and nothing below zero."""
    stages = ", ".join(f"('{kind}', {stage})" for kind, stage in STAGE.items())
    crossed = ", ".join(
        f"sum(CASE WHEN f.stage < {at} AND t.stage >= {at} THEN amount_satang "
        f"WHEN t.stage < {at} AND f.stage >= {at} THEN -amount_satang ELSE 0 END) AS at{at}"
        for at in (1, 2, 3, 4)
    )
    for row in _rows(
        session,
        f"""WITH stages (kind, stage) AS (VALUES {stages}), turnover AS (
          SELECT coupon_id, {crossed} FROM ledger_postings p
          JOIN ledger_accounts s ON s.id = source_id JOIN stages f ON f.kind = s.kind
          JOIN ledger_accounts d ON d.id = destination_id JOIN stages t ON t.kind = d.kind
          WHERE coupon_id IS NOT NULL GROUP BY coupon_id
        )
        SELECT * FROM turnover WHERE NOT (0 <= at4 AND at4 <= at3 AND at3 <= at2 AND at2 <= at1)
        ORDER BY coupon_id""",  # noqa: S608 - built from the table of kinds alone
    ):
        named = zip(("committed", "reserved", "approved", "sent"), row[1:], strict=True)
        words = ", ".join(f"{name} {Money(int(satang))}" for name, satang in named)
        yield Finding("ledger.coupons", f"coupon {row.coupon_id}", f"out of order: {words}")


def coupons_hold_no_less_than_nothing(session: Session) -> Iterator[Finding]:
    """No kind of account holds less than nothing of one coupon's money."""
    for row in _over_ends(
        session,
        """SELECT coupon_id, a.kind, sum(satang) AS satang FROM ends
        JOIN ledger_accounts a ON a.id = account_id
        WHERE coupon_id IS NOT NULL AND a.kind <> Kind.AVAILABLE
        GROUP BY coupon_id, a.kind HAVING sum(satang) < 0 ORDER BY coupon_id, a.kind""",
    ):
        words = f"{row.kind} holds {Money(int(row.satang))} of it"
        yield Finding("ledger.coupon_kinds", f"coupon {row.coupon_id}", words)


def coupons_stay_at_home(session: Session) -> Iterator[Finding]:
    """All of a coupon's money is of one scheme on one line."""
    for row in _rows(
        session,
        """SELECT coupon_id FROM ledger_postings p JOIN ledger_accounts a ON a.id IN (source_id, destination_id)
        WHERE coupon_id IS NOT NULL GROUP BY coupon_id
        HAVING count(DISTINCT (a.line_id, a.scheme_id)) > 1 ORDER BY coupon_id""",
    ):
        yield Finding(
            "ledger.coupon_home", f"coupon {row.coupon_id}", "is paid from more than one scheme or line"
        )


def postings_are_moves(session: Session) -> Iterator[Finding]:
    """Every posting is a move of the table: its two ends, whose event it is, and whether it names a coupon."""
    for row in _rows(
        session,
        """SELECT min(p.id) AS id, count(*) AS number, move, s.kind AS source, d.kind AS destination,
          s.scheme_id IS NULL AS source_of_line, d.scheme_id IS NULL AS destination_of_line,
          s.scheme_id <> d.scheme_id AS schemes_differ, subject_kind, coupon_id IS NOT NULL AS has_coupon
        FROM ledger_postings p JOIN ledger_accounts s ON s.id = source_id
        JOIN ledger_accounts d ON d.id = destination_id WHERE move <> Move.REVERSE
        GROUP BY 3, 4, 5, 6, 7, 8, 9, 10 ORDER BY 1""",
    ):
        rule = RULES.get(row.move)
        sound = (
            rule is not None
            and permits(
                rule.move,
                Kind(row.source),
                Kind(row.destination),
                source_of_line=row.source_of_line,
                destination_of_line=row.destination_of_line,
            )
            and not row.schemes_differ
            and row.subject_kind in rule.on
            and row.has_coupon == rule.per_coupon
        )
        if not sound:
            words = f"{row.move} of a {row.subject_kind} from {row.source} to {row.destination} is no move of the table"
            yield Finding("ledger.moves", f"posting {row.id}", f"{words} ({row.number} such)")


def reversals_are_opposites(session: Session) -> Iterator[Finding]:
    """A reversal is its posting the other way round: same amount, same coupon, with a reason."""
    for row in _rows(
        session,
        """SELECT r.id, p.id AS undone FROM ledger_postings r LEFT JOIN ledger_postings p ON p.id = r.reverses_id
        WHERE (r.move = Move.REVERSE OR r.reverses_id IS NOT NULL) AND (p.move IS NULL OR p.move = Move.REVERSE
          OR (r.move, r.source_id, r.destination_id, r.amount_satang)
            IS DISTINCT FROM (Move.REVERSE, p.destination_id, p.source_id, p.amount_satang)
          OR r.coupon_id IS DISTINCT FROM p.coupon_id OR r.reason_id IS NULL) ORDER BY r.id""",
    ):
        yield Finding("ledger.reversals", f"posting {row.id}", f"is not the opposite of posting {row.undone}")


def transfers_have_two_halves(session: Session) -> Iterator[Finding]:
    """What left one line for another arrived there: for each transfer, out equals in, reversals included."""
    for row in _rows(
        session,
        """SELECT regexp_replace(p.reference, ':(out|in)$', '') AS reference FROM ledger_postings p
        LEFT JOIN ledger_postings r ON r.reverses_id = p.id WHERE p.move IN (Move.TRANSFER_OUT, Move.TRANSFER_IN)
        GROUP BY 1 HAVING sum(CASE WHEN r.id IS NOT NULL THEN 0
          WHEN p.move = Move.TRANSFER_OUT THEN p.amount_satang ELSE -p.amount_satang END) <> 0 ORDER BY 1""",
    ):
        yield Finding(
            "ledger.transfers", f"transfer {row.reference}", "what left one line did not reach the other"
        )


def closed_lines_hold_nothing_free(session: Session) -> Iterator[Finding]:
    """On a closed line nothing is available."""
    for row in _over_ends(
        session,
        """SELECT l.line_id, sum(satang) AS satang FROM ledger_lines l
        JOIN ledger_accounts a ON a.line_id = l.line_id AND a.kind = Kind.AVAILABLE
        JOIN ends ON account_id = a.id WHERE l.closed_at IS NOT NULL
        GROUP BY l.line_id HAVING sum(satang) <> 0 ORDER BY l.line_id""",
    ):
        words = f"is closed, and {Money(int(row.satang))} is still available on it"
        yield Finding("ledger.closed_lines", f"line {row.line_id}", words)


def money_is_promised_in_its_year(session: Session) -> Iterator[Finding]:
    """Coupons were promised from a line on days on which it promises."""
    for row in _rows(
        session,
        """SELECT l.line_id, min(p.id) AS id, count(*) AS number FROM ledger_lines l
        JOIN ledger_accounts a ON a.line_id = l.line_id JOIN ledger_postings p ON p.source_id = a.id
        WHERE p.move = Move.COMMIT AND (p.occurred_at AT TIME ZONE 'Asia/Bangkok')::date
          NOT BETWEEN l.commits_from AND l.commits_until
        GROUP BY l.line_id ORDER BY l.line_id""",
    ):
        words = f"{row.number} coupons were promised outside its fiscal year, first by posting {row.id}"
        yield Finding("ledger.year", f"line {row.line_id}", words)


def transactions_run_forward(session: Session) -> Iterator[Finding]:
    """No posting comes from a transaction that has not happened: a dump restored on a server that counts anew.

    Roll-ups and seals would then pass over new rows (docs/ledger.md says what to do).
    """
    for row in _rows(
        session,
        """SELECT count(*) AS number, max(xact_id) AS latest FROM ledger_postings
        WHERE xact_id >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint HAVING count(*) > 0""",
    ):
        words = f"{row.number} postings come from transactions up to {row.latest}, which this server has not reached"
        yield Finding("ledger.clock", "ledger", words)


def guards_stand(session: Session) -> Iterator[Finding]:
    """Append-only tables have their triggers, enabled, and the running role may only add and read."""
    tables = sorted(table.name for table in db.metadata.tables.values() if table.info.get("append_only"))
    for row in _rows(
        session,
        """SELECT name, count(t.oid) AS triggers, array_remove(ARRAY[
          CASE WHEN has_table_privilege(:role, name, 'UPDATE') THEN 'UPDATE' END,
          CASE WHEN has_table_privilege(:role, name, 'DELETE') THEN 'DELETE' END,
          CASE WHEN has_table_privilege(:role, name, 'TRUNCATE') THEN 'TRUNCATE' END], NULL) AS allowed
        FROM unnest(CAST(:tables AS text[])) AS name LEFT JOIN pg_trigger t ON t.tgrelid = CAST(name AS regclass)
          AND t.tgname IN ('append_only', 'append_only_whole') AND t.tgenabled = 'O'
        GROUP BY name ORDER BY name""",
        role=APP_ROLE,
        tables=tables,
    ):
        if row.triggers != len(("append_only", "append_only_whole")):
            words = "a trigger against changes is missing or disabled"
            yield Finding("ledger.guards", f"table {row.name}", words)
        for what in row.allowed:
            yield Finding("ledger.guards", f"table {row.name}", f"{APP_ROLE} may {what} it")


def counter_findings(session: Session, check: str, stored: sa.Select[Any]) -> Iterator[Finding]:
    """Compare stored counters with the postings, for the package that stores them, whose check it is.

    `stored` selects (coupon id, limit, spent, released), in satang, of every coupon that is paid from a line.
    """
    kept = stored.subquery("kept")
    coupon_id, *counters = kept.c
    truth = coupon_counters.subquery("truth")
    derived = [sa.func.coalesce(truth.c[name], 0) for name in COUNTED]
    found = (
        sa.select(sa.func.coalesce(coupon_id, truth.c.coupon_id), coupon_id, *counters, *derived)
        .select_from(kept.outerjoin(truth, truth.c.coupon_id == coupon_id, full=True))
        .where(sa.or_(*(each.is_distinct_from(said) for each, said in zip(counters, derived, strict=True))))
        .order_by(sa.text("1"))
    )
    for named, known, *numbers in session.execute(found):
        said, posted = numbers[: len(counters)], numbers[len(counters) :]
        words = f"stores limit, spent, released {said}; its postings say {posted} (satang)"
        if known is None:
            words = "has postings, and there is no such coupon"
        yield Finding(check, f"coupon {named}", words)


OWN = {
    "ledger.clock": transactions_run_forward,
    "ledger.closed_lines": closed_lines_hold_nothing_free,
    "ledger.coupon_home": coupons_stay_at_home,
    "ledger.coupon_kinds": coupons_hold_no_less_than_nothing,
    "ledger.coupons": coupons_keep_their_order,
    "ledger.ends": ends_share_a_line,
    "ledger.guards": guards_stand,
    "ledger.lines": lines_add_up,
    "ledger.moves": postings_are_moves,
    "ledger.negative": nothing_negative,
    "ledger.reversals": reversals_are_opposites,
    "ledger.rollups": rollups_equal_postings,
    "ledger.stripes": stripes_equal_postings,
    "ledger.transfers": transfers_have_two_halves,
    "ledger.year": money_is_promised_in_its_year,
    "ledger.zero": all_is_zero,
}
"""The ledger's own checks; every name is that of the findings it yields."""
