"""The people who take a plan to a funded budget line, and the way to each stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.actor import Actor
from core.db import db
from core.errors import Refused
from core.money import Money
from core.permissions import Role
from projects.budgets.services.appropriate import appropriate
from projects.budgets.services.open_line import open_line
from projects.plans.services.approve_plan import approve_plan
from projects.plans.services.draft_plan import draft_plan
from projects.plans.services.submit_plan import submit_plan
from projects.plans.strategies.services.approve_five_year_plan import approve_five_year_plan
from projects.plans.strategies.services.draft_five_year_plan import draft_five_year_plan
from projects.plans.strategies.services.submit_five_year_plan import submit_five_year_plan
from projects.plans.strategies.services.write_programme import write_programme
from projects.plans.strategies.services.write_strategy import write_strategy
from projects.projects.services.approve_project import approve_project
from projects.projects.services.draft_project import draft_project
from projects.projects.services.submit_project import submit_project
from projects.states import FundSource
from tests.factories import NOW, World, build
from tests.projects.drafts import FIVE_YEARS, PLAN, PROGRAMME, PROJECT, STRATEGY, a_resolution


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

    def five_year_plan(self, draft=FIVE_YEARS) -> int:
        """A draft of one programme."""
        plan_id = draft_five_year_plan(draft, actor=self.officer, now=NOW)
        strategy_id = write_strategy(plan_id, STRATEGY, actor=self.officer, now=NOW)
        write_programme(strategy_id, PROGRAMME, actor=self.officer, now=NOW)
        return plan_id

    def in_force(self, plan_id: int) -> int:
        submit_five_year_plan(plan_id, actor=self.officer, now=NOW)
        approve_five_year_plan(plan_id, a_resolution(), actor=self.approver, now=NOW)
        return plan_id

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


def refusal(call: Callable[[], object]) -> object:
    """The reason for which it was refused."""
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.reason


def state_of(model: Any, key: int) -> object:
    """The state of a row, read anew."""
    return db.session.get_one(model, key, populate_existing=True).state
