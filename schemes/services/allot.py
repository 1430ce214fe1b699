"""A finance officer gives a scheme part of its line's money."""

from __future__ import annotations

from datetime import datetime

import ledger.moves
from core.actor import Actor
from core.db import transaction
from core.money import Money
from ledger.states import Move
from schemes.commands import ALLOT
from schemes.operations import move_scheme_money
from schemes.states import SchemeState


def allot(scheme_id: int, amount: Money, document_number: str, *, actor: Actor, now: datetime) -> None:
    """Move money from the line to one of its schemes: available(line) → available(scheme) (docs/ledger.md#the-table-of-moves).

    The ledger refuses more than is there, in words that name what is left.
    """
    with transaction(ALLOT, actor, now) as tx:
        move_scheme_money(
            tx,
            scheme_id,
            Move.ALLOT,
            ledger.moves.allot_to_scheme,
            amount,
            document_number,
            never_in=(SchemeState.DRAFT, SchemeState.CLOSED),
            event="scheme.allotted",
            actor=actor,
            now=now,
        )
