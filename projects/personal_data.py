"""Which reasons a person may have a copy of because they explain what became of her work in this room (PDPA s.30)."""

from __future__ import annotations

import sqlalchemy as sa

from core.personal_data import register_read_by
from projects.models import ActionPlan, Project, Scheme

register_read_by(
    {
        "plan": lambda subject: sa.select(ActionPlan.id).where(
            ActionPlan.submitted_by_id == subject.person_id
        ),
        "project": lambda subject: sa.select(Project.id).where(Project.submitted_by_id == subject.person_id),
        "scheme": lambda subject: sa.select(Scheme.id).where(Scheme.created_by_id == subject.person_id),
    }
)
