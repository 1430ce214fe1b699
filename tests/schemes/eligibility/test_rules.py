"""The eligibility rules, by table: facts in, one explained verdict per rule out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.calendar.due import is_official
from core.clock import bangkok_midnight
from core.money import ZERO, Money
from core.terms import Calendar
from schemes.eligibility.rules import (
    SOURCES,
    Declarations,
    Holdings,
    SchemeFacts,
    SmeFacts,
    Tier,
    coupon_valid_until,
    failures,
    judge,
)
from schemes.eligibility.states import CHOSEN, EligibilityRule, SmeGate
from schemes.states import PayeeMode, SchemeState, Sector, SmeSize
from smes.states import SmeState

SMALL_SHOP = SmeFacts(
    is_verified=True,
    state=SmeState.VERIFIED,
    size=SmeSize.SMALL,
    sector=Sector.SERVICE,
    employees=4,
    revenue=Money.baht(40_000_000),
    province_code="52",
    declared=Declarations(10_000, taxes_filed=True, not_bankrupt=True, not_barred=True, lawful_business=True),
)


def declaring(**answers: object) -> SmeFacts:
    """The small shop with these answers instead."""
    return replace(SMALL_SHOP, declared=replace(SMALL_SHOP.declared, **answers))


PHASE_TWO = SchemeFacts(
    version_id=1,
    version=1,
    effective_from=date(2022, 1, 17),
    payee_mode=PayeeMode.PAY_PROVIDER,
    state=SchemeState.OPEN,
    applies_from=date(2022, 1, 17),
    applies_until=date(2023, 8, 31),
    delivers_until=date(2023, 9, 30),
    coupon_valid_days=365,
    max_open_coupons=1,
    tiers=(
        Tier(SmeSize.MICRO, 8_000, Money.baht(50_000)),
        Tier(SmeSize.SMALL, 8_000, Money.baht(100_000)),
    ),
    category_ids=frozenset({1, 2}),
    sectors=frozenset(),
    provinces=frozenset(),
)
"""BDS phase 2: proposals until 31 August 2566, operation until 30 September 2566 (docs/domain.md#schemes)."""
PLENTY = Holdings(available=Money.baht(1_000_000))
LAST_DAY = date(2023, 8, 31)
R = EligibilityRule


def failed(sme=SMALL_SHOP, scheme=PHASE_TWO, holdings=PLENTY, asked_on=LAST_DAY):
    return failures(judge(sme, scheme, holdings, asked_on=asked_on), money_decides=True)


def facts_of(rule, **changed):
    sme, scheme = changed.get("sme", SMALL_SHOP), changed.get("scheme", PHASE_TWO)
    verdicts = judge(sme, scheme, changed.get("holdings", PLENTY), asked_on=LAST_DAY)
    return next(verdict.facts for verdict in verdicts if verdict.rule is rule)


def test_a_business_that_meets_every_rule_fails_none():
    assert failed() == ()


def test_every_rule_speaks_each_time_and_in_the_order_of_the_list():
    verdicts = judge(SMALL_SHOP, PHASE_TWO, PLENTY, asked_on=LAST_DAY)
    assert tuple(verdict.rule for verdict in verdicts) == tuple(
        rule for rule in EligibilityRule if rule not in CHOSEN
    )


def test_every_rule_names_its_source():
    assert set(SOURCES) == set(EligibilityRule)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"is_verified": False, "state": SmeState.SUBMITTED}, R.SME_VERIFIED),
        ({"is_verified": False, "state": SmeState.SUSPENDED}, R.SME_VERIFIED),
        ({"size": SmeSize.MEDIUM}, R.SIZE_COVERED),
        ({"size": None}, R.SIZE_COVERED),
    ],
)
def test_one_fact_of_the_business_fails_exactly_its_own_rule(changes, rule):
    assert failed(sme=replace(SMALL_SHOP, **changes)) == (rule,)


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"thai_share_bp": 5_000}, R.THAI_MAJORITY),
        ({"taxes_filed": False}, R.TAXES_FILED),
        ({"not_bankrupt": False}, R.NOT_BANKRUPT),
        ({"not_barred": False}, R.NOT_BARRED),
        ({"lawful_business": False}, R.LAWFUL_BUSINESS),
    ],
)
def test_one_declaration_fails_exactly_its_own_rule(answers, rule):
    assert failed(sme=declaring(**answers)) == (rule,)


def test_before_the_first_answer_no_declaration_holds():
    assert set(failed(sme=replace(SMALL_SHOP, declared=None))) == {R(gate.value) for gate in SmeGate}


def test_a_hair_above_half_of_the_shares_is_a_thai_majority():
    assert failed(sme=declaring(thai_share_bp=5_001)) == ()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"sectors": frozenset({"manufacturing"})}, R.SECTOR_COVERED),
        ({"provinces": frozenset({"10", "50"})}, R.PROVINCE_COVERED),
        ({"state": SchemeState.PAUSED}, R.SCHEME_OPEN),
        ({"state": SchemeState.CLOSED}, R.SCHEME_OPEN),
    ],
)
def test_one_demand_of_the_scheme_fails_exactly_its_own_rule(changes, rule):
    assert failed(scheme=replace(PHASE_TWO, **changes)) == (rule,)


