"""What `flask ledger verify` proves of payments: each stands in the ledger as its state says."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from core.money import Money
from core.registry import Finding
from core.statements import with_members
from ledger.states import Kind, Move
from ledger.transitions import RULES
from payouts.states import PaymentState

_NET_OF: dict[PaymentState, dict[Kind, int]] = {
    PaymentState.READY: {},
    PaymentState.BATCHED: {},
    PaymentState.WITHDRAWN: {},
    PaymentState.SENT: {Kind.IN_TRANSIT: 1},
    PaymentState.UNKNOWN: {Kind.IN_TRANSIT: 1},
    PaymentState.PAID: {Kind.PAID: 1},
    PaymentState.FAILED: {},
    PaymentState.RETURNED: {},
}
"""Where the net amount of a payment stands, by its state; nowhere means back in `payable`, or never left it."""


def payments_stand_in_the_ledger(session: Session) -> Iterator[Finding]:
    """The net of each payment stands where its state says, and its tax with it."""
    for row in session.execute(
        with_members(
            """SELECT y.id, y.state, y.net_satang, y.withheld_satang,
          coalesce(sum(CASE WHEN d.kind = Kind.IN_TRANSIT THEN l.amount_satang
            WHEN s.kind = Kind.IN_TRANSIT THEN -l.amount_satang ELSE 0 END), 0) AS in_transit,
          coalesce(sum(CASE WHEN d.kind = Kind.PAID THEN l.amount_satang
            WHEN s.kind = Kind.PAID AND d.kind = Kind.PAYABLE THEN -l.amount_satang ELSE 0 END), 0) AS paid
        FROM payments y LEFT JOIN ledger_postings l ON l.subject_kind = 'payment' AND l.subject_id = y.id
        LEFT JOIN ledger_accounts s ON s.id = l.source_id LEFT JOIN ledger_accounts d ON d.id = l.destination_id
        GROUP BY y.id ORDER BY y.id""",
            Kind,
        )
    ):
        wanted = _NET_OF[row.state]
        for kind, posted in ((Kind.IN_TRANSIT, row.in_transit), (Kind.PAID, row.paid)):
            if wanted.get(kind, 0) * row.net_satang != posted:
                words = f"is {row.state}, and {Money(int(posted))} of its {Money(row.net_satang)} stands in {kind}"
                yield Finding("payouts.payments", f"payment {row.id}", words)


def last_moves_fit_states(session: Session) -> Iterator[Finding]:
    """The last posting of each payment is one that its state allows (ledger/transitions.py, `on`)."""
    for row in session.execute(
        with_members(
            """SELECT DISTINCT ON (y.id) y.id, y.state, l.move FROM payments y
        JOIN ledger_postings l ON l.subject_kind = 'payment' AND l.subject_id = y.id
        WHERE l.move IN (Move.SEND, Move.PAY, Move.REFUSE, Move.RETURN_PAID) ORDER BY y.id, l.id DESC""",
            Move,
        )
    ):
        allowed = RULES[Move(row.move)].on["payment"]
        if row.state not in allowed and not (row.state == PaymentState.UNKNOWN and row.move == Move.SEND):
            yield Finding("payouts.moves", f"payment {row.id}", f"is {row.state} after the move {row.move}")


CHECKS = {
    "payouts.moves": last_moves_fit_states,
    "payouts.payments": payments_stand_in_the_ledger,
}
"""Every name is that of the findings it yields."""
