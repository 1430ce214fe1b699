"""Who records resolutions records when and where that of a plan was made public."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from projects import operations
from projects.models import ActionPlan
from projects.plans.commands import PUBLISH_PLAN
from projects.rules import Publication


def publish_plan(plan_id: int, publication: Publication, *, actor: Actor, now: datetime) -> None:
    """Record the publication; what was recorded before gives way. As `operations.publish` refuses."""
    with transaction(PUBLISH_PLAN, actor, now) as tx:
        operations.publish(tx, ActionPlan, plan_id, "plan", publication, actor=actor, now=now)
