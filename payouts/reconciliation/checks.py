"""What `flask ledger verify` proves of bank reports: every line is accounted for, and was sent."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.money import Money
from core.registry import Finding
from core.statements import with_members
from payouts.references import payable_named
from payouts.states import LineState, ManualState, PaymentState

_NOT_DEBITED = (
    PaymentState.READY,
    PaymentState.BATCHED,
    PaymentState.SENT,
    PaymentState.UNKNOWN,
    PaymentState.WITHDRAWN,
)


def bank_lines_are_accounted_for(session: Session) -> Iterator[Finding]:
    """Every line of every file is there once; a paid payment has one debit, a returned one a credit or two people."""
    for row in session.execute(
        sa.text("""SELECT i.id, i.line_count, count(l.id) AS lines FROM bank_imports i
        LEFT JOIN statement_lines l ON l.import_id = i.id GROUP BY i.id
        HAVING i.line_count <> count(l.id) ORDER BY i.id""")
    ):
        words = f"had {row.line_count} lines, and {row.lines} are kept"
        yield Finding("payouts.lines", f"bank import {row.id}", words)
    for row in session.execute(
        with_members(
            """SELECT y.id, y.state, count(l.id) FILTER (WHERE NOT l.credit) AS debits,
          count(l.id) FILTER (WHERE l.credit) AS credits,
          coalesce(sum(l.amount_satang) FILTER (WHERE NOT l.credit), 0) AS debited, y.net_satang,
          (SELECT count(*) FROM manual_findings m WHERE m.payment_id = y.id AND m.state = ManualState.CONFIRMED) AS found
        FROM payments y LEFT JOIN statement_lines l ON l.payment_id = y.id AND l.state = LineState.MATCHED
          AND l.amount_satang IS NOT NULL
        GROUP BY y.id ORDER BY y.id""",
            LineState,
            ManualState,
        )
    ):
        by_hand = row.found > 0
        wrong = (
            row.debits > 1
            or row.credits > 1
            or (row.state in (PaymentState.PAID, PaymentState.RETURNED) and not row.debits and not by_hand)
            or (row.state == PaymentState.RETURNED and not row.credits and not by_hand)
            or (row.debits and row.debited != row.net_satang)
            or (row.state in _NOT_DEBITED and row.debits)
        )
        if wrong:
            words = f"is {row.state} with {row.debits} debits and {row.credits} credits of the bank"
            yield Finding("payouts.lines", f"payment {row.id}", words)


def what_the_bank_booked_was_sent(session: Session) -> Iterator[Finding]:
    """Booked by the bank, not sent or paid here: as after the restore of a backup from before a release.

    A debit that two people' judgement set aside is settled.
    """
    for row in session.execute(
        with_members(
            """SELECT l.id, l.end_to_end_id, l.amount_satang, y.state FROM statement_lines l
        LEFT JOIN payments y ON y.id = l.payment_id
        WHERE NOT l.credit AND l.state IN (LineState.MISMATCHED, LineState.UNMATCHED) AND l.end_to_end_id IS NOT NULL
          AND (y.id IS NULL OR y.state IN (PaymentState.READY, PaymentState.BATCHED, PaymentState.WITHDRAWN)) ORDER BY l.id""",
            LineState,
            PaymentState,
        )
    ):
        if payable_named(row.end_to_end_id) is not None:
            here = f"which is {row.state} here" if row.state else "which is not known here"
            words = f"the bank booked {Money(row.amount_satang)} for {row.end_to_end_id}, {here}"
            yield Finding("payouts.unsent", f"bank line {row.id}", words)


CHECKS = {
    "payouts.lines": bank_lines_are_accounted_for,
    "payouts.unsent": what_the_bank_booked_was_sent,
}
"""Every name is that of the findings it yields."""
