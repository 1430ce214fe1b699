"""The approver lets a paused scheme take applications again."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from projects.models import Project
from projects.rules import ProjectReason
from projects.states import PlanState
from schemes.commands import RESUME_SCHEME
from schemes.eligibility.in_force import version_in_force
from schemes.models import Scheme
from schemes.states import SCHEME_MACHINE


def resume_scheme(scheme_id: int, *, actor: Actor, now: datetime) -> None:
    """Resume, while the project still runs and the window is not over."""
    with transaction(RESUME_SCHEME, actor, now) as tx:
        scheme = tx.lock(Scheme, scheme_id)
        if tx.share(Project, scheme.project_id).state is not PlanState.RUNNING:
            raise Refused(ProjectReason.PROJECT_NOT_RUNNING)
        today = bangkok_date(now)
        if version_in_force(tx.session, scheme_id, today).applies_until < today:
            raise Refused(ProjectReason.WINDOW_OVER)
        tx.advance(Scheme, scheme_id, SCHEME_MACHINE, "resume", state_since=now)
        audit.record(tx, "scheme.resumed", "scheme", scheme_id, actor, now)
