"""The scenes of this package's staff commands, for tests/house/test_commands.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import sqlalchemy as sa

from core.actor import actor_with
from core.audit import operations as audit
from core.db import db, transaction
from core.money import Money
from core.permissions import Role
from projects.budgets.changes.services.approve_change import approve_change
from projects.budgets.changes.services.propose_correction import propose_correction
from projects.budgets.changes.services.propose_transfer import propose_transfer
from projects.budgets.changes.services.reject_change import reject_change
from projects.budgets.changes.services.withdraw_change import withdraw_change
from projects.budgets.services.appropriate import appropriate
from projects.budgets.services.open_line import open_line
from projects.models import BudgetChange, BudgetMove, Programme, Strategy
from projects.plans.services.approve_plan import approve_plan
from projects.plans.services.change_plan import change_plan
from projects.plans.services.close_plan import close_plan
from projects.plans.services.draft_plan import draft_plan
from projects.plans.services.publish_plan import publish_plan
from projects.plans.services.return_plan import return_plan
from projects.plans.services.start_plan import start_plan
from projects.plans.services.submit_plan import submit_plan
from projects.plans.strategies.services.approve_five_year_plan import approve_five_year_plan
from projects.plans.strategies.services.change_five_year_plan import change_five_year_plan
from projects.plans.strategies.services.draft_five_year_plan import draft_five_year_plan
from projects.plans.strategies.services.publish_five_year_plan import publish_five_year_plan
from projects.plans.strategies.services.remove_programme import remove_programme
from projects.plans.strategies.services.remove_strategy import remove_strategy
from projects.plans.strategies.services.return_five_year_plan import return_five_year_plan
from projects.plans.strategies.services.revise_five_year_plan import revise_five_year_plan
from projects.plans.strategies.services.submit_five_year_plan import submit_five_year_plan
from projects.plans.strategies.services.write_programme import write_programme
from projects.plans.strategies.services.write_strategy import write_strategy
from projects.projects.kpis.models import Kpi, KpiChange
from projects.projects.kpis.services.approve_kpi_change import approve_kpi_change
from projects.projects.kpis.services.propose_kpi_change import propose_kpi_change
from projects.projects.kpis.services.propose_kpi_end import propose_kpi_end
from projects.projects.kpis.services.propose_new_kpi import propose_new_kpi
from projects.projects.kpis.services.reject_kpi_change import reject_kpi_change
from projects.projects.kpis.services.withdraw_kpi_change import withdraw_kpi_change
from projects.projects.services.approve_project import approve_project
from projects.projects.services.change_project import change_project
from projects.projects.services.close_project import close_project
from projects.projects.services.draft_project import draft_project
from projects.projects.services.publish_project import publish_project
from projects.projects.services.return_project import return_project
from projects.projects.services.start_project import start_project
from projects.projects.services.submit_project import submit_project
from projects.states import FundSource
from tests.factories import NOW
from tests.house.authority import Case, case
from tests.projects.cast import Cast
from tests.projects.drafts import (
    FIVE_YEARS,
    KPI,
    KPI_CHANGE,
    PLAN,
    PROGRAMME,
    PROJECT,
    PUBLICATION,
    STRATEGY,
    a_resolution,
)

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


def _entry(cast: Cast) -> int:
    line_id = cast.funded_line(cast.approved_project())
    return db.session.scalars(sa.select(BudgetMove.id).where(BudgetMove.line_id == line_id)).one()


def _proposed(cast: Cast) -> int:
    return propose_correction(_entry(cast), "พิมพ์ผิด", actor=cast.finance, now=NOW)


def _approving_a_change() -> Case:
    cast = Cast()
    change_id = _proposed(cast)

    def wrote(person_id: int) -> None:
        with transaction() as tx:
            tx.execute(
                sa.update(BudgetChange).where(BudgetChange.id == change_id).values(created_by_id=person_id)
            )

    return _case(APPROVES, approve_change, change_id, a_resolution(), bars={"authors": wrote})


def _proposing_a_transfer() -> Case:
    cast = Cast()
    project_id = cast.approved_project()
    later = open_line(project_id, FundSource.SME_FUND, 2571, actor=cast.finance, now=NOW)
    return _case(PAYS, propose_transfer, cast.funded_line(project_id), later, ONE_BAHT, "ใช้ปีหน้า")


def _kpi(cast: Cast) -> int:
    project_id = cast.approved_project()
    return db.session.scalars(sa.select(Kpi.id).where(Kpi.project_id == project_id)).one()


def _proposed_kpi_change(cast: Cast) -> int:
    return propose_kpi_change(_kpi(cast), *KPI_CHANGE, actor=cast.officer, now=NOW)


def _ending_an_indicator() -> Case:
    cast = Cast()
    project_id = cast.approved_project(replace(PROJECT, kpis=(KPI, KPI)))
    first = db.session.scalars(sa.select(sa.func.min(Kpi.id)).where(Kpi.project_id == project_id)).one()
    return _case(WRITES, propose_kpi_end, first, *KPI_CHANGE[1:])


def _approving_a_kpi_change() -> Case:
    change_id = _proposed_kpi_change(Cast())

    def wrote(person_id: int) -> None:
        with transaction() as tx:
            tx.execute(sa.update(KpiChange).where(KpiChange.id == change_id).values(created_by_id=person_id))

    return _case(APPROVES, approve_kpi_change, change_id, a_resolution(), bars={"authors": wrote})


def _submitted_five_year_plan(cast: Cast) -> int:
    plan_id = cast.five_year_plan()
    submit_five_year_plan(plan_id, actor=cast.officer, now=NOW)
    return plan_id


def _approving_a_five_year_plan() -> Case:
    key = _submitted_five_year_plan(Cast())
    bars = changed_by("five_year_plan", key)
    return _case(APPROVES, approve_five_year_plan, key, a_resolution(), bars=bars)


def _strategy(cast: Cast) -> int:
    plan_id = cast.five_year_plan()
    return db.session.scalars(sa.select(Strategy.id).where(Strategy.plan_id == plan_id)).one()


def _programme(cast: Cast) -> int:
    strategy_id = _strategy(cast)
    return db.session.scalars(sa.select(Programme.id).where(Programme.strategy_id == strategy_id)).one()


def _removing_a_strategy() -> Case:
    cast = Cast()
    strategy_id = write_strategy(
        cast.five_year_plan(), replace(STRATEGY, number=2), actor=cast.officer, now=NOW
    )
    return _case(WRITES, remove_strategy, strategy_id)


def _in_force() -> int:
    cast = Cast()
    return cast.in_force(cast.five_year_plan())


def _closing_a_plan() -> Case:
    cast = Cast()
    plan_id = cast.approved_plan()
    start_plan(plan_id, actor=cast.approver, now=NOW)
    return _case(APPROVES, close_plan, plan_id)


CASES: dict[str, Callable[[], Case]] = {
    "projects.appropriate": _appropriating,
    "projects.approve_change": _approving_a_change,
    "projects.approve_five_year_plan": _approving_a_five_year_plan,
    "projects.approve_kpi_change": _approving_a_kpi_change,
    "projects.approve_plan": _approving_a_plan,
    "projects.approve_project": _approving_a_project,
    "projects.change_five_year_plan": lambda: _case(
        WRITES, change_five_year_plan, Cast().five_year_plan(), FIVE_YEARS
    ),
    "projects.change_plan": lambda: _case(WRITES, change_plan, _draft_plan_of(Cast()), PLAN),
    "projects.change_project": lambda: _case(WRITES, change_project, _draft_project_of(Cast()), PROJECT),
    "projects.close_plan": _closing_a_plan,
    "projects.close_project": lambda: _case(APPROVES, close_project, _running_project(Cast())),
    "projects.draft_five_year_plan": lambda: _case(WRITES, draft_five_year_plan, FIVE_YEARS),
    "projects.draft_plan": lambda: _case(WRITES, draft_plan, PLAN),
    "projects.draft_project": lambda: _case(
        WRITES, draft_project, Cast().approved_plan(), replace(PROJECT, code="OTHER")
    ),
    "projects.open_line": lambda: _case(
        PAYS, open_line, Cast().approved_project(), FundSource.SME_FUND, 2570
    ),
    "projects.propose_correction": lambda: _case(PAYS, propose_correction, _entry(Cast()), "พิมพ์ผิด"),
    "projects.propose_kpi_change": lambda: _case(WRITES, propose_kpi_change, _kpi(Cast()), *KPI_CHANGE),
    "projects.propose_kpi_end": _ending_an_indicator,
    "projects.propose_new_kpi": lambda: _case(
        WRITES, propose_new_kpi, Cast().approved_project(), KPI, *KPI_CHANGE[1:]
    ),
    "projects.propose_transfer": _proposing_a_transfer,
    "projects.publish_five_year_plan": lambda: _case(
        APPROVES, publish_five_year_plan, _in_force(), PUBLICATION
    ),
    "projects.publish_plan": lambda: _case(APPROVES, publish_plan, Cast().approved_plan(), PUBLICATION),
    "projects.publish_project": lambda: _case(
        APPROVES, publish_project, Cast().approved_project(), PUBLICATION
    ),
    "projects.reject_change": lambda: _case(APPROVES, reject_change, _proposed(Cast()), "ถูกแล้ว"),
    "projects.reject_kpi_change": lambda: _case(
        APPROVES, reject_kpi_change, _proposed_kpi_change(Cast()), "ยังไม่มีเหตุผลพอ"
    ),
    "projects.remove_programme": lambda: _case(WRITES, remove_programme, _programme(Cast())),
    "projects.remove_strategy": _removing_a_strategy,
    "projects.return_five_year_plan": lambda: _case(
        APPROVES, return_five_year_plan, _submitted_five_year_plan(Cast()), "ขาดเป้าหมาย"
    ),
    "projects.return_plan": lambda: _case(APPROVES, return_plan, _submitted_plan(Cast()), "ขาดชื่อ"),
    "projects.return_project": lambda: _case(
        APPROVES, return_project, _submitted_project(Cast()), "ขาดตัวชี้วัด"
    ),
    "projects.revise_five_year_plan": lambda: _case(WRITES, revise_five_year_plan, _in_force()),
    "projects.start_plan": lambda: _case(APPROVES, start_plan, Cast().approved_plan()),
    "projects.start_project": lambda: _case(APPROVES, start_project, Cast().approved_project()),
    "projects.submit_five_year_plan": lambda: _case(WRITES, submit_five_year_plan, Cast().five_year_plan()),
    "projects.submit_plan": lambda: _case(WRITES, submit_plan, _draft_plan_of(Cast())),
    "projects.submit_project": lambda: _case(WRITES, submit_project, _draft_project_of(Cast())),
    "projects.withdraw_change": lambda: _case(PAYS, withdraw_change, _proposed(Cast())),
    "projects.withdraw_kpi_change": lambda: _case(WRITES, withdraw_kpi_change, _proposed_kpi_change(Cast())),
    "projects.write_programme": lambda: _case(
        WRITES, write_programme, _strategy(Cast()), replace(PROGRAMME, number=2)
    ),
    "projects.write_strategy": lambda: _case(
        WRITES, write_strategy, Cast().five_year_plan(), replace(STRATEGY, number=2)
    ),
}
