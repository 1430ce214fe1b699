"""A finance officer takes money back from a scheme."""

from __future__ import annotations

from datetime import datetime

import ledger.moves
from core.actor import Actor
from core.db import transaction
from core.money import Money
from ledger.states import Move
from schemes.commands import TAKE_BACK
from schemes.operations import move_scheme_money
from schemes.states import SchemeState


def take_back(scheme_id: int, amount: Money, document_number: str, *, actor: Actor, now: datetime) -> None:
    """Move what a scheme has not committed back to its line: available(scheme) → available(line).

    The ledger refuses more than is there, in words that name what is left.
    """
    with transaction(TAKE_BACK, actor, now) as tx:
        move_scheme_money(
            tx,
            scheme_id,
            Move.TAKE_BACK,
            ledger.moves.take_back_from_scheme,
            amount,
            document_number,
            never_in=(SchemeState.DRAFT,),
            event="scheme.taken_back",
            actor=actor,
            now=now,
        )
