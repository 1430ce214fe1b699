"""Who records resolutions records when and where that of a five-year plan was made public."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from projects import operations
from projects.models import FiveYearPlan
from projects.plans.strategies.commands import PUBLISH_FIVE_YEAR_PLAN
from projects.rules import Publication


def publish_five_year_plan(plan_id: int, publication: Publication, *, actor: Actor, now: datetime) -> None:
    """Record the publication; what was recorded before gives way. As `operations.publish` refuses."""
    with transaction(PUBLISH_FIVE_YEAR_PLAN, actor, now) as tx:
        operations.publish(tx, FiveYearPlan, plan_id, "five_year_plan", publication, actor=actor, now=now)
