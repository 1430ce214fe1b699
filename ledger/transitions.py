"""The kinds of account, and every way in which money may move. Data, printed row by row in docs/ledger.md#the-table-of-moves.

The table drives the posting code, the trigger in the database (migrations/baseline.sql), the state-machine
test, `flask ledger verify` and the table in docs/ledger.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ledger.states import Kind, Level, Move

Subjects = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class MoveRule:
    """One row of the table: what the move is called, its two ends, and whose event it is.

    `on` gives, for each kind of subject that may cause the move, the states in which that subject
    is once the transaction that posts it is done (docs/architecture.md#states). `per_coupon` moves name their coupon;
    all others name none. `on_closed_line` is the move used instead when the line is closed.
    """

    move: Move
    source: Kind
    destination: Kind
    on: Subjects
    words: str
    source_level: Level = Level.SCHEME
    destination_level: Level = Level.SCHEME
    per_coupon: bool = True
    on_closed_line: Move | None = field(default=None)


def _on(**states: str) -> Subjects:
    """`redemption="reserved approved"` → {"redemption": {"reserved", "approved"}}."""
    return MappingProxyType({kind: frozenset(names.split()) for kind, names in states.items()})


_LINE_ON = _on(budget_line="open")


_SCHEME_ON = _on(scheme="approved open paused closed")


_TRANSFER_ON = _on(budget_change="approved")


_COUPON_ENDS = _on(
    coupon="issued held expired cancelled", redemption="reserved approved rejected cancelled lapsed"
)


_REDEMPTION_FREED = _on(redemption="approved rejected cancelled lapsed")


_CLAWBACK_DONE = _on(clawback="received settled")


TABLE: tuple[MoveRule, ...] = (
    MoveRule(
        Move.APPROPRIATE,
        Kind.APPROPRIATED,
        Kind.AVAILABLE,
        _LINE_ON,
        "A budget is received",
        Level.LINE,
        Level.LINE,
        per_coupon=False,
    ),
    MoveRule(
        Move.ALLOT,
        Kind.AVAILABLE,
        Kind.AVAILABLE,
        _SCHEME_ON,
        "A line's money is given to a scheme",
        Level.LINE,
        Level.SCHEME,
        per_coupon=False,
    ),
    MoveRule(
        Move.TAKE_BACK,
        Kind.AVAILABLE,
        Kind.AVAILABLE,
        _SCHEME_ON,
        "Money is taken back from a scheme",
        Level.SCHEME,
        Level.LINE,
        per_coupon=False,
    ),
    MoveRule(
        Move.TRANSFER_OUT,
        Kind.AVAILABLE,
        Kind.APPROPRIATED,
        _TRANSFER_ON,
        "Money leaves for another line, by resolution",
        Level.LINE,
        Level.LINE,
        per_coupon=False,
    ),
    MoveRule(
        Move.TRANSFER_IN,
        Kind.APPROPRIATED,
        Kind.AVAILABLE,
        _TRANSFER_ON,
        "Money arrives from another line, by resolution",
        Level.LINE,
        Level.LINE,
        per_coupon=False,
    ),
    MoveRule(
        Move.GATHER,
        Kind.AVAILABLE,
        Kind.AVAILABLE,
        _on(stripe=""),
        "Money spread over stripes is brought together for one claim",
        Level.EITHER,
        Level.EITHER,
        per_coupon=False,
    ),
    MoveRule(
        Move.COMMIT,
        Kind.AVAILABLE,
        Kind.COMMITTED,
        _on(coupon="issued", application="approved"),
        "A coupon is issued",
    ),
    MoveRule(
        Move.RESERVE,
        Kind.COMMITTED,
        Kind.RESERVED,
        _on(redemption="reserved"),
        "The SME consents to a price",
    ),
    MoveRule(
        Move.UNRESERVE,
        Kind.RESERVED,
        Kind.COMMITTED,
        _REDEMPTION_FREED,
        "A reservation, or what was not approved of it, goes back to an open coupon",
    ),
    MoveRule(
        Move.RETURN_RESERVED,
        Kind.RESERVED,
        Kind.AVAILABLE,
        _REDEMPTION_FREED,
        "A reservation, or what was not approved of it, goes back when the coupon is no longer open",
        on_closed_line=Move.LAPSE_RESERVED,
    ),
    MoveRule(Move.APPROVE, Kind.RESERVED, Kind.PAYABLE, _on(redemption="approved"), "A claim is approved"),
    MoveRule(
        Move.DISPUTE,
        Kind.PAYABLE,
        Kind.RESERVED,
        _on(redemption="disputed"),
        "An approved claim is disputed before it is paid",
    ),
    MoveRule(
        Move.SEND,
        Kind.PAYABLE,
        Kind.IN_TRANSIT,
        _on(payment="sent"),
        "A payment is released to the bank, net of tax",
    ),
    MoveRule(
        Move.WITHHOLD,
        Kind.PAYABLE,
        Kind.WITHHELD,
        _on(payment="sent"),
        "Tax is withheld from a released payment",
    ),
    MoveRule(Move.PAY, Kind.IN_TRANSIT, Kind.PAID, _on(payment="paid"), "The bank says paid"),
    MoveRule(
        Move.REFUSE,
        Kind.IN_TRANSIT,
        Kind.PAYABLE,
        _on(payment="failed"),
        "The bank refuses a payment",
    ),
    MoveRule(
        Move.UNWITHHOLD,
        Kind.WITHHELD,
        Kind.PAYABLE,
        _on(payment="failed returned"),
        "Tax of a payment that did not happen is owed again",
    ),
    MoveRule(
        Move.RETURN_PAID,
        Kind.PAID,
        Kind.PAYABLE,
        _on(payment="returned"),
        "The bank returns a payment after paying it",
    ),
    MoveRule(
        Move.REMIT,
        Kind.WITHHELD,
        Kind.REMITTED,
        _on(remittance="sent", payment="paid"),
        "Tax is sent to the Revenue Department",
    ),
    MoveRule(
        Move.RELEASE,
        Kind.COMMITTED,
        Kind.AVAILABLE,
        _COUPON_ENDS,
        "What is left of a coupon at expiry, cancellation or spending up",
        on_closed_line=Move.LAPSE_COMMITTED,
    ),
    MoveRule(
        Move.DEMAND,
        Kind.PAID,
        Kind.RECOVERABLE,
        _on(clawback="demanded"),
        "Money is demanded back",
    ),
    MoveRule(
        Move.RECOVER,
        Kind.RECOVERABLE,
        Kind.RECOVERED,
        _on(clawback="received"),
        "Demanded money is received",
    ),
    MoveRule(
        Move.WRITE_OFF,
        Kind.RECOVERABLE,
        Kind.WRITTEN_OFF,
        _on(clawback="given_up"),
        "Demanded money is given up, by resolution",
    ),
    MoveRule(
        Move.REUSE,
        Kind.RECOVERED,
        Kind.AVAILABLE,
        _CLAWBACK_DONE,
        "Recovered money of the Fund is available again",
        on_closed_line=Move.LAPSE_RECOVERED,
    ),
    MoveRule(
        Move.RETURN_TO_TREASURY,
        Kind.RECOVERED,
        Kind.RETURNED_TO_TREASURY,
        _CLAWBACK_DONE,
        "Recovered money of the annual budget is returned to the treasury",
    ),
    MoveRule(
        Move.LAPSE,
        Kind.AVAILABLE,
        Kind.LAPSED,
        _on(budget_line="closed"),
        "The fiscal year closes, and what is available lapses",
        Level.EITHER,
        Level.EITHER,
        per_coupon=False,
    ),
    MoveRule(
        Move.LAPSE_COMMITTED,
        Kind.COMMITTED,
        Kind.LAPSED,
        _COUPON_ENDS,
        "What is left of a coupon, on a closed line",
    ),
    MoveRule(
        Move.LAPSE_RESERVED,
        Kind.RESERVED,
        Kind.LAPSED,
        _REDEMPTION_FREED,
        "A reservation given back, on a closed line",
    ),
    MoveRule(
        Move.LAPSE_RECOVERED,
        Kind.RECOVERED,
        Kind.LAPSED,
        _CLAWBACK_DONE,
        "Recovered money of the Fund, on a closed line",
    ),
)
"""Every move but REVERSE, whose ends are those of the posting it undoes, the other way round."""


RULES: Mapping[Move, MoveRule] = MappingProxyType({rule.move: rule for rule in TABLE})


RETURNING: Mapping[Kind, Move] = MappingProxyType(
    {rule.source: rule.move for rule in TABLE if rule.on_closed_line is not None}
)
"""From where a coupon's money may come back to `available`, and by which move."""


LINE_KINDS: tuple[Kind, ...] = (Kind.APPROPRIATED, Kind.AVAILABLE, Kind.LAPSED)
"""The accounts that a line has of its own."""


SCHEME_KINDS: tuple[Kind, ...] = tuple(kind for kind in Kind if kind is not Kind.APPROPRIATED)
"""The accounts that a scheme has on a line."""


STAGE: Mapping[Kind, int] = MappingProxyType(
    {
        kind: {Kind.COMMITTED: 1, Kind.RESERVED: 2, Kind.PAYABLE: 3}.get(
            kind, 0 if kind in {Kind.APPROPRIATED, Kind.AVAILABLE, Kind.LAPSED} else 4
        )
        for kind in Kind
    }
)
"""How far along its way a coupon's money is: 0 not the coupon's, 1 committed, 2 reserved, 3 approved, 4 sent
or beyond. The net turnover over each boundary is what verify compares (docs/ledger.md#proof-flask-ledger-verify)."""


def permits(
    move: Move, source: Kind, destination: Kind, *, source_of_line: bool, destination_of_line: bool
) -> bool:
    """Whether the table lets `move` join these two accounts; `…_of_line` says that the account has no scheme."""
    rule = RULES.get(move)
    if rule is None or (rule.source, rule.destination) != (source, destination):
        return False
    if rule.source_level is Level.EITHER:
        return source_of_line == destination_of_line
    return (rule.source_level is Level.LINE) == source_of_line and (
        rule.destination_level is Level.LINE
    ) == destination_of_line
