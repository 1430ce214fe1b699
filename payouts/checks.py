"""What `flask ledger verify` proves of this room: states, postings, files and bank lines tell one story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.money import Money
from core.registry import Finding, register_check
from ledger.transitions import RULES, Move
from payouts.rules import control_digest, payable_named
from payouts.states import LIVE, BatchState


def _rows(session: Session, statement: str, **parameters: Any) -> Iterator[Any]:
    yield from session.execute(sa.text(statement), parameters)


def payables_have_one_live_payment(session: Session) -> Iterator[Finding]:
    """No payable is in two live payments, and an open, held or withdrawn one is not paid."""
    for row in _rows(
        session,
        """SELECT p.id, p.state, count(y.id) AS live, count(y.id) FILTER (WHERE y.state = 'paid') AS paid
        FROM payables p LEFT JOIN payments y ON y.payable_id = p.id AND y.state = ANY(:live)
        GROUP BY p.id, p.state HAVING count(y.id) > 1
          OR (p.state = 'settled') <> (count(y.id) FILTER (WHERE y.state = 'paid') = 1)
          OR (p.state IN ('held', 'withdrawn') AND count(y.id) > 0) ORDER BY p.id""",
        live=[state.value for state in LIVE],
    ):
        words = f"is {row.state} with {row.live} live payments, {row.paid} of them paid"
        yield Finding("payouts.live_payments", f"payable {row.id}", words)


def payables_stand_in_the_ledger(session: Session) -> Iterator[Finding]:
    """Of each claim, what the ledger holds as payable is what is owed and not yet sent."""
    for row in _rows(
        session,
        """WITH owed AS (
          SELECT p.redemption_id, sum(CASE WHEN y.id IS NULL THEN p.amount_satang ELSE 0 END) AS satang
          FROM payables p
          LEFT JOIN payments y ON y.payable_id = p.id AND y.state IN ('sent', 'unknown', 'paid')
          WHERE p.state <> 'withdrawn' GROUP BY p.redemption_id
        ), posted AS (
          SELECT coalesce(p.redemption_id, l.subject_id) AS redemption_id,
            sum(CASE WHEN d.kind = 'payable' THEN l.amount_satang ELSE -l.amount_satang END) AS satang
          FROM ledger_postings l JOIN ledger_accounts s ON s.id = l.source_id
          JOIN ledger_accounts d ON d.id = l.destination_id
          LEFT JOIN payments y ON l.subject_kind = 'payment' AND y.id = l.subject_id
          LEFT JOIN payables p ON p.id = y.payable_id
          WHERE 'payable' IN (s.kind, d.kind) GROUP BY 1
        )
        SELECT coalesce(owed.redemption_id, posted.redemption_id) AS id, coalesce(owed.satang, 0) AS owed,
          coalesce(posted.satang, 0) AS posted FROM owed
        FULL JOIN posted ON posted.redemption_id = owed.redemption_id
        WHERE coalesce(owed.satang, 0) <> coalesce(posted.satang, 0) ORDER BY 1""",
    ):
        words = (
            f"{Money(int(row.owed))} is owed and unsent; the ledger holds {Money(int(row.posted))} as payable"
        )
        yield Finding("payouts.payables", f"redemption {row.id}", words)


_NET_OF = {
    "ready": {},
    "batched": {},
    "withdrawn": {},
    "sent": {"in_transit": 1},
    "unknown": {"in_transit": 1},
    "paid": {"paid": 1},
    "failed": {},
    "returned": {},
}
"""Where the net amount of a payment stands, by its state; nowhere means back in `payable`, or never left it."""


def payments_stand_in_the_ledger(session: Session) -> Iterator[Finding]:
    """The net of each payment stands where its state says, and its tax with it."""
    for row in _rows(
        session,
        """SELECT y.id, y.state, y.net_satang, y.withheld_satang,
          coalesce(sum(CASE WHEN d.kind = 'in_transit' THEN l.amount_satang
            WHEN s.kind = 'in_transit' THEN -l.amount_satang ELSE 0 END), 0) AS in_transit,
          coalesce(sum(CASE WHEN d.kind = 'paid' THEN l.amount_satang
            WHEN s.kind = 'paid' AND d.kind = 'payable' THEN -l.amount_satang ELSE 0 END), 0) AS paid
        FROM payments y LEFT JOIN ledger_postings l ON l.subject_kind = 'payment' AND l.subject_id = y.id
        LEFT JOIN ledger_accounts s ON s.id = l.source_id LEFT JOIN ledger_accounts d ON d.id = l.destination_id
        GROUP BY y.id ORDER BY y.id""",
    ):
        wanted = _NET_OF[row.state]
        for kind, posted in (("in_transit", row.in_transit), ("paid", row.paid)):
            if wanted.get(kind, 0) * row.net_satang != posted:
                words = f"is {row.state}, and {Money(int(posted))} of its {Money(row.net_satang)} stands in {kind}"
                yield Finding("payouts.payments", f"payment {row.id}", words)


def last_moves_fit_states(session: Session) -> Iterator[Finding]:
    """The last posting of each payment is one that its state allows (ledger/transitions.py, `on`)."""
    for row in _rows(
        session,
        """SELECT DISTINCT ON (y.id) y.id, y.state, l.move FROM payments y
        JOIN ledger_postings l ON l.subject_kind = 'payment' AND l.subject_id = y.id
        WHERE l.move IN ('send', 'pay', 'refuse', 'return_paid') ORDER BY y.id, l.id DESC""",
    ):
        allowed = RULES[Move(row.move)].on["payment"]
        if row.state not in allowed and not (row.state == "unknown" and row.move == "send"):
            yield Finding("payouts.moves", f"payment {row.id}", f"is {row.state} after the move {row.move}")


def batches_add_up(session: Session) -> Iterator[Finding]:
    """A batch's sums are those of its payments, and of the file that went to the bank."""
    for row in _rows(
        session,
        """SELECT b.id, b.number, b.payment_count, b.gross_satang, b.withheld_satang, b.net_satang,
          count(y.id) AS payments, coalesce(sum(y.gross_satang), 0) AS gross,
          coalesce(sum(y.withheld_satang), 0) AS withheld, coalesce(sum(y.net_satang), 0) AS net,
          f.payment_count AS in_file, f.total_satang AS file_total, f.batch_id IS NOT NULL AS has_file, b.state
        FROM batches b LEFT JOIN payments y ON y.batch_id = b.id
          AND (y.state <> 'withdrawn' OR b.state IN ('rejected', 'cancelled'))
        LEFT JOIN bank_files f ON f.batch_id = b.id GROUP BY b.id, f.batch_id ORDER BY b.id""",
    ):
        sums = (row.payment_count, row.gross_satang, row.withheld_satang, row.net_satang)
        ended = row.state in (BatchState.REJECTED, BatchState.CANCELLED)
        if not ended and sums != (row.payments, row.gross, row.withheld, row.net):
            yield Finding("payouts.batches", f"batch {row.number}", "its sums are not those of its payments")
        sent = row.state in ("released", "settled", "closed", "recalled")
        if sent != row.has_file or (sent and (row.in_file, row.file_total) != (row.payments, row.net)):
            yield Finding("payouts.batches", f"batch {row.number}", "its file is missing or has another sum")


