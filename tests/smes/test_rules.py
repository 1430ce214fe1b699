"""The legal size test, by the table and the tie of docs/domain.md#size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from schemes.eligibility.rules import Declarations
from schemes.states import Sector, SmeSize
from smes.rules import (
    Decider,
    RegistrationFacts,
    SmeReason,
    TieBreak,
    TooLarge,
    problem_of_submission,
    problem_of_verification,
    size_of,
)

MFG, TRADE, SERVICE = Sector.MANUFACTURING, Sector.TRADE, Sector.SERVICE
MICRO, SMALL, MEDIUM = SmeSize.MICRO, SmeSize.SMALL, SmeSize.MEDIUM
REVENUE, HIGHER = TieBreak.REVENUE, TieBreak.HIGHER
MILLION = 100_000_000


@pytest.mark.parametrize(
    ("sector", "employees", "satang", "size"),
    [
        (MFG, 5, 180_000_000, MICRO),
        (MFG, 5, 180_000_001, SMALL),
        (TRADE, 1, 180_000_001, SMALL),
        (MFG, 50, 100 * MILLION, SMALL),
        (MFG, 50, 100 * MILLION + 1, MEDIUM),
        (MFG, 200, 500 * MILLION, MEDIUM),
        (MFG, 200, 500 * MILLION + 1, TooLarge.REVENUE),
        (SERVICE, 30, 50 * MILLION, SMALL),
        (SERVICE, 30, 50 * MILLION + 1, MEDIUM),
        (TRADE, 100, 300 * MILLION, MEDIUM),
        (TRADE, 100, 300 * MILLION + 1, TooLarge.REVENUE),
        (TRADE, 101, 300 * MILLION + 1, TooLarge.BOTH),
        (SERVICE, 0, 0, MICRO),
    ],
)
def test_limits_are_inclusive_to_the_satang(sector, employees, satang, size):
    assert size_of(sector, employees, Money(satang)).result is size


@pytest.mark.parametrize(
    ("employees", "size"),
    [(5, MICRO), (6, SMALL), (50, SMALL), (51, MEDIUM), (200, MEDIUM), (201, TooLarge.EMPLOYEES)],
)
def test_headcount_limits_of_manufacturing_under_the_higher_rule(employees, size):
    assert size_of(MFG, employees, Money(1), HIGHER).result is size


@pytest.mark.parametrize(
    ("employees", "size"),
    [(5, MICRO), (6, SMALL), (30, SMALL), (31, MEDIUM), (100, MEDIUM), (101, TooLarge.EMPLOYEES)],
)
@pytest.mark.parametrize("sector", [TRADE, SERVICE])
def test_headcount_limits_of_trade_and_service_under_the_higher_rule(sector, employees, size):
    assert size_of(sector, employees, Money(1), HIGHER).result is size


@pytest.mark.parametrize("rule", [REVENUE, HIGHER])
def test_four_staff_and_forty_million_in_services_is_small_by_either_rule(rule):
    sizing = size_of(SERVICE, 4, Money.baht(40_000_000), rule)
    assert sizing.result is SMALL
    assert sizing.decided_by is Decider.REVENUE


@pytest.mark.parametrize(
    ("rule", "size", "decider"), [(REVENUE, SMALL, Decider.REVENUE), (HIGHER, MEDIUM, Decider.EMPLOYEES)]
)
def test_sixty_staff_and_ninety_million_in_manufacturing_depends_on_the_rule(rule, size, decider):
    sizing = size_of(MFG, 60, Money.baht(90_000_000), rule)
    assert sizing.result is size
    assert sizing.decided_by is decider
    assert (sizing.by_employees, sizing.by_revenue) == (MEDIUM, SMALL)


def test_many_staff_and_little_revenue_is_an_sme_only_while_revenue_decides():
    assert size_of(MFG, 900, Money.baht(1), REVENUE).result is MICRO
    assert size_of(MFG, 900, Money.baht(1), HIGHER).size is None


@given(st.sampled_from(Sector), st.integers(0, 10**6), st.integers(0, 10**13))
def test_the_higher_rule_never_gives_a_smaller_size(sector, employees, satang):
    order = [MICRO, SMALL, MEDIUM, None]
    by_revenue = size_of(sector, employees, Money(satang), REVENUE).size
    by_higher = size_of(sector, employees, Money(satang), HIGHER).size
    assert order.index(by_higher) >= order.index(by_revenue)


GOOD = Declarations(5_001, taxes_filed=True, not_bankrupt=True, not_barred=True, lawful_business=True)


@pytest.mark.parametrize("gate", ["taxes_filed", "not_bankrupt", "not_barred", "lawful_business"])
def test_one_failed_gate_keeps_an_enterprise_out(gate):
    assert problem_of_verification(SMALL, GOOD) is None
    assert problem_of_verification(SMALL, replace(GOOD, **{gate: False})) is SmeReason.NOT_ELIGIBLE


def test_what_is_above_medium_is_refused():
    too_large = size_of(MFG, 300, Money.baht(600_000_000)).size
    assert problem_of_verification(too_large, GOOD) is SmeReason.TOO_LARGE


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        (RegistrationFacts(False, True, 1), SmeReason.FIGURES_MISSING),
        (RegistrationFacts(True, False, 1), SmeReason.DECLARATIONS_MISSING),
        (RegistrationFacts(True, True, 0), SmeReason.DOCUMENTS_MISSING),
        (RegistrationFacts(True, True, 1), None),
    ],
)
def test_only_a_complete_registration_is_submitted(facts, problem):
    assert problem_of_submission(facts) is problem
