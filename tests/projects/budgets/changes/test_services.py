"""Changes of budgets: the worked examples 6 and 7 of the ledger, who may, and what cannot be done twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

import ledger.queries
from core.db import db
from core.errors import Refused, WrongState
from core.money import Money
from ledger.checks import run_all
from ledger.rules import LedgerReason
from projects.budgets.changes.services.approve_change import approve_change
from projects.budgets.changes.services.propose_correction import propose_correction
from projects.budgets.changes.services.propose_transfer import propose_transfer
from projects.budgets.changes.services.reject_change import reject_change
from projects.budgets.changes.services.withdraw_change import withdraw_change
from projects.budgets.queries import purse_of
from projects.budgets.services.appropriate import appropriate
from projects.budgets.services.open_line import open_line
from projects.models import BudgetChange, BudgetMove
from projects.projects.services.approve_project import approve_project
from projects.projects.services.draft_project import draft_project
from projects.projects.services.submit_project import submit_project
from projects.rules import ProjectReason
from projects.states import BudgetChangeState, FundSource
from tests.factories import NOW
from tests.projects.cast import refusal, state_of
from tests.projects.drafts import PROJECT, a_resolution

BAHT = Money.baht


def free(line_id: int) -> Money:
    """What a line has that no scheme has."""
    return purse_of(ledger.queries.balances(db.session(), line_ids=[line_id])).available


def appropriated(line_id: int) -> Money:
    """What a line has received, less what went elsewhere or was undone."""
    return purse_of(ledger.queries.balances(db.session(), line_ids=[line_id])).received


def receipt_of(line_id: int) -> int:
    """The latest entry of a line."""
    found = db.session.scalar(sa.select(sa.func.max(BudgetMove.id)).where(BudgetMove.line_id == line_id))
    assert found is not None
    return found


def second_line(cast, line_id: int, budget: Money = BAHT(5_000_000)) -> int:
    """A line of the same source and year, of another project of the plan, with nothing on it."""
    project = db.session.get_one(BudgetMove, receipt_of(line_id)).line_id
    plan_id = db.session.scalar(
        sa.text(
            "SELECT plan_id FROM projects JOIN budget_lines ON project_id = projects.id WHERE budget_lines.id = :line"
        ),
        {"line": project},
    )
    other = draft_project(
        plan_id,
        replace(PROJECT, code="P2570-09", budget=budget, sources=((FundSource.SME_FUND, budget),)),
        actor=cast.officer,
        now=NOW,
    )
    submit_project(other, actor=cast.officer, now=NOW)
    approve_project(other, a_resolution(), actor=cast.approver, now=NOW)
    return open_line(other, FundSource.SME_FUND, 2570, actor=cast.finance, now=NOW)


def transfer(cast, line_id: int, to_line_id: int, amount: Money) -> int:
    """A proposed transfer."""
    return propose_transfer(
        line_id, to_line_id, amount, "โครงการรับเงินต้องการใช้ก่อน", actor=cast.finance, now=NOW
    )


def approve(cast, change_id: int) -> None:
    approve_change(change_id, a_resolution(), actor=cast.approver, now=NOW)


def test_a_transfer_moves_nothing_until_another_person_approves_it(cast):
    line_id = cast.funded_line(cast.approved_project())
    other = second_line(cast, line_id)
    change_id = transfer(cast, line_id, other, BAHT(400_000))
    assert (free(line_id), free(other)) == (BAHT(1_000_000), BAHT(0))
    approve(cast, change_id)
    assert (free(line_id), free(other)) == (BAHT(600_000), BAHT(400_000))
    assert (appropriated(line_id), appropriated(other)) == (BAHT(600_000), BAHT(400_000))
    assert run_all() == []


def test_a_wrong_entry_is_undone_whole_and_the_right_one_entered(cast):
    line_id = cast.funded_line(cast.approved_project(), 4_000_000)
    wrong = receipt_of(line_id)
    approve(cast, propose_correction(wrong, "พิมพ์เกินไปหนึ่งหลัก", actor=cast.finance, now=NOW))
    assert appropriated(line_id) == BAHT(0)
    appropriate(line_id, BAHT(400_000), "กค 0401/1", actor=cast.finance, now=NOW)
    assert free(line_id) == BAHT(400_000)
    assert run_all() == []


def test_what_a_correction_freed_under_the_ceiling_may_be_entered_again(cast):
    line_id = cast.funded_line(cast.approved_project(), 5_000_000)
    approve(cast, propose_correction(receipt_of(line_id), "ผิดรายการ", actor=cast.finance, now=NOW))
    appropriate(line_id, BAHT(5_000_000), "กค 2", actor=cast.finance, now=NOW)
    assert refusal(lambda: appropriate(line_id, BAHT(1), "กค 3", actor=cast.finance, now=NOW)) is (
        ProjectReason.BEYOND_APPROVED_SOURCE
    )


def test_a_transfer_is_undone_on_both_lines(cast):
    line_id = cast.funded_line(cast.approved_project())
    other = second_line(cast, line_id)
    transferred = transfer(cast, line_id, other, BAHT(400_000))
    approve(cast, transferred)
    entry_id = db.session.get_one(BudgetChange, transferred).entry_id
    approve(cast, propose_correction(entry_id, "โอนผิดรายการ", actor=cast.finance, now=NOW))
    assert (free(line_id), free(other)) == (BAHT(1_000_000), BAHT(0))
    assert run_all() == []


def test_money_that_has_left_the_line_is_neither_transferred_nor_corrected(cast):
    line_id = cast.funded_line(cast.approved_project())
    other = second_line(cast, line_id)
    first = transfer(cast, line_id, other, BAHT(700_000))
    second = transfer(cast, line_id, other, BAHT(700_000))
    correction = propose_correction(receipt_of(line_id), "ผิด", actor=cast.finance, now=NOW)
    approve(cast, first)
    for late in (second, correction):
        assert refusal(lambda late=late: approve(cast, late)) is LedgerReason.NOT_ENOUGH_AVAILABLE
        assert state_of(BudgetChange, late) is BudgetChangeState.PROPOSED
    assert (free(line_id), free(other)) == (BAHT(300_000), BAHT(700_000))


def test_a_transfer_respects_the_ceiling_of_the_project_that_receives(cast):
    line_id = cast.funded_line(cast.approved_project())
    other = second_line(cast, line_id, BAHT(300_000))
    with pytest.raises(Refused) as caught:
        transfer(cast, line_id, other, BAHT(300_001))
    assert caught.value.reason is ProjectReason.BEYOND_APPROVED_SOURCE
    assert caught.value.facts["left"] == str(BAHT(300_000))
    one, two = (transfer(cast, line_id, other, BAHT(200_000)) for _ in range(2))
    approve(cast, one)
    assert refusal(lambda: approve(cast, two)) is ProjectReason.BEYOND_APPROVED_SOURCE


def test_an_entry_is_corrected_once_and_anew_after_a_rejection(cast):
    line_id = cast.funded_line(cast.approved_project())
    entry = receipt_of(line_id)
    first = propose_correction(entry, "ผิด", actor=cast.finance, now=NOW)
    again = refusal(lambda: propose_correction(entry, "ผิด", actor=cast.finance, now=NOW))
    assert again is ProjectReason.ALREADY_CORRECTED
    reject_change(first, "ถูกต้องแล้ว", actor=cast.approver, now=NOW)
    second = propose_correction(entry, "ผิดจริง", actor=cast.finance, now=NOW)
    withdraw_change(second, actor=cast.finance, now=NOW)
    approve(cast, propose_correction(entry, "ผิดจริง", actor=cast.finance, now=NOW))
    assert appropriated(line_id) == BAHT(0)


def test_a_decided_change_is_decided_no_more(cast):
    line_id = cast.funded_line(cast.approved_project())
    change_id = transfer(cast, line_id, second_line(cast, line_id), BAHT(1))
    approve(cast, change_id)
    for late in (
        lambda: approve(cast, change_id),
        lambda: reject_change(change_id, "สาย", actor=cast.approver, now=NOW),
        lambda: withdraw_change(change_id, actor=cast.finance, now=NOW),
    ):
        with pytest.raises(WrongState):
            late()
    assert free(line_id) == BAHT(999_999)


def test_the_paper_is_not_from_tomorrow(cast):
    line_id = cast.funded_line(cast.approved_project())
    change_id = transfer(cast, line_id, second_line(cast, line_id), BAHT(1))
    tomorrow = a_resolution(taken_on=NOW.date() + timedelta(days=2))
    assert refusal(lambda: approve_change(change_id, tomorrow, actor=cast.approver, now=NOW)) is (
        ProjectReason.RESOLUTION_IN_FUTURE
    )
    assert free(line_id) == BAHT(1_000_000)


def test_the_two_lines_differ(cast):
    line_id = cast.funded_line(cast.approved_project())
    assert refusal(lambda: transfer(cast, line_id, line_id, BAHT(1))) is ProjectReason.SAME_LINE
