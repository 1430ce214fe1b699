"""What the pages of plans, projects and schemes share: the plan, the signed file, and how many wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from core.documents.models import Document
from core.errors import NotFound
from projects.models import ActionPlan, Programme, Project, Resolved, Strategy


def plan_of(session: Session, plan_id: int) -> ActionPlan:
    """One action plan. NotFound if there is none."""
    plan = session.get(ActionPlan, plan_id)
    if plan is None:
        raise NotFound
    return plan


def project_row(session: Session, project_id: int) -> Project:
    """One project, alone. NotFound if there is none."""
    project = session.get(Project, project_id)
    if project is None:
        raise NotFound
    return project


def programmes_of(session: Session, five_year_plan_id: int | None) -> list[Programme]:
    """The programmes of an edition of a five-year plan with their strategies, in order; none where there is no such plan."""
    statement = (
        sa.select(Programme)
        .join(Programme.strategy)
        .options(contains_eager(Programme.strategy))
        .where(Strategy.plan_id == five_year_plan_id)
        .order_by(Strategy.number, Programme.number)
    )
    return list(session.scalars(statement)) if five_year_plan_id else []


def document_of(session: Session, document_id: int | None) -> Document | None:
    """A signed resolution; None while there is none."""
    return session.get(Document, document_id) if document_id else None


def resolution_of(session: Session, model: type[Resolved], key: int) -> Document:
    """The signed file of an approval. NotFound if there is none."""
    document_id = session.scalar(sa.select(model.resolution_document_id).where(model.id == key))
    document = document_of(session, document_id)
    if document is None:
        raise NotFound
    return document


def counted_by_state(session: Session, model: Any) -> dict[Any, tuple[int, datetime | None]]:
    """How many stand in each state, and since when the first does: plans, projects or schemes."""
    rows = session.execute(
        sa.select(model.state, sa.func.count(), sa.func.min(model.state_since)).group_by(model.state)
    )
    return {found: (count, oldest) for found, count, oldest in rows}
