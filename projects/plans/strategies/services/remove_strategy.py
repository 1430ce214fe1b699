"""A plan officer removes a strategy from a five-year plan that nobody has approved yet."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from projects.models import Programme, Strategy
from projects.plans.strategies.commands import REMOVE_STRATEGY
from projects.plans.strategies.operations import writable
from projects.plans.strategies.rules import StrategyReason


def remove_strategy(strategy_id: int, *, actor: Actor, now: datetime) -> None:
    """Remove a strategy. Refused(STRATEGY_HAS_PROGRAMMES) while it has any."""
    with transaction(REMOVE_STRATEGY, actor, now) as tx:
        strategy = tx.get(Strategy, strategy_id)
        writable(tx, strategy.plan_id, actor=actor, now=now)
        if tx.scalar(sa.select(sa.exists().where(Programme.strategy_id == strategy_id))):
            raise Refused(StrategyReason.STRATEGY_HAS_PROGRAMMES)
        tx.session.delete(strategy)
