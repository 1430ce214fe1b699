"""A plan officer writes a strategy of a five-year plan."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction, unique_or
from projects.models import Strategy
from projects.plans.strategies.commands import WRITE_STRATEGY
from projects.plans.strategies.operations import writable
from projects.plans.strategies.rules import StrategyDraft, StrategyReason


def write_strategy(
    plan_id: int, draft: StrategyDraft, strategy_id: int | None = None, *, actor: Actor, now: datetime
) -> int:
    """Add a strategy, or write anew the one of that id; returns its id. Refused(NUMBER_TAKEN) for another's number."""
    with transaction(WRITE_STRATEGY, actor, now) as tx:
        if strategy_id is not None:
            plan_id = tx.get(Strategy, strategy_id).plan_id
        writable(tx, plan_id, actor=actor, now=now)
        strategy = tx.get(Strategy, strategy_id) if strategy_id else Strategy(plan_id=plan_id)
        with unique_or(tx, StrategyReason.NUMBER_TAKEN):
            strategy.number, strategy.goal = draft.number, draft.goal
            strategy.name_th, strategy.name_en = draft.name_th, draft.name_en
            tx.session.add(strategy)
        return strategy.id
