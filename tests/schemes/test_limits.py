"""The limits of one price and of one SME, by their rules alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import ZERO, Money
from coupons.redemptions.rules import highest_price_within, price_parts
from schemes.eligibility.limits import judge_limits
from schemes.eligibility.states import EligibilityRule
from schemes.states import CapPeriod
from schemes.terms.rules import (
    NO_LIMITS,
    Award,
    Limits,
    counted_from,
    left_for,
    problem_of_limits,
    state_part,
    year_of,
    years_from,
)
from schemes.terms.states import LimitReason

TIERS = [(8_000, Money.baht(50_000)), (5_000, Money.baht(200_000))]
R = EligibilityRule


def award(day, baht=1_000, category=1):
    return Award(date.fromisoformat(day), category, Money.baht(baht))


def found(limits, *awards, on, category=1):
    return {
        rule: (passed, facts)
        for rule, passed, facts in judge_limits(limits, awards, category, date.fromisoformat(on))
    }


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({}, None),
        ({"least_own_bp": 2_000}, None),
        ({"least_own_bp": 2_001}, LimitReason.OWN_SHARE_TOO_HIGH),
        ({"price_cap_satang": 20_000_000}, None),
        ({"price_cap_satang": 20_000_001}, LimitReason.PRICE_CAP_ABOVE_COUPON),
        ({"max_awards": 2, "max_per_category": 2, "awards_years": 1}, None),
        ({"max_awards": 2, "max_per_category": 3}, LimitReason.CATEGORY_ABOVE_AWARDS),
        ({"awards_years": 1}, LimitReason.YEARS_WITHOUT_NUMBER),
        ({"sme_cap_satang": 1}, LimitReason.PERIOD_INCOMPLETE),
        ({"sme_cap_satang": 20_000_000, "sme_cap_period": CapPeriod.LIFETIME}, None),
        (
            {"sme_cap_satang": 19_999_999, "sme_cap_period": CapPeriod.LIFETIME},
            LimitReason.SME_MONEY_BELOW_COUPON,
        ),
        ({"sme_cap_satang": 1, "sme_cap_period": CapPeriod.ROLLING}, LimitReason.PERIOD_INCOMPLETE),
        ({"sme_cap_satang": 1, "sme_cap_period": CapPeriod.YEAR}, LimitReason.PERIOD_INCOMPLETE),
        ({"sme_cap_satang": 20_000_000, "sme_cap_period": CapPeriod.YEAR, "sme_cap_month": 10}, None),
    ],
)
def test_limits_that_cannot_stand_are_refused(limits, reason):
    assert problem_of_limits(Limits(**limits), TIERS) is reason


@pytest.mark.parametrize(
    ("limits", "price", "state"),
    [
        ({}, 500_000, 250_000),
        ({"price_cap_satang": 20_000_000}, 300_000, 150_000),
        ({"price_cap_satang": 20_000_000}, 500_000, 200_000),
        ({"least_own_satang": 6_000_000}, 100_000, 40_000),
        ({"least_own_satang": 6_000_000}, 50_000, 0),
        ({"least_own_bp": 6_000}, 100_000, 40_000),
    ],
)
def test_the_state_pays_its_share_within_the_limits_of_one_price(limits, price, state):
    parts = price_parts(Money.baht(price), 5_000, Limits(**limits))
    assert parts.subsidy == Money.baht(state)
    assert parts.subsidy + parts.own == Money.baht(price)


@given(
    price=st.integers(1, 10**9),
    share=st.integers(0, 10_000),
    cap=st.none() | st.integers(1, 10**9),
    own=st.none() | st.integers(1, 10**9),
    left=st.integers(0, 10**9),
)
def test_the_highest_price_that_fits_is_the_highest(price, share, cap, own, left):
    limits = Limits(price_cap_satang=cap, least_own_satang=own)
    part = state_part(Money(price), share, limits)
    assert ZERO <= part <= Money(price).share(share)
    highest = highest_price_within(Money(left), share, limits)
    assert (part <= Money(left)) == (highest is None or Money(price) <= highest)


def test_an_award_leaves_the_years_on_their_last_day():
    limits = Limits(max_awards=3, awards_years=5)
    got = (award("2021-03-01"), award("2023-01-01"), award("2025-01-01"))
    passed, facts = found(limits, *got, on="2026-02-28")[R.AWARDS_BELOW_LIMIT]
    assert (passed, facts["got"], facts["again_on"]) == (False, 3, "2026-03-01")
    assert found(limits, *got, on="2026-03-01")[R.AWARDS_BELOW_LIMIT][0]


def test_for_ever_no_day_brings_another():
    passed, facts = found(Limits(max_awards=1), award("2001-01-01"), on="2026-01-01")[R.AWARDS_BELOW_LIMIT]
    assert (passed, facts["again_on"]) == (False, None)


def test_only_the_kind_that_is_asked_for_counts_for_it():
    limits = Limits(max_awards=8, max_per_category=2)
    got = (award("2026-01-01"), award("2026-01-02"), award("2026-01-03", category=2))
    assert not found(limits, *got, on="2026-02-01", category=1)[R.CATEGORY_BELOW_LIMIT][0]
    assert found(limits, *got, on="2026-02-01", category=2)[R.CATEGORY_BELOW_LIMIT][0]
    assert found(limits, *got, on="2026-02-01", category=1)[R.AWARDS_BELOW_LIMIT][0]


def test_money_of_a_year_is_counted_from_its_month():
    limits = Limits(sme_cap_satang=3_000_000, sme_cap_period=CapPeriod.YEAR, sme_cap_month=4)
    spring = award("2026-04-01", 28_000)
    assert left_for(limits, [spring], date(2027, 3, 31)) == Money.baht(2_000)
    full = (spring, award("2027-03-31", 2_000))
    passed, facts = found(limits, *full, on="2027-03-31")[R.SME_MONEY_LEFT]
    assert (passed, facts["again_on"]) == (False, "2027-04-01")
    assert left_for(limits, full, date(2027, 4, 1)) == Money.baht(30_000)


def test_money_of_years_that_roll_and_of_ever():
    rolling = Limits(sme_cap_satang=1_000_000, sme_cap_period=CapPeriod.ROLLING, sme_cap_years=3)
    got = (award("2024-02-29", 10_000),)
    assert found(rolling, *got, on="2027-02-28")[R.SME_MONEY_LEFT][1]["again_on"] == "2027-03-01"
    assert left_for(rolling, got, date(2027, 3, 1)) == Money.baht(10_000)
    ever = Limits(sme_cap_satang=1_000_000, sme_cap_period=CapPeriod.LIFETIME)
    assert counted_from(ever, date(2027, 1, 1)) is None
    assert left_for(ever, got, date(2099, 1, 1)) == ZERO
    assert left_for(NO_LIMITS, got, date(2099, 1, 1)) is None


def test_years_end_on_the_day_before_they_begin():
    assert year_of(date(2026, 9, 30), 10) == (date(2025, 10, 1), date(2026, 9, 30))
    assert year_of(date(2026, 10, 1), 10) == (date(2026, 10, 1), date(2027, 9, 30))
    assert years_from(date(2024, 2, 29), 1) == date(2025, 3, 1)
