"""A plan officer writes a programme of a strategy."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from core.actor import Actor
from core.clock import bangkok_date
from core.db import transaction, unique_or
from core.errors import Refused
from projects.models import Programme, Strategy
from projects.plans.strategies.commands import WRITE_PROGRAMME
from projects.plans.strategies.operations import writable
from projects.plans.strategies.rules import ProgrammeDraft, StrategyReason


def write_programme(
    strategy_id: int, draft: ProgrammeDraft, programme_id: int | None = None, *, actor: Actor, now: datetime
) -> int:
    """Add a programme, or write anew the one of that id; returns its id. Both are read again once the plan is held.

    Refused(NUMBER_TAKEN) for another's number, CONSULTED_IN_FUTURE for a day to come.
    """
    with transaction(WRITE_PROGRAMME, actor, now) as tx:
        if programme_id is not None:
            strategy_id = tx.get(Programme, programme_id).strategy_id
        writable(tx, tx.get(Strategy, strategy_id).plan_id, actor=actor, now=now)
        tx.get(Strategy, strategy_id)
        programme = tx.get(Programme, programme_id) if programme_id else Programme(strategy_id=strategy_id)
        if draft.consulted_on and draft.consulted_on > bangkok_date(now):
            raise Refused(StrategyReason.CONSULTED_IN_FUTURE)
        with unique_or(tx, StrategyReason.NUMBER_TAKEN):
            for name, value in asdict(draft).items():
                setattr(programme, name, value)
            tx.session.add(programme)
        return programme.id
