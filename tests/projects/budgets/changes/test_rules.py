"""Which changes of a budget may be proposed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.money import Money
from ledger.states import Move
from projects.budgets.changes.rules import TransferFacts, problem_of_correction, problem_of_transfer
from projects.budgets.rules import LineFacts
from projects.rules import ProjectReason
from projects.states import FundSource, PlanState

ROOM = LineFacts(PlanState.RUNNING, False, Money.baht(100), Money.baht(60))
ANNUAL, FUND = FundSource.ANNUAL_BUDGET, FundSource.SME_FUND
TRANSFER = TransferFacts(ANNUAL, 2570, ANNUAL, 2570, False, ROOM)


@pytest.mark.parametrize(
    ("facts", "baht", "expected"),
    [
        (TRANSFER, 40, None),
        (TRANSFER, 0, ProjectReason.AMOUNT_NOT_POSITIVE),
        (TRANSFER, 41, ProjectReason.BEYOND_APPROVED_BUDGET),
        (replace(TRANSFER, of_one_project=True), 41, None),
        (replace(TRANSFER, to_source=FUND), 1, ProjectReason.OTHER_SOURCE),
        (replace(TRANSFER, to_fiscal_year=2571), 1, ProjectReason.ANNUAL_MONEY_OF_ITS_YEAR),
        (replace(TRANSFER, source=FUND, to_source=FUND, to_fiscal_year=2571), 1, None),
        (
            replace(TRANSFER, source=FUND, to_source=FUND, to_fiscal_year=2569),
            1,
            ProjectReason.FUND_MONEY_GOES_FORWARD,
        ),
        (
            replace(TRANSFER, to=replace(ROOM, project_state=PlanState.CLOSED)),
            1,
            ProjectReason.PROJECT_NOT_APPROVED,
        ),
        (replace(TRANSFER, to=replace(ROOM, zero_budget=True)), 1, ProjectReason.MONEY_ON_ZERO_BUDGET),
    ],
)
def test_a_transfer_keeps_source_year_and_ceiling(facts, baht, expected):
    assert problem_of_transfer(facts, Money.baht(baht)) is expected


@pytest.mark.parametrize("kind", [Move.ALLOT, Move.TAKE_BACK, Move.TRANSFER_IN, Move.REVERSE])
def test_only_receipts_and_transfers_are_corrected(kind):
    assert problem_of_correction(kind, None, Money.baht(1)) is ProjectReason.NOT_CORRECTED_SO


def test_a_transfer_comes_back_below_the_ceiling_only():
    assert problem_of_correction(Move.TRANSFER_OUT, ROOM, Money.baht(40)) is None
    above = problem_of_correction(Move.TRANSFER_OUT, ROOM, Money.baht(41))
    assert above is ProjectReason.BEYOND_APPROVED_BUDGET