@pytest.mark.parametrize("state", [SchemeState.PAUSED, SchemeState.CLOSED])
def test_a_pause_or_a_close_does_not_stop_what_was_sent_before(state):
    stopped = replace(PHASE_TWO, state=state)
    assert failures(judge(SMALL_SHOP, stopped, PLENTY, asked_on=LAST_DAY, sent=True)) == ()


def test_a_scheme_limited_to_the_businesss_own_sector_and_province_takes_it():
    limited = replace(PHASE_TWO, sectors=frozenset({"service"}), provinces=frozenset({"52"}))
    assert failed(scheme=limited) == ()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2022, 1, 16), (R.WITHIN_WINDOW,)),
        (date(2022, 1, 17), ()),
        (date(2023, 8, 31), ()),
        (date(2023, 9, 1), (R.WITHIN_WINDOW,)),
    ],
)
def test_the_window_includes_its_first_and_its_last_day(day, expected):
    """docs/domain.md#schemes: an application dated 1 September 2566 is refused."""
    assert failed(asked_on=day) == expected


def valid_until(issued_on):
    return coupon_valid_until(PHASE_TWO, bangkok_midnight(issued_on), Calendar(is_official))


def test_a_coupon_may_still_be_issued_and_used_after_the_last_day_to_apply():
    """docs/domain.md#schemes: while delivery on that day is allowed."""
    assert valid_until(date(2023, 9, 1)) == date(2023, 9, 30)


def test_a_coupon_never_outlives_the_last_day_of_delivery_nor_its_own_span():
    assert valid_until(date(2022, 10, 1)) == date(2023, 9, 30)
    assert valid_until(date(2022, 1, 17)) == date(2023, 1, 16)
    assert valid_until(date(2023, 9, 30)) == date(2023, 9, 30)
    assert valid_until(date(2023, 10, 1)) is None


def test_a_coupon_whose_last_day_is_a_holiday_can_be_used_on_the_next_working_day():
    assert valid_until(date(2022, 1, 15)) == date(2023, 1, 16)


def test_the_last_day_of_a_scheme_is_a_date_and_stays_a_saturday():
    assert PHASE_TWO.delivers_until.weekday() == 5
    assert valid_until(date(2023, 1, 4)) == PHASE_TWO.delivers_until


def test_one_open_coupon_is_the_limit_and_a_scheme_may_allow_more():
    holding = replace(PLENTY, open_coupons=1)
    assert failed(holdings=holding) == (R.OPEN_COUPONS_BELOW_LIMIT,)
    assert failed(scheme=replace(PHASE_TWO, max_open_coupons=2), holdings=holding) == ()


def test_support_for_the_same_service_elsewhere_is_double_support_and_is_named():
    holdings = replace(PLENTY, other_support=("C2566-000007",))
    assert failed(holdings=holdings) == (R.NO_DOUBLE_SUPPORT,)
    assert facts_of(R.NO_DOUBLE_SUPPORT, holdings=holdings) == {"others": ["C2566-000007"]}


@pytest.mark.parametrize(
    ("available", "expected"),
    [
        (Money.baht(100_000), ()),
        (Money(9_999_999), (R.MONEY_AVAILABLE,)),
        (ZERO, (R.MONEY_AVAILABLE,)),
        (None, ()),
    ],
)
def test_money_is_there_when_the_whole_cap_is(available, expected):
    """None is a zero-budget scheme, which promises no money."""
    assert failed(holdings=Holdings(available=available)) == expected


def test_whether_money_is_there_is_not_known_before_the_size_is():
    """Only a scheme without a budget is not limited by one."""
    unsized = replace(SMALL_SHOP, size=None)
    facts = facts_of(R.MONEY_AVAILABLE, sme=unsized, holdings=Holdings(available=Money.baht(90_000)))
    assert facts == {"available_satang": 9_000_000, "needed_satang": None}


def test_lack_of_money_keeps_nobody_from_applying():
    verdicts = judge(SMALL_SHOP, PHASE_TWO, Holdings(available=ZERO), asked_on=LAST_DAY)
    assert failures(verdicts) == ()


def test_the_verdict_on_size_shows_the_figures_and_what_the_state_pays():
    assert facts_of(R.SIZE_COVERED) == {
        "size": "small",
        "employees": 4,
        "revenue_satang": 4_000_000_000,
        "share_bp": 8_000,
        "cap_satang": 10_000_000,
    }


def test_a_size_that_is_not_covered_is_told_which_are():
    medium = replace(SMALL_SHOP, size=SmeSize.MEDIUM)
    assert facts_of(R.SIZE_COVERED, sme=medium)["covered"] == ["micro", "small"]


def test_all_failures_are_told_at_once():
    poor = replace(declaring(taxes_filed=False, thai_share_bp=4_900), size=None)
    assert failed(sme=poor) == (R.SIZE_COVERED, R.THAI_MAJORITY, R.TAXES_FILED)


@pytest.mark.parametrize(("share", "passes"), [(5_000, False), (5_001, True), (10_000, True), (0, False)])
def test_exactly_half_is_no_thai_majority(share, passes):
    assert replace(SMALL_SHOP.declared, thai_share_bp=share).gates()[SmeGate.THAI_MAJORITY] is passes
