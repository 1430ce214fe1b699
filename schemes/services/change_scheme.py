"""A plan officer changes a scheme that is still a draft."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction, unique_or
from core.errors import Refused
from projects.models import Project
from projects.rules import ProjectReason
from schemes.commands import CHANGE_SCHEME
from schemes.models import Scheme
from schemes.operations import first_version, host_of, write_scheme, write_terms
from schemes.rules import SchemeDraft, problem_of_scheme
from schemes.states import SchemeState


def change_scheme(scheme_id: int, draft: SchemeDraft, *, actor: Actor, now: datetime) -> None:
    """Write a draft scheme anew, with its first terms. Once approved its terms change by a new version alone."""
    with transaction(CHANGE_SCHEME, actor, now) as tx:
        scheme = tx.lock(Scheme, scheme_id)
        if scheme.state is not SchemeState.DRAFT:
            raise Refused(ProjectReason.NOT_EDITABLE)
        if problem := problem_of_scheme(draft, host_of(tx, tx.get(Project, scheme.project_id))):
            raise Refused(problem)
        with unique_or(tx, ProjectReason.CODE_TAKEN):
            write_scheme(scheme, draft)
            write_terms(tx, first_version(tx, scheme_id), draft)
        audit.record(tx, "scheme.changed", "scheme", scheme_id, actor, now)
