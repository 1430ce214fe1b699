"""What `flask ledger verify` proves of payables: each is owed once, and the ledger knows it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from core.money import Money
from core.registry import Finding
from core.statements import with_members
from coupons.redemptions.states import RedemptionState
from ledger.states import Kind
from payouts.states import LIVE, PayableState, PaymentState


def payables_have_one_live_payment(session: Session) -> Iterator[Finding]:
    """No payable is in two live payments, and an open, held or withdrawn one is not paid."""
    for row in session.execute(
        with_members(
            """SELECT p.id, p.state, count(y.id) AS live, count(y.id) FILTER (WHERE y.state = PaymentState.PAID) AS paid
        FROM payables p LEFT JOIN payments y ON y.payable_id = p.id AND y.state = ANY(:live)
        GROUP BY p.id, p.state HAVING count(y.id) > 1
          OR (p.state = PayableState.SETTLED) <> (count(y.id) FILTER (WHERE y.state = PaymentState.PAID) = 1)
          OR (p.state IN (PayableState.HELD, PayableState.WITHDRAWN) AND count(y.id) > 0) ORDER BY p.id""",
            PayableState,
            PaymentState,
        ),
        {"live": [state.value for state in LIVE]},
    ):
        words = f"is {row.state} with {row.live} live payments, {row.paid} of them paid"
        yield Finding("payouts.live_payments", f"payable {row.id}", words)


def payables_stand_in_the_ledger(session: Session) -> Iterator[Finding]:
    """Of each claim, what the ledger holds as payable is what is owed and not yet sent."""
    for row in session.execute(
        with_members(
            """WITH owed AS (
          SELECT p.redemption_id, sum(CASE WHEN y.id IS NULL THEN p.amount_satang ELSE 0 END) AS satang
          FROM payables p
          LEFT JOIN payments y ON y.payable_id = p.id AND y.state IN (PaymentState.SENT, PaymentState.UNKNOWN, PaymentState.PAID)
          WHERE p.state <> PayableState.WITHDRAWN GROUP BY p.redemption_id
        ), posted AS (
          SELECT coalesce(p.redemption_id, l.subject_id) AS redemption_id,
            sum(CASE WHEN d.kind = Kind.PAYABLE THEN l.amount_satang ELSE -l.amount_satang END) AS satang
          FROM ledger_postings l JOIN ledger_accounts s ON s.id = l.source_id
          JOIN ledger_accounts d ON d.id = l.destination_id
          LEFT JOIN payments y ON l.subject_kind = 'payment' AND y.id = l.subject_id
          LEFT JOIN payables p ON p.id = y.payable_id
          WHERE Kind.PAYABLE IN (s.kind, d.kind) GROUP BY 1
        )
        SELECT coalesce(owed.redemption_id, posted.redemption_id) AS id, coalesce(owed.satang, 0) AS owed,
          coalesce(posted.satang, 0) AS posted FROM owed
        FULL JOIN posted ON posted.redemption_id = owed.redemption_id
        WHERE coalesce(owed.satang, 0) <> coalesce(posted.satang, 0) ORDER BY 1""",
            Kind,
            PayableState,
            PaymentState,
        )
    ):
        words = (
            f"{Money(int(row.owed))} is owed and unsent; the ledger holds {Money(int(row.posted))} as payable"
        )
        yield Finding("payouts.payables", f"redemption {row.id}", words)


def claims_follow_their_money(session: Session) -> Iterator[Finding]:
    """A claim is paid exactly when its payable is settled; each approved or paid one has its payable."""
    for row in session.execute(
        with_members(
            """SELECT r.id, r.state, p.state AS payable FROM redemptions r
        LEFT JOIN payables p ON p.redemption_id = r.id AND p.state <> PayableState.WITHDRAWN
        WHERE r.line_id IS NOT NULL AND (
          (r.state IN (RedemptionState.APPROVED, RedemptionState.PAID) AND r.approved_satang > 0) <> (p.id IS NOT NULL)
          OR (r.state = RedemptionState.PAID) <> (coalesce(p.state, '') = PayableState.SETTLED)
          OR (p.id IS NOT NULL AND p.amount_satang <> r.approved_satang)) ORDER BY r.id""",
            PayableState,
            RedemptionState,
        )
    ):
        words = f"is {row.state}, and its payable is {row.payable or 'missing'} or of another amount"
        yield Finding("payouts.claims", f"redemption {row.id}", words)


CHECKS = {
    "payouts.claims": claims_follow_their_money,
    "payouts.live_payments": payables_have_one_live_payment,
    "payouts.payables": payables_stand_in_the_ledger,
}
"""Every name is that of the findings it yields."""
