"""What the commands on five-year plans share, inside their transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from projects.models import FiveYearPlan, Programme, Strategy
from projects.operations import require_editable


def writable(tx: Tx, plan_id: int, *, actor: Actor, now: datetime) -> FiveYearPlan:
    """A plan that may still be written, locked; the audit trail keeps who wrote. Refused(NOT_EDITABLE) for any other."""
    plan = tx.lock(FiveYearPlan, plan_id)
    require_editable(plan)
    audit.record(tx, "five_year_plan.changed", "five_year_plan", plan_id, actor, now)
    return plan


def begin(tx: Tx, actor: Actor, now: datetime, **columns: Any) -> int:
    """Begin a plan or a revision; returns its id."""
    plan = tx.add(
        FiveYearPlan(created_at=now, state_since=now, created_by_id=actor.known_person_id, **columns)
    )
    audit.record(tx, "five_year_plan.drafted", "five_year_plan", plan.id, actor, now)
    return plan.id


def copy_outline(tx: Tx, from_id: int, to_id: int) -> None:
    """Copy the strategies and programmes of one edition to the next, in two statements; a programme keeps where it appeared first."""
    strategies = sa.select(
        sa.literal(to_id), Strategy.number, Strategy.name_th, Strategy.name_en, Strategy.goal
    ).where(Strategy.plan_id == from_id)
    tx.execute(
        sa.insert(Strategy).from_select(["plan_id", "number", "name_th", "name_en", "goal"], strategies)
    )
    old, new = aliased(Strategy), aliased(Strategy)
    kept = (
        "number",
        "name_th",
        "name_en",
        "lead_agency",
        "lead_agency_kind",
        "priority",
        "consulted_on",
    )
    programmes = (
        sa.select(
            new.id,
            *(getattr(Programme, name) for name in kept),
            sa.func.coalesce(Programme.first_id, Programme.id),
        )
        .join(old, old.id == Programme.strategy_id)
        .join(new, sa.and_(new.plan_id == to_id, new.number == old.number))
        .where(old.plan_id == from_id)
    )
    tx.execute(sa.insert(Programme).from_select(["strategy_id", *kept, "first_id"], programmes))