def batches_are_what_was_signed(session: Session) -> Iterator[Finding]:
    """A batch that was submitted still pays whom, where and what was signed for."""
    from payouts.models import Batch, Payment
    from payouts.moves import ordered
    from payouts.states import PaymentState

    signed = session.scalars(
        sa.select(Batch)
        .where(Batch.state.in_(("submitted", "approved", "released", "settled", "closed", "recalled")))
        .order_by(Batch.id)
    )
    for batch in signed:
        payments = session.scalars(
            sa.select(Payment).where(Payment.batch_id == batch.id, Payment.state != PaymentState.WITHDRAWN)
        ).all()
        if batch.control_digest != control_digest(ordered(payments)):
            yield Finding("payouts.signed", f"batch {batch.number}", "is no longer what was signed for")


def bank_lines_are_accounted_for(session: Session) -> Iterator[Finding]:
    """Every line of every file is there once; a paid payment has one debit, a returned one a credit or two persons."""
    for row in _rows(
        session,
        """SELECT i.id, i.line_count, count(l.id) AS lines FROM bank_imports i
        LEFT JOIN statement_lines l ON l.import_id = i.id GROUP BY i.id
        HAVING i.line_count <> count(l.id) ORDER BY i.id""",
    ):
        words = f"had {row.line_count} lines, and {row.lines} are kept"
        yield Finding("payouts.lines", f"bank import {row.id}", words)
    for row in _rows(
        session,
        """SELECT y.id, y.state, count(l.id) FILTER (WHERE NOT l.credit) AS debits,
          count(l.id) FILTER (WHERE l.credit) AS credits,
          coalesce(sum(l.amount_satang) FILTER (WHERE NOT l.credit), 0) AS debited, y.net_satang,
          (SELECT count(*) FROM manual_findings m WHERE m.payment_id = y.id AND m.state = 'confirmed') AS found
        FROM payments y LEFT JOIN statement_lines l ON l.payment_id = y.id AND l.state = 'matched'
          AND l.amount_satang IS NOT NULL
        GROUP BY y.id ORDER BY y.id""",
    ):
        by_hand = row.found > 0
        wrong = (
            row.debits > 1
            or row.credits > 1
            or (row.state in ("paid", "returned") and not row.debits and not by_hand)
            or (row.state == "returned" and not row.credits and not by_hand)
            or (row.debits and row.debited != row.net_satang)
            or (row.state in ("ready", "batched", "sent", "unknown", "withdrawn") and row.debits)
        )
        if wrong:
            words = f"is {row.state} with {row.debits} debits and {row.credits} credits of the bank"
            yield Finding("payouts.lines", f"payment {row.id}", words)


