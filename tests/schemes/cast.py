"""The people who take a plan to an open scheme."""

from __future__ import annotations

from core.db import db
from core.money import Money
from projects.projects.services.start_project import start_project
from schemes.categories.services.seed_reference import seed_reference
from schemes.models import ServiceCategory
from schemes.services.allot import allot
from schemes.services.approve_scheme import approve_scheme
from schemes.services.draft_scheme import draft_scheme
from tests.factories import NOW
from tests.projects import cast as projects
from tests.projects.drafts import a_resolution
from tests.schemes.drafts import a_scheme


class Cast(projects.Cast):
    """The same people, and the kinds of service that a coupon may buy."""

    def __init__(self) -> None:
        super().__init__()
        seed_reference(actor=self.officer, now=NOW)
        self.category: int = db.session.scalars(db.select(ServiceCategory.id)).first()

    def running_project(self) -> int:
        project_id = self.approved_project()
        start_project(project_id, actor=self.approver, now=NOW)
        return project_id

    def approved_scheme(self, project_id: int, line_id: int | None, **changes) -> int:
        scheme_id = draft_scheme(
            project_id, a_scheme(line_id, self.category, **changes), actor=self.officer, now=NOW
        )
        approve_scheme(scheme_id, a_resolution(), actor=self.approver, now=NOW)
        return scheme_id

    def funded_scheme(self, baht: int = 400_000) -> int:
        """An approved scheme of a running project, with money."""
        project_id = self.running_project()
        scheme_id = self.approved_scheme(project_id, self.funded_line(project_id))
        allot(scheme_id, Money.baht(baht), "กค 0401/2", actor=self.finance, now=NOW)
        return scheme_id
