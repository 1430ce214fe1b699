"""Budgets that are changed while coupons are issued and money is given and taken back: every satang stays in one place.

`BUDGET_RACES=1000` races a thousand changes; a run of every day fewer.
"""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

import ledger.queries
from core.db import Tx, db
from core.documents import operations as documents
from core.errors import Refused
from core.money import Money
from core.permissions import Role
from coupons.applications.services.approve_application import approve_application
from ledger.checks import run_all
from projects.budgets.changes.services.approve_change import approve_change
from projects.budgets.changes.services.propose_correction import propose_correction
from projects.budgets.changes.services.propose_transfer import propose_transfer
from projects.budgets.queries import purse_of
from projects.budgets.services.appropriate import appropriate
from projects.budgets.services.open_line import open_line
from projects.models import BudgetChange, BudgetMove, Project
from projects.states import BudgetChangeState, FundSource
from schemes.services.allot import allot
from schemes.services.take_back import take_back
from tests.factories import NOW, World, build
from tests.projects.drafts import a_resolution
from tests.races.crowd import crowd

CHANGES = int(os.environ.get("BUDGET_RACES", "60"))
BAHT = Money.baht


def purse(*line_ids: int):
    """What stands where on these lines."""
    db.session.rollback()
    return purse_of(ledger.queries.balances(db.session(), line_ids=[*line_ids]))


@pytest.fixture(autouse=True)
def paper(db_app, monkeypatch):
    """The signed document is judged once: those who judge are few, and would send most of the crowd away."""
    with db_app.app_context():
        judged = documents.judge(a_resolution().content)
    monkeypatch.setattr(documents, "judge", lambda _content: judged)


@pytest.fixture
def office(db_app):
    """A line with a scheme and applications, an empty line of the same project's next year, and who works on both."""
    world = World()

    def make(tx):
        scheme = world.scheme(tx, world.category(tx), money=BAHT(100_000), cap=BAHT(1_000), stripes=16)
        programme = world.staff(tx, Role.PROGRAMME_OFFICER).person_id
        tx.execute(sa.update(Project).values(budget_satang=BAHT(100_000_000).satang, zero_budget=False))
        return SimpleNamespace(
            scheme_id=scheme.id,
            line_id=scheme.line_id,
            project_id=scheme.project_id,
            finance=world.staff(tx, Role.FINANCE_OFFICER),
            planner=world.staff(tx, Role.PLAN_APPROVER),
            programme=world.staff(tx, Role.PROGRAMME_APPROVER),
            applications=[
                world.application(
                    tx, scheme, world.sme(tx), recommended_at=NOW, recommended_by_id=programme
                ).id
                for _ in range(8)
            ],
        )

    office = build(make)
    office.next_line = open_line(office.project_id, FundSource.SME_FUND, 2571, actor=office.finance, now=NOW)
    return office


def _proposed(office) -> list[int]:
    """Transfers and corrections: as many as CHANGES, of which there is money for some."""
    for number in range(CHANGES // 2):
        appropriate(office.line_id, BAHT(1_000), f"กค {number}", actor=office.finance, now=NOW)
    entries = db.session.scalars(
        sa.select(BudgetMove.id).where(BudgetMove.line_id == office.line_id).order_by(BudgetMove.id)
    ).all()
    db.session.rollback()
    wrong = [propose_correction(each, "ผิด", actor=office.finance, now=NOW) for each in entries]
    moved = [
        propose_transfer(office.line_id, office.next_line, BAHT(700), "ใช้ปีหน้า", actor=office.finance, now=NOW)
        for _ in range(CHANGES - len(wrong))
    ]
    return wrong + moved


def test_changes_raced_with_issue_allotment_and_return_leave_the_ledger_whole(db_app, office):
    changes = _proposed(office)
    received = purse(office.line_id, office.next_line).received
    jobs = [
        *(("approve", each) for each in changes for _twice in range(2)),
        *(("allot", each) for each in range(CHANGES // 2)),
        *(("take_back", each) for each in range(CHANGES // 2)),
        *(("issue", each) for each in office.applications),
    ]

    def work(job):
        what, key = job
        try:
            if what == "approve":
                approve_change(key, a_resolution(), actor=office.planner, now=NOW)
            elif what == "issue":
                approve_application(key, actor=office.programme, now=NOW)
            else:
                move = allot if what == "allot" else take_back
                move(office.scheme_id, BAHT(500), f"{what} {key}", actor=office.finance, now=NOW)
        except Refused as refused:
            return str(refused.reason)
        return "done"

    mixed = sorted(jobs, key=lambda job: hash((job[1] * 7919) % 97))
    answers = crowd(db_app, work, mixed)
    turned_away = ("WrongState", "LockNotAvailable")
    assert [
        each for each in answers if each.error and not any(said in each.error for said in turned_away)
    ] == []
    assert run_all() == []
    approved = dict.fromkeys(
        db.session.scalars(
            sa.select(BudgetChange.id).where(BudgetChange.state == BudgetChangeState.APPROVED)
        ),
        0,
    )
    for each in answers:
        if each.job[0] == "approve" and each.value == "done":
            approved[each.job[1]] += 1
    assert set(approved.values()) == {1}, "each is approved by one of the two who tried"
    undone = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(BudgetChange.amount_satang), 0)).where(
            BudgetChange.state == BudgetChangeState.APPROVED, BudgetChange.corrects_id.is_not(None)
        )
    )
    assert purse(office.line_id, office.next_line).received == received - Money(int(undone))


def _unlocked() -> None:
    Tx.lock = Tx.get


@pytest.mark.parametrize(("before", "keeps"), [(None, True), (_unlocked, False)], ids=["locked", "control"])
def test_transfers_raced_into_a_project_stay_below_its_ceiling(db_app, office, before, keeps):
    """The control takes the lock of the project away."""
    appropriate(office.line_id, BAHT(50_000), "กค 1", actor=office.finance, now=NOW)
    small = _another_project(office)
    changes = [
        propose_transfer(office.line_id, small, BAHT(1_000), "ขาดเงิน", actor=office.finance, now=NOW)
        for _ in range(24)
    ]

    def work(change_id):
        try:
            approve_change(change_id, a_resolution(), actor=office.planner, now=NOW)
        except Refused as refused:
            return str(refused.reason)
        return "done"

    answers = crowd(db_app, work, changes, before)
    assert [each for each in answers if each.error] == []
    assert (purse(small).received <= BAHT(3_000)) is keeps
    if keeps:
        assert sum(each.value == "done" for each in answers) == 3


def _another_project(office) -> int:
    """A line of a project that may receive three thousand baht."""
    world = World(first=9_000)

    def make(tx):
        project = world.project(tx)
        project.budget_satang = BAHT(3_000).satang
        return project.id

    return open_line(build(make), FundSource.SME_FUND, 2570, actor=office.finance, now=NOW)