def what_the_bank_booked_was_sent(session: Session) -> Iterator[Finding]:
    """Booked by the bank, not sent or paid here: as after the restore of a backup from before a release.

    A debit that two persons' judgement set aside is settled.
    """
    for row in _rows(
        session,
        """SELECT l.id, l.end_to_end_id, l.amount_satang, y.state FROM statement_lines l
        LEFT JOIN payments y ON y.id = l.payment_id
        WHERE NOT l.credit AND l.state IN ('mismatched', 'unmatched') AND l.end_to_end_id IS NOT NULL
          AND (y.id IS NULL OR y.state IN ('ready', 'batched', 'withdrawn')) ORDER BY l.id""",
    ):
        if payable_named(row.end_to_end_id) is not None:
            here = f"which is {row.state} here" if row.state else "which is not known here"
            words = f"the bank booked {Money(row.amount_satang)} for {row.end_to_end_id}, {here}"
            yield Finding("payouts.unsent", f"bank line {row.id}", words)


def claims_follow_their_money(session: Session) -> Iterator[Finding]:
    """A claim is paid exactly when its payable is settled; each approved or paid one has its payable."""
    for row in _rows(
        session,
        """SELECT r.id, r.state, p.state AS payable FROM redemptions r
        LEFT JOIN payables p ON p.redemption_id = r.id AND p.state <> 'withdrawn'
        WHERE r.line_id IS NOT NULL AND (
          (r.state IN ('approved', 'paid') AND r.approved_satang > 0) <> (p.id IS NOT NULL)
          OR (r.state = 'paid') <> (coalesce(p.state, '') = 'settled')
          OR (p.id IS NOT NULL AND p.amount_satang <> r.approved_satang)) ORDER BY r.id""",
    ):
        words = f"is {row.state}, and its payable is {row.payable or 'missing'} or of another amount"
        yield Finding("payouts.claims", f"redemption {row.id}", words)


CHECKS = {
    "payouts.batches": batches_add_up,
    "payouts.claims": claims_follow_their_money,
    "payouts.lines": bank_lines_are_accounted_for,
    "payouts.live_payments": payables_have_one_live_payment,
    "payouts.moves": last_moves_fit_states,
    "payouts.payables": payables_stand_in_the_ledger,
    "payouts.payments": payments_stand_in_the_ledger,
    "payouts.signed": batches_are_what_was_signed,
    "payouts.unsent": what_the_bank_booked_was_sent,
}
"""Every name is that of the findings it yields."""


def register() -> None:
    """Have `flask ledger verify` run them."""
    for name, check in CHECKS.items():
        register_check(name, check)
