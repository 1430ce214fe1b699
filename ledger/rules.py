"""Pure decisions of the ledger: what a posting may be about, how money is spread, what a coupon's counters say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from core.money import Money
from ledger.states import Kind, Move
from ledger.transitions import RULES


class LedgerReason(StrEnum):
    """Why the ledger refused to move money."""

    NOT_ENOUGH_AVAILABLE = "not_enough_available"
    """`available` holds less than was asked for; said only after looking at all stripes at once."""
    NOT_THERE = "not_there"
    """The money has already left the account from which it should move."""
    LINE_CLOSED = "line_closed"
    """The fiscal year has closed on this line: it takes no more money."""
    OUTSIDE_FISCAL_YEAR = "outside_fiscal_year"
    """The line's money may not be promised on this day."""
    ALREADY_REVERSED = "already_reversed"
    NOT_REVERSIBLE = "not_reversible"
    """A reversal is not reversed: the move is made again."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a posting is about: the kind and the id of a row in some package above. More the ledger does not know."""

    kind: str
    id: int


def check_subject(move: Move, subject: Subject) -> None:
    """ValueError when the table of moves does not let this kind of subject cause the move."""
    if subject.kind not in RULES[move].on:
        raise ValueError(f"{move} is caused by one of {sorted(RULES[move].on)}, not by a {subject.kind}")


def spread(amount: Money, parts: int) -> tuple[Money, ...]:
    """The amount in equal parts, the satang that do not divide going one each to the first."""
    each, rest = divmod(amount.satang, parts)
    return tuple(Money(each + (1 if number < rest else 0)) for number in range(parts))


def twin_reference(reference: str) -> str:
    """The reference of a transfer's other half: `…:out` and `…:in` belong together."""
    stem, _, side = reference.rpartition(":")
    return f"{stem}:{ {'out': 'in', 'in': 'out'}[side] }"


COUNTED: Mapping[str, Mapping[Move, int]] = MappingProxyType(
    {
        "limit": {Move.COMMIT: 1},
        "spent": {Move.RESERVE: 1, Move.UNRESERVE: -1, Move.RETURN_RESERVED: -1, Move.LAPSE_RESERVED: -1},
        "released": {
            Move.RELEASE: 1,
            Move.LAPSE_COMMITTED: 1,
            Move.RETURN_RESERVED: 1,
            Move.LAPSE_RESERVED: 1,
        },
    }
)
"""Which moves each stored counter of a coupon adds up, and with which sign (docs/ledger.md#the-table-of-moves).

Money given back from a reservation counts as released, not spent, once the coupon is no longer
open. A clawback changes none: the support was used, and comes back another way.
"""


def missing_from_line(balances: dict[Kind, Money]) -> Money:
    """By how much a line's appropriation fails to equal all its other accounts, added up by name."""
    others = sum(balances.get(kind, Money(0)).satang for kind in Kind if kind is not Kind.APPROPRIATED)
    return Money(balances.get(Kind.APPROPRIATED, Money(0)).satang + others)
