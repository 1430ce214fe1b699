"""The people who take a plan to an open scheme, and the way to each stage."""

from __future__ import annotations

from dataclasses import replace

from core.actor import Actor
from core.db import db
from core.money import Money
from core.permissions import Role
from projects.models import ServiceCategory
from projects.services.appropriate import appropriate
from projects.services.approve_plan import approve_plan
from projects.services.approve_project import approve_project
from projects.services.approve_scheme import approve_scheme
from projects.services.draft_plan import draft_plan
from projects.services.draft_project import draft_project
from projects.services.draft_scheme import draft_scheme
from projects.services.open_line import open_line
from projects.services.seed_reference import seed_reference
from projects.services.submit_plan import submit_plan
from projects.services.submit_project import submit_project
from projects.states import FundSource
from tests.factories import NOW, World, build
from tests.projects.drafts import PLAN, PROJECT, a_resolution, a_scheme


class Cast:
    """One person in each role, one in two."""

    def __init__(self) -> None:
        world = World()
        officer, approver, both, finance = build(
            lambda tx: (
                world.staff(tx, Role.PLAN_OFFICER),
                world.staff(tx, Role.PLAN_APPROVER),
                world.staff(tx, Role.PLAN_OFFICER, Role.PLAN_APPROVER),
                world.staff(tx, Role.FINANCE_OFFICER),
            )
        )
        self.officer: Actor = officer
        self.approver: Actor = approver
        self.both: Actor = both
        self.finance: Actor = finance
        seed_reference(actor=officer, now=NOW)
        self.category: int = db.session.scalars(db.select(ServiceCategory.id)).first()

    def approved_plan(self) -> int:
        plan_id = draft_plan(PLAN, actor=self.officer, now=NOW)
        draft_project(plan_id, replace(PROJECT, code="FILLER"), actor=self.officer, now=NOW)
        submit_plan(plan_id, actor=self.officer, now=NOW)
        approve_plan(plan_id, a_resolution(), actor=self.approver, now=NOW)
        return plan_id

    def approved_project(self, draft=PROJECT) -> int:
        project_id = draft_project(self.approved_plan(), draft, actor=self.officer, now=NOW)
        submit_project(project_id, actor=self.officer, now=NOW)
        approve_project(project_id, a_resolution(), actor=self.approver, now=NOW)
        return project_id

    def funded_line(self, project_id: int, baht: int = 1_000_000) -> int:
        line_id = open_line(project_id, FundSource.SME_FUND, 2570, actor=self.finance, now=NOW)
        appropriate(line_id, Money.baht(baht), "กค 0401/1", actor=self.finance, now=NOW)
        return line_id

    def approved_scheme(self, project_id: int, line_id: int | None, **changes) -> int:
        scheme_id = draft_scheme(
            project_id, a_scheme(line_id, self.category, **changes), actor=self.officer, now=NOW
        )
        approve_scheme(scheme_id, a_resolution(), actor=self.approver, now=NOW)
        return scheme_id
