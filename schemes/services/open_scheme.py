"""The approver opens a scheme: SMEs may apply."""

from __future__ import annotations

from datetime import datetime

import ledger.queries
from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from core.money import ZERO
from ledger.states import Kind
from projects.models import Project
from schemes.commands import OPEN_SCHEME
from schemes.eligibility.in_force import version_in_force
from schemes.models import Scheme
from schemes.rules import OpeningFacts, problem_of_opening
from schemes.states import SCHEME_MACHINE


def open_scheme(scheme_id: int, *, actor: Actor, now: datetime) -> None:
    """Open an approved scheme of a running project; it needs money, unless its project has none by design."""
    with transaction(OPEN_SCHEME, actor, now) as tx:
        scheme = tx.lock(Scheme, scheme_id)
        project = tx.share(Project, scheme.project_id)
        available = ZERO
        if scheme.line_id is not None:
            available = ledger.queries.balance_of(tx.session, scheme.line_id, scheme_id, Kind.AVAILABLE)
        today = bangkok_date(now)
        last_day = version_in_force(tx.session, scheme_id, today).applies_until
        facts = OpeningFacts(project.state, project.zero_budget, available, last_day)
        if problem := problem_of_opening(facts, today):
            raise Refused(problem)
        tx.advance(Scheme, scheme_id, SCHEME_MACHINE, "open", state_since=now)
        audit.record(tx, "scheme.opened", "scheme", scheme_id, actor, now)
