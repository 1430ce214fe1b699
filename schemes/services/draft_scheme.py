"""A plan officer writes down a scheme: one kind of coupon."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction, unique_or
from core.errors import Refused
from projects.models import Project
from projects.projects.commands import DRAFT_SCHEME
from projects.rules import ProjectReason
from projects.states import PlanState
from schemes.models import Scheme, SchemeVersion
from schemes.operations import host_of, write_scheme, write_terms
from schemes.rules import SchemeDraft, problem_of_scheme


def draft_scheme(project_id: int, draft: SchemeDraft, *, actor: Actor, now: datetime) -> int:
    """Begin a scheme of an approved or running project, with its first terms; returns its id."""
    with transaction(DRAFT_SCHEME, actor, now) as tx:
        project = tx.share(Project, project_id)
        if project.state not in {PlanState.APPROVED, PlanState.RUNNING}:
            raise Refused(ProjectReason.PROJECT_NOT_APPROVED)
        if problem := problem_of_scheme(draft, host_of(tx, project)):
            raise Refused(problem)
        scheme = Scheme(
            project_id=project_id, created_at=now, state_since=now, created_by_id=actor.known_person_id
        )
        with unique_or(tx, ProjectReason.CODE_TAKEN):
            write_scheme(scheme, draft)
            tx.add(scheme)
        first = SchemeVersion(
            scheme_id=scheme.id,
            number=1,
            effective_from=bangkok_date(now),
            created_at=now,
            state_since=now,
            created_by_id=actor.known_person_id,
        )
        write_terms(tx, first, draft)
        tx.add(first)
        audit.record(tx, "scheme.drafted", "scheme", scheme.id, actor, now)
        return scheme.id
