"""What the commands on new terms of a scheme share, inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.clock import bangkok_date
from core.db import Tx
from core.errors import NotFound, Refused
from projects.models import Project
from schemes.models import Scheme, SchemeVersion
from schemes.operations import host_of
from schemes.rules import VersionDraft, VersionReason, problem_of_day, problem_of_terms
from schemes.states import VersionState


def lock_new_terms(tx: Tx, version_id: int) -> tuple[Scheme, SchemeVersion]:
    """Lock a scheme, and behind it one of its later versions: who sends an application waits, and then reads what holds.

    NotFound; Refused(FIRST_OF_SCHEME) for the version that is drafted and approved with its scheme.
    """
    scheme_id = tx.scalar(sa.select(SchemeVersion.scheme_id).where(SchemeVersion.id == version_id))
    if scheme_id is None:
        raise NotFound
    scheme = tx.lock(Scheme, scheme_id)
    version = tx.lock(SchemeVersion, version_id)
    if version.number == 1:
        raise Refused(VersionReason.FIRST_OF_SCHEME)
    return scheme, version


def refuse_unless_sound(tx: Tx, scheme: Scheme, draft: VersionDraft, now: datetime) -> None:
    """Refuse new terms that cannot stand, or cannot begin on their day; the caller has locked the scheme."""
    taken = tx.session.scalars(
        sa.select(SchemeVersion.effective_from).where(
            SchemeVersion.scheme_id == scheme.id, SchemeVersion.state == VersionState.APPROVED
        )
    ).all()
    host = host_of(tx, tx.get(Project, scheme.project_id))
    problem = problem_of_day(draft, bangkok_date(now), taken, scheme.state) or problem_of_terms(draft, host)
    if problem:
        raise Refused(problem)
