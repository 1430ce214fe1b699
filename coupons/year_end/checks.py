"""What `flask ledger verify` proves of closed lines."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from core.money import Money
from core.registry import Finding
from core.statements import with_members
from coupons.redemptions.states import RedemptionState
from coupons.year_end.states import LineClosingState
from ledger.states import Kind, Move

_CARRIED = with_members(
    """
    WITH ends AS (
        SELECT coupon_id, source_id AS account_id, -amount_satang AS satang FROM ledger_postings
        UNION ALL SELECT coupon_id, destination_id, amount_satang FROM ledger_postings
    ), held AS (
        SELECT coupon_id,
            sum(satang) FILTER (WHERE a.kind = Kind.COMMITTED) AS committed,
            sum(satang) FILTER (WHERE a.kind = Kind.RESERVED) AS reserved
        FROM ends JOIN ledger_accounts a ON a.id = account_id AND a.kind IN (Kind.COMMITTED, Kind.RESERVED)
        JOIN ledger_lines l ON l.line_id = a.line_id AND l.closed_at IS NOT NULL
        WHERE coupon_id IS NOT NULL GROUP BY coupon_id
    )
    SELECT c.id, coalesce(h.committed, 0) AS committed, coalesce(h.reserved, 0) AS reserved, c.funded_until
    FROM held h JOIN coupons c ON c.id = h.coupon_id
    WHERE coalesce(h.committed, 0) > 0
            AND (c.funded_until IS NULL OR c.funded_until < (now() AT TIME ZONE 'Asia/Bangkok')::date - 1)
        OR coalesce(h.reserved, 0) > 0 AND c.funded_until IS NULL AND NOT EXISTS (
            SELECT FROM redemptions r WHERE r.coupon_id = c.id AND r.approved_satang IS NOT NULL
            AND r.state IN (RedemptionState.DISPUTED, RedemptionState.ACCEPTED, RedemptionState.RETURNED))
    ORDER BY c.id""",
    Kind,
    RedemptionState,
)
_CLOSINGS = with_members(
    """
    SELECT l.line_id, c.state, c.lapsed_satang, (
        SELECT coalesce(sum(p.amount_satang), 0) FROM ledger_postings p JOIN ledger_accounts a ON a.id = p.source_id
        WHERE a.line_id = l.line_id AND p.move IN (Move.LAPSE, Move.LAPSE_COMMITTED) AND p.occurred_at = c.closed_at
    ) AS posted
    FROM ledger_lines l FULL JOIN line_closings c
        ON c.line_id = l.line_id AND c.state <> LineClosingState.WITHDRAWN
    WHERE c.id IS NOT NULL AND (c.state = LineClosingState.CLOSED) <> (l.closed_at IS NOT NULL)
        OR c.state = LineClosingState.CLOSED AND (c.closed_at <> l.closed_at OR c.lapsed_satang <> (
            SELECT coalesce(sum(p.amount_satang), 0) FROM ledger_postings p
            JOIN ledger_accounts a ON a.id = p.source_id
            WHERE a.line_id = l.line_id AND p.move IN (Move.LAPSE, Move.LAPSE_COMMITTED)
                AND p.occurred_at = c.closed_at))
    ORDER BY 1""",
    LineClosingState,
    Move,
)


def bound_money_is_carried(session: Session) -> Iterator[Finding]:
    """On a closed line, what is bound belongs to coupons carried over whose last day is not over, or to services in work."""
    for row in session.execute(_CARRIED):
        found = f"committed {Money(int(row.committed))}, reserved {Money(int(row.reserved))}"
        until = f"carried over until {row.funded_until}" if row.funded_until else "not carried over"
        yield Finding("coupons.carried", f"coupon {row.id}", f"is {until}, yet has {found} on a closed line")


def closings_match_postings(session: Session) -> Iterator[Finding]:
    """A closing is done exactly when its line is closed, and says what lapsed then."""
    for row in session.execute(_CLOSINGS):
        words = f"its closing is {row.state} and says {row.lapsed_satang}, postings say {row.posted} (satang)"
        yield Finding("coupons.closings", f"line {row.line_id}", words)


OWN = {
    "coupons.carried": bound_money_is_carried,
    "coupons.closings": closings_match_postings,
}
