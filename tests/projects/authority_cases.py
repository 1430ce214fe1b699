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
from projects.services.allot import allot
from projects.services.appropriate import appropriate
from projects.services.approve_plan import approve_plan
from projects.services.approve_project import approve_project
from projects.services.approve_scheme import approve_scheme
from projects.services.change_plan import change_plan
from projects.services.change_project import change_project
from projects.services.change_scheme import change_scheme
from projects.services.close_plan import close_plan
from projects.services.close_project import close_project
from projects.services.close_scheme import close_scheme
from projects.services.draft_plan import draft_plan
from projects.services.draft_project import draft_project
from projects.services.draft_scheme import draft_scheme
from projects.services.open_line import open_line
from projects.services.open_scheme import open_scheme
from projects.services.pause_scheme import pause_scheme
from projects.services.resume_scheme import resume_scheme
from projects.services.return_plan import return_plan
from projects.services.return_project import return_project
from projects.services.start_plan import start_plan
from projects.services.start_project import start_project
from projects.services.submit_plan import submit_plan
from projects.services.submit_project import submit_project
from projects.services.take_back import take_back
from projects.states import FundSource
from tests.factories import NOW
from tests.house.authority import Case, case
from tests.projects.cast import Cast
from tests.projects.drafts import PLAN, PROJECT, a_resolution, a_scheme

WRITES, APPROVES, PAYS = (Role.PLAN_OFFICER,), (Role.PLAN_APPROVER,), (Role.FINANCE_OFFICER,)
ONE_BAHT = Money.baht(1)


def _changed_by(kind: str, key: int) -> dict[str, Callable[[int], None]]:
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


def _draft_scheme_of(cast: Cast) -> tuple[int, int]:
    project_id = cast.approved_project()
    line_id = cast.funded_line(project_id)
    return draft_scheme(project_id, a_scheme(line_id, cast.category), actor=cast.officer, now=NOW), line_id


def _funded_scheme(cast: Cast) -> int:
    project_id = _running_project(cast)
    scheme_id = cast.approved_scheme(project_id, cast.funded_line(project_id))
    allot(scheme_id, Money.baht(400_000), "กค 0401/2", actor=cast.finance, now=NOW)
    return scheme_id


def _open_scheme_of(cast: Cast) -> int:
    scheme_id = _funded_scheme(cast)
    open_scheme(scheme_id, actor=cast.approver, now=NOW)
    return scheme_id


def _paused_scheme(cast: Cast) -> int:
    scheme_id = _open_scheme_of(cast)
    pause_scheme(scheme_id, "ตรวจงบ", actor=cast.approver, now=NOW)
    return scheme_id


def _changing_a_scheme() -> Case:
    cast = Cast()
    scheme_id, line_id = _draft_scheme_of(cast)
    return _case(WRITES, change_scheme, scheme_id, a_scheme(line_id, cast.category))


def _drafting_a_scheme() -> Case:
    cast = Cast()
    project_id = cast.approved_project()
    return _case(WRITES, draft_scheme, project_id, a_scheme(cast.funded_line(project_id), cast.category))


def _approving_a_plan() -> Case:
    key = _submitted_plan(Cast())
    return _case(APPROVES, approve_plan, key, a_resolution(), bars=_changed_by("plan", key))


def _approving_a_project() -> Case:
    key = _submitted_project(Cast())
    return _case(APPROVES, approve_project, key, a_resolution(), bars=_changed_by("project", key))


def _approving_a_scheme() -> Case:
    key, _ = _draft_scheme_of(Cast())
    return _case(APPROVES, approve_scheme, key, a_resolution(), bars=_changed_by("scheme", key))


def _appropriating() -> Case:
    cast = Cast()
    return _case(PAYS, appropriate, cast.funded_line(cast.approved_project()), ONE_BAHT, "กค 1/1")


def _closing_a_plan() -> Case:
    cast = Cast()
    plan_id = cast.approved_plan()
    start_plan(plan_id, actor=cast.approver, now=NOW)
    return _case(APPROVES, close_plan, plan_id)


CASES: dict[str, Callable[[], Case]] = {
    "projects.allot": lambda: _case(PAYS, allot, _funded_scheme(Cast()), ONE_BAHT, "กค 1/1"),
    "projects.appropriate": _appropriating,
    "projects.approve_plan": _approving_a_plan,
    "projects.approve_project": _approving_a_project,
    "projects.approve_scheme": _approving_a_scheme,
    "projects.change_plan": lambda: _case(WRITES, change_plan, _draft_plan_of(Cast()), PLAN),
    "projects.change_project": lambda: _case(WRITES, change_project, _draft_project_of(Cast()), PROJECT),
    "projects.change_scheme": _changing_a_scheme,
    "projects.close_plan": _closing_a_plan,
    "projects.close_project": lambda: _case(APPROVES, close_project, _running_project(Cast())),
    "projects.close_scheme": lambda: _case(APPROVES, close_scheme, _open_scheme_of(Cast())),
    "projects.draft_plan": lambda: _case(WRITES, draft_plan, PLAN),
    "projects.draft_project": lambda: _case(
        WRITES, draft_project, Cast().approved_plan(), replace(PROJECT, code="OTHER")
    ),
    "projects.draft_scheme": _drafting_a_scheme,
    "projects.open_line": lambda: _case(
        PAYS, open_line, Cast().approved_project(), FundSource.SME_FUND, 2570
    ),
    "projects.open_scheme": lambda: _case(APPROVES, open_scheme, _funded_scheme(Cast())),
    "projects.pause_scheme": lambda: _case(APPROVES, pause_scheme, _open_scheme_of(Cast()), "ตรวจงบ"),
    "projects.resume_scheme": lambda: _case(APPROVES, resume_scheme, _paused_scheme(Cast())),
    "projects.return_plan": lambda: _case(APPROVES, return_plan, _submitted_plan(Cast()), "ขาดชื่อ"),
    "projects.return_project": lambda: _case(
        APPROVES, return_project, _submitted_project(Cast()), "ขาดตัวชี้วัด"
    ),
    "projects.start_plan": lambda: _case(APPROVES, start_plan, Cast().approved_plan()),
    "projects.start_project": lambda: _case(APPROVES, start_project, Cast().approved_project()),
    "projects.submit_plan": lambda: _case(WRITES, submit_plan, _draft_plan_of(Cast())),
    "projects.submit_project": lambda: _case(WRITES, submit_project, _draft_project_of(Cast())),
    "projects.take_back": lambda: _case(PAYS, take_back, _funded_scheme(Cast()), ONE_BAHT, "กค 1/1"),
}
