"""The scenes of this package's staff commands, for tests/house/test_commands.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from core.actor import actor_with
from core.audit import operations as audit
from core.db import transaction
from core.money import Money
from core.permissions import Role
from projects.budgets.services.appropriate import appropriate
from projects.budgets.services.open_line import open_line
from projects.plans.services.approve_plan import approve_plan
from projects.plans.services.change_plan import change_plan
from projects.plans.services.close_plan import close_plan
from projects.plans.services.draft_plan import draft_plan
from projects.plans.services.return_plan import return_plan
from projects.plans.services.start_plan import start_plan
from projects.plans.services.submit_plan import submit_plan
from projects.projects.services.approve_project import approve_project
from projects.projects.services.change_project import change_project
from projects.projects.services.close_project import close_project
from projects.projects.services.draft_project import draft_project
from projects.projects.services.return_project import return_project
from projects.projects.services.start_project import start_project
from projects.projects.services.submit_project import submit_project
from projects.states import FundSource
from tests.factories import NOW
from tests.house.authority import Case, case
from tests.projects.cast import Cast
from tests.projects.drafts import PLAN, PROJECT, a_resolution

WRITES, APPROVES, PAYS = (Role.PLAN_OFFICER,), (Role.PLAN_APPROVER,), (Role.FINANCE_OFFICER,)
ONE_BAHT = Money.baht(1)


def changed_by(kind: str, key: int) -> dict[str, Callable[[int], None]]:
    """The person changed it while it was a draft."""

    def change(person_id: int) -> None:
        actor = actor_with(frozenset({Role.PLAN_OFFICER}), person_id=person_id)
        with transaction() as tx:
            audit.record(tx, f"{kind}.changed", kind, key, actor, NOW)

    return {"authors": change}


_case = partial(case, now=NOW)


def _draft_plan_of(cast: Cast) -> int:
    plan_id = draft_plan(PLAN, actor=cast.officer, now=NOW)
    draft_project(plan_id, PROJECT, actor=cast.officer, now=NOW)
    return plan_id


def _submitted_plan(cast: Cast) -> int:
    plan_id = _draft_plan_of(cast)
    submit_plan(plan_id, actor=cast.officer, now=NOW)
    return plan_id


def _draft_project_of(cast: Cast) -> int:
    return draft_project(cast.approved_plan(), PROJECT, actor=cast.officer, now=NOW)


def _submitted_project(cast: Cast) -> int:
    project_id = _draft_project_of(cast)
    submit_project(project_id, actor=cast.officer, now=NOW)
    return project_id


def _running_project(cast: Cast) -> int:
    project_id = cast.approved_project()
    start_project(project_id, actor=cast.approver, now=NOW)
    return project_id


def _approving_a_plan() -> Case:
    key = _submitted_plan(Cast())
    return _case(APPROVES, approve_plan, key, a_resolution(), bars=changed_by("plan", key))


def _approving_a_project() -> Case:
    key = _submitted_project(Cast())
    return _case(APPROVES, approve_project, key, a_resolution(), bars=changed_by("project", key))


def _appropriating() -> Case:
    cast = Cast()
    return _case(PAYS, appropriate, cast.funded_line(cast.approved_project()), ONE_BAHT, "กค 1/1")


def _closing_a_plan() -> Case:
    cast = Cast()
    plan_id = cast.approved_plan()
    start_plan(plan_id, actor=cast.approver, now=NOW)
    return _case(APPROVES, close_plan, plan_id)


CASES: dict[str, Callable[[], Case]] = {
    "projects.appropriate": _appropriating,
    "projects.approve_plan": _approving_a_plan,
    "projects.approve_project": _approving_a_project,
    "projects.change_plan": lambda: _case(WRITES, change_plan, _draft_plan_of(Cast()), PLAN),
    "projects.change_project": lambda: _case(WRITES, change_project, _draft_project_of(Cast()), PROJECT),
    "projects.close_plan": _closing_a_plan,
    "projects.close_project": lambda: _case(APPROVES, close_project, _running_project(Cast())),
    "projects.draft_plan": lambda: _case(WRITES, draft_plan, PLAN),
    "projects.draft_project": lambda: _case(
        WRITES, draft_project, Cast().approved_plan(), replace(PROJECT, code="OTHER")
    ),
    "projects.open_line": lambda: _case(
        PAYS, open_line, Cast().approved_project(), FundSource.SME_FUND, 2570
    ),
    "projects.return_plan": lambda: _case(APPROVES, return_plan, _submitted_plan(Cast()), "ขาดชื่อ"),
    "projects.return_project": lambda: _case(
        APPROVES, return_project, _submitted_project(Cast()), "ขาดตัวชี้วัด"
    ),
    "projects.start_plan": lambda: _case(APPROVES, start_plan, Cast().approved_plan()),
    "projects.start_project": lambda: _case(APPROVES, start_project, Cast().approved_project()),
    "projects.submit_plan": lambda: _case(WRITES, submit_plan, _draft_plan_of(Cast())),
    "projects.submit_project": lambda: _case(WRITES, submit_project, _draft_project_of(Cast())),
}
