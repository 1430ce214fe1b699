"""Pre-check, registration and application judge alike, whatever the business; `GENERATED_SMES=10000` asks as many.

Seeded, so that what fails once fails again.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from core.money import Money
from coupons.applications.facts import sme_facts
from openness.checking import UNASKED, Answers, business_of
from schemes.eligibility.nearest import nearest
from schemes.eligibility.rules import Declarations, Holdings, SchemeFacts, Tier, failures, judge
from schemes.eligibility.states import EligibilityRule, SmeGate
from schemes.states import CapPeriod, PayeeMode, SchemeState, Sector, SmeSize
from schemes.terms.rules import Award, Limits
from smes.models import Sme
from smes.rules import size_of
from smes.states import SmeState

NUMBER = int(os.environ.get("GENERATED_SMES", "400"))
R = EligibilityRule
PROVINCES = ("10", "50", "52", "90", "96")
TODAY = date(2026, 12, 1)
REVENUES = (0, 180_000_000, 180_000_001, 5_000_000_000, 5_000_000_001, 30_000_000_001, 60_000_000_000)


def answers(random):
    return Answers(
        sector=random.choice(tuple(Sector)),
        employees=random.choice((0, 5, 6, 30, 31, 50, 100, 200, 201, random.randrange(400))),
        revenue=Money(random.choice((*REVENUES, random.randrange(60_000_000_000)))),
        province_code=random.choice(PROVINCES),
        declared=Declarations(
            random.choice((0, 5_000, 5_001, 10_000)),
            **{
                name: random.random() < 0.85
                for name in ("taxes_filed", "not_bankrupt", "not_barred", "lawful_business")
            },
        ),
    )


def limits(random):
    period = random.choice((None, *CapPeriod))
    number = random.choice((None, 1, 3))
    return Limits(
        max_awards=number,
        awards_years=random.choice((None, 1, 5)) if number else None,
        max_per_category=random.choice((None, 1)),
        sme_cap_satang=None if period is None else random.choice((1, 10_000, 2_000_000)),
        sme_cap_period=period,
        sme_cap_years=2 if period is CapPeriod.ROLLING else None,
        sme_cap_month=random.choice((4, 10)) if period is CapPeriod.YEAR else None,
    )


def scheme(random):
    sizes = random.sample(tuple(SmeSize), random.randint(1, 3))
    first = TODAY + timedelta(days=random.randint(-40, 20))
    return SchemeFacts(
        state=random.choice((SchemeState.OPEN, SchemeState.OPEN, SchemeState.PAUSED)),
        version_id=1,
        version=1,
        effective_from=first,
        payee_mode=PayeeMode.PAY_PROVIDER,
        applies_from=first,
        applies_until=first + timedelta(days=random.randint(0, 60)),
        delivers_until=first + timedelta(days=90),
        coupon_valid_days=365,
        max_open_coupons=random.randint(1, 3),
        tiers=tuple(Tier(size, 5_000, Money(random.choice((0, 10_000, 10**8)))) for size in sizes),
        category_ids=frozenset({1, 2}),
        sectors=frozenset(random.sample([each.value for each in Sector], random.randint(0, 2))),
        provinces=frozenset(random.sample(PROVINCES, random.randint(0, 3))),
        limits=limits(random),
    )


def holdings(random):
    return Holdings(
        open_coupons=random.randint(0, 3),
        other_support=random.choice(((), ("C2570-000001",))),
        available=random.choice((None, Money(0), Money(10**9))),
        awards=tuple(
            Award(
                TODAY - timedelta(days=random.randint(0, 2_500)),
                random.choice((1, 2)),
                Money(random.randrange(10**6)),
            )
            for _ in range(random.randint(0, 4))
        ),
        category_id=random.choice((1, 2)),
    )


def registered(said):
    """The same business, registered and verified by law."""
    sme = Sme(
        state=SmeState.VERIFIED,
        size=size_of(said.sector, said.employees, said.revenue).size,
        sector=said.sector,
        employees=said.employees,
        revenue_satang=said.revenue.satang,
        **{
            name: getattr(said.declared, name)
            for name in ("thai_share_bp", "taxes_filed", "not_bankrupt", "not_barred", "lawful_business")
        },
    )
    return sme_facts(sme, said.province_code)


@pytest.fixture
def cases():
    random = Random("generated SMEs")
    return [(answers(random), scheme(random), holdings(random)) for _ in range(NUMBER)]


def test_check_registration_and_application_agree(cases):
    for said, demands, had in cases:
        checked = judge(
            business_of(said, size_of(said.sector, said.employees, said.revenue)),
            demands,
            had,
            asked_on=TODAY,
        )
        applied = judge(registered(said), demands, had, asked_on=TODAY)
        assert checked == applied
        refused = {rule.value for rule in failures(applied)} & {gate.value for gate in SmeGate}
        assert refused == {gate.value for gate in said.declared.unmet()}
        assert set(failures(checked)) - UNASKED == set(failures(applied)) - UNASKED


def changed(rule, change, sme, demands, had, day):
    """Everything that is judged, with the nearest change made; None where there is none."""
    if rule in {R.AWARDS_BELOW_LIMIT, R.CATEGORY_BELOW_LIMIT, R.SME_MONEY_LEFT}:
        return (sme, demands, had, day, date.fromisoformat(change)) if change else None
    if rule in {R.SIZE_COVERED, R.SECTOR_COVERED, R.PROVINCE_COVERED}:
        name, kind = {
            R.SIZE_COVERED: ("size", SmeSize),
            R.SECTOR_COVERED: ("sector", Sector),
            R.PROVINCE_COVERED: ("province_code", str),
        }[rule]
        sme = replace(sme, **{name: kind(change)})
    elif rule.value in {gate.value for gate in SmeGate}:
        name = "thai_share_bp" if rule is R.THAI_MAJORITY else rule.value
        sme = replace(sme, declared=replace(sme.declared, **{name: change}))
    elif rule is R.SCHEME_OPEN:
        demands = replace(demands, state=SchemeState.OPEN)
    elif rule is R.WITHIN_WINDOW:
        day = date.fromisoformat(change)
    elif rule is R.OPEN_COUPONS_BELOW_LIMIT:
        had = replace(had, open_coupons=change)
    elif rule is R.NO_DOUBLE_SUPPORT:
        had = replace(had, other_support=())
    elif rule is R.MONEY_AVAILABLE:
        had = replace(had, available=Money(change))
    return sme, demands, had, day, TODAY


def test_the_nearest_change_made_meets_the_rule(cases):
    seen = set()
    for said, demands, had in cases:
        sme = registered(said)
        for verdict in judge(sme, demands, had, asked_on=TODAY):
            if verdict.passed:
                continue
            made = changed(verdict.rule, nearest(verdict.rule, verdict.facts), sme, demands, had, TODAY)
            if made is None:
                continue
            sme_then, demands_then, had_then, day, today = made
            after = judge(sme_then, demands_then, had_then, asked_on=day, today=today)
            assert next(each.passed for each in after if each.rule is verdict.rule), verdict
            seen.add(verdict.rule)
    assert seen >= set(EligibilityRule) - {R.SME_VERIFIED}, "every rule failed somewhere"


def test_a_fact_that_helps_takes_no_pass_away(cases):
    """Declared more, verified, more money there, fewer coupons: nothing that passed fails."""
    for said, demands, had in cases:
        sme = registered(said)
        before = {each.rule for each in judge(sme, demands, had, asked_on=TODAY) if each.passed}
        better = Declarations(
            10_000, taxes_filed=True, not_bankrupt=True, not_barred=True, lawful_business=True
        )
        for sme_then, had_then in (
            (replace(sme, declared=better), had),
            (sme, replace(had, open_coupons=0)),
            (sme, replace(had, other_support=())),
            (sme, replace(had, available=Money(10**12))),
        ):
            after = {each.rule for each in judge(sme_then, demands, had_then, asked_on=TODAY) if each.passed}
            assert before <= after
        fewer = replace(had, awards=())
        after = {each.rule for each in judge(sme, demands, fewer, asked_on=TODAY) if each.passed}
        assert before - after <= {R.MONEY_AVAILABLE}, (
            "without earlier coupons the next is worth more, and needs more money"
        )
