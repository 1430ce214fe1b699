"""The twelve schemes as data: each loads, says nothing that is not stated, and judges as its scheme does.

A scheme judges here by its file and the one engine. Where a check needs what its file does not state, the test says so as a
setting, by name. In tests one unit of any currency is one baht.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core.money import ZERO, Money
from core.terms import Calendar
from coupons.coupons.states import CouponState
from coupons.redemptions.rules import CounterFacts, CouponFacts, OfferFacts, price_parts, refusal_for
from coupons.redemptions.states import Refusal
from providers.states import CategoryState, ProviderState
from schemes.eligibility.rules import (
    Declarations,
    Holdings,
    SchemeFacts,
    SmeFacts,
    Tier,
    coupon_valid_until,
    failures,
    judge,
    offered,
)
from schemes.eligibility.states import EligibilityRule
from schemes.states import PayeeMode, SchemeState, Sector, SmeSize
from schemes.terms.rules import Award
from schemes.terms.templates.reader import FOLDER, read, templates
from smes.states import SmeState

R = EligibilityRule
KEYS = (
    "bds-2565",
    "bds-2567",
    "bds-2569-flood-border",
    "hk-tvp",
    "ie-voucher",
    "kr-voucher",
    "my-gdpm",
    "nl-voucher",
    "sg-icv",
    "sg-psg",
    "uk-growth",
    "uk-help-to-grow",
)
CALENDAR = Calendar(official=lambda _day: False)
PLENTY = Money.baht(10**9)
MEDIUM = SmeFacts(
    is_verified=True,
    state=SmeState.VERIFIED,
    size=SmeSize.MEDIUM,
    sector=Sector.MANUFACTURING,
    employees=100,
    revenue=Money.baht(400_000_000),
    province_code="90",
    declared=Declarations(10_000, taxes_filed=True, not_bankrupt=True, not_barred=True, lawful_business=True),
)


def scheme(key, *, share=None, cap=None, provinces=(), **settings):
    """The scheme of a file, with settings for what is not stated: share in per cent, cap in baht."""
    template = templates()[key]
    caps = template.cap if template.cap is not None else (cap and Money.baht(cap))
    tiers = tuple(
        Tier(size, bp if bp is not None else share * 100, caps or PLENTY)
        for size, bp in template.shares.items()
        if bp is not None or share is not None
    )
    values = {
        "state": SchemeState.OPEN,
        "version_id": 1,
        "version": 1,
        "effective_from": date(2000, 1, 1),
        "payee_mode": template.payee_mode or PayeeMode.PAY_PROVIDER,
        "applies_from": template.applies_from or date(2000, 1, 1),
        "applies_until": template.applies_until or date(2099, 1, 1),
        "delivers_until": template.delivers_until or date(2099, 1, 1),
        "coupon_valid_days": template.coupon_valid_days or 365,
        "max_open_coupons": template.max_open_coupons or 99,
        "tiers": tiers,
        "category_ids": frozenset({1, 2}),
        "sectors": frozenset(),
        "provinces": frozenset(provinces),
        "limits": template.limits,
    }
    return SchemeFacts(**(values | settings))


def in_the_way(scheme, *awards, on=date(2023, 8, 31), sme=MEDIUM, **holdings):
    had = Holdings(**({"available": PLENTY, "awards": awards, "category_id": 1} | holdings))
    return failures(judge(sme, scheme, had, asked_on=on), money_decides=True)


def parts(scheme, baht, size=SmeSize.MEDIUM):
    """The state's part and the SME's own part of a price, in baht."""
    found = price_parts(Money.baht(baht), scheme.tier_for(size).share_bp, scheme.limits)
    return found.subsidy, found.own


def baht(*amounts):
    return tuple(Money.baht(each) for each in amounts)


def award(day, amount=1, category=1):
    return Award(date.fromisoformat(day), category, Money.baht(amount))


def test_twelve_files_load_and_leave_null_what_is_not_stated():
    assert tuple(templates()) == KEYS
    names = {
        path.stem: frozenset(json.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.json"))
    }
    assert set(names) == set(KEYS)
    assert len(set(names.values())) == 1, "every file has every field, null where nothing is stated"
    flood = templates()["bds-2569-flood-border"]
    assert (flood.applies_from, flood.stated["waiting_rule"], flood.stated["provinces"]) == (None, None, None)


@pytest.mark.parametrize(
    "change",
    [
        {"shares": {"micro": 101, "small": None, "medium": None}},
        {"shares": {"large": 50}},
        {"payee_mode": "bank"},
        {"applies_from": "2026-02-30"},
    ],
)
def test_a_file_that_says_what_terms_cannot_is_refused(change):
    stated = json.loads((FOLDER / "bds-2565.json").read_text("utf-8"))
    with pytest.raises(ValueError, match=r"."):
        read(json.dumps(stated | change))


# --- 1. BDS 2565 --------------------------------------------------------------------------------------------

BDS_2565 = scheme("bds-2565")


def test_bds_2565_pays_half_up_to_its_cap_and_pays_it_back():
    assert parts(BDS_2565, 300_000) == baht(150_000, 150_000)
    assert parts(BDS_2565, 500_000) == baht(200_000, 300_000)
    assert BDS_2565.payee_mode is PayeeMode.REIMBURSE_SME


def test_bds_2565_gives_an_sme_its_cap_once():
    assert in_the_way(BDS_2565, award("2023-01-10", 200_000)) == (R.SME_MONEY_LEFT,)
    left = offered(
        SmeSize.MEDIUM, BDS_2565, Holdings(awards=(award("2023-01-10", 150_000),)), date(2023, 8, 31)
    )
    assert left.cap == Money.baht(50_000)


def test_bds_2565_takes_proposals_until_the_end_of_august_and_work_until_the_end_of_september():
    first_of_september = date(2023, 9, 1)
    assert in_the_way(BDS_2565, on=date(2023, 8, 31)) == ()
    assert in_the_way(BDS_2565, on=first_of_september) == (R.WITHIN_WINDOW,)
    coupon = CouponFacts(
        CouponState.ISSUED, date(2023, 8, 1), date(2024, 8, 1), BDS_2565.delivers_until, SmeState.VERIFIED
    )
    counter = CounterFacts(ProviderState.APPROVED, CategoryState.APPROVED, date(2030, 1, 1), is_tied=False)
    offer = OfferFacts(
        service_active=True,
        service_in_category=True,
        price_from=ZERO,
        price_to=PLENTY,
        parts=price_parts(Money.baht(1), 5_000),
    )
    assert refusal_for(coupon, counter, offer, first_of_september) is None
    assert refusal_for(coupon, counter, offer, date(2023, 10, 1)) is Refusal.DELIVERY_WINDOW_OVER


# --- 2. BDS 2567 --------------------------------------------------------------------------------------------

BDS_2567 = scheme("bds-2567", share=50, cap=200_000)
"""Share and cap are settings: for this year neither is stated."""


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2023, 9, 30), False),
        (date(2023, 10, 1), True),
        (date(2024, 9, 30), True),
        (date(2024, 10, 1), False),
    ],
)
def test_bds_2567_takes_applications_in_its_fiscal_year(day, open_):
    assert in_the_way(BDS_2567, on=day) == (() if open_ else (R.WITHIN_WINDOW,))


def test_what_came_before_bds_2567_falls_into_bds_2565_which_had_ended():
    assert in_the_way(BDS_2565, on=date(2023, 9, 30)) == (R.WITHIN_WINDOW,)


@pytest.mark.parametrize(("share", "unmet"), [(5_000, (R.THAI_MAJORITY,)), (5_001, ())])
def test_exactly_half_of_the_shares_is_too_little(share, unmet):
    sme = replace(MEDIUM, declared=replace(MEDIUM.declared, thai_share_bp=share))
    assert in_the_way(BDS_2567, sme=sme, on=date(2024, 1, 1)) == unmet


def test_bds_2567_cuts_a_share_above_the_cap():
    limited = replace(BDS_2567, limits=replace(BDS_2567.limits, price_cap_satang=20_000_000))
    assert parts(limited, 420_000) == baht(200_000, 220_000)


# --- 3. The flood and border measure of January 2569 --------------------------------------------------------

FLOOD = scheme("bds-2569-flood-border", provinces={"90", "94", "95", "96"})
"""Which provinces is a setting: the measure names none."""


def test_the_measure_pays_half_up_to_half_a_million():
    assert parts(FLOOD, 1_000_000) == baht(500_000, 500_000)
    assert parts(FLOOD, 1_200_000) == baht(500_000, 700_000)


def test_one_sme_has_two_caps_under_two_schemes():
    assert parts(FLOOD, 600_000)[0] == Money.baht(300_000)
    assert parts(BDS_2565, 600_000)[0] == Money.baht(200_000)


def test_outside_the_area_the_area_is_named_and_the_standard_scheme_fits():
    elsewhere = replace(MEDIUM, province_code="50")
    verdicts = judge(elsewhere, FLOOD, Holdings(available=PLENTY), asked_on=date(2026, 1, 15))
    assert failures(verdicts) == (R.PROVINCE_COVERED,)
    facts = next(each.facts for each in verdicts if each.rule is R.PROVINCE_COVERED)
    assert facts == {"province_code": "50", "covered": ["90", "94", "95", "96"]}
    assert in_the_way(BDS_2567, sme=elsewhere, on=date(2024, 1, 15)) == ()


def test_the_budget_is_a_harder_limit_than_the_cap_of_all_whom_it_aims_at():
    assert 15_000 * FLOOD.tiers[0].cap.satang > Money.baht(2_150_000_000).satang
    assert R.MONEY_AVAILABLE in in_the_way(FLOOD, available=Money.baht(499_999), on=date(2026, 1, 15))


# --- 4. Singapore, ICV --------------------------------------------------------------------------------------

ICV = scheme("sg-icv", share=100)
"""The share within the value is a setting."""


def test_icv_gives_two_vouchers_of_one_kind_and_eight_in_all():
    two = (award("2020-01-01"), award("2021-01-01"))
    assert in_the_way(ICV, *two) == (R.CATEGORY_BELOW_LIMIT,)
    assert in_the_way(ICV, *two, category_id=2) == ()
    eight = tuple(award(f"202{year}-01-01", 5_000, category=3 + year) for year in (0, 1, 2, 3)) * 2
    assert in_the_way(ICV, *eight) == (R.AWARDS_BELOW_LIMIT,)
    assert sum((each.granted for each in eight), ZERO) == Money.baht(40_000)


def test_icv_pays_its_value_at_most():
    assert parts(ICV, 6_200) == baht(5_000, 1_200)


# --- 5. Singapore, PSG --------------------------------------------------------------------------------------

PSG = scheme("sg-psg", share=50)
"""The share is a setting."""


def test_psg_counts_money_from_april_to_march():
    used = (award("2026-04-01", 28_000),)
    left = offered(SmeSize.MEDIUM, PSG, Holdings(awards=used), date(2027, 3, 31))
    assert left.cap == Money.baht(2_000)
    full = (award("2027-03-31", 30_000),)
    assert in_the_way(PSG, *full, on=date(2027, 3, 31)) == (R.SME_MONEY_LEFT,)
    assert in_the_way(PSG, *full, on=date(2027, 4, 1)) == ()


# --- 6. Hong Kong, TVP --------------------------------------------------------------------------------------


def test_tvp_takes_one_application_at_a_time():
    tvp = scheme("hk-tvp", share=50)
    assert in_the_way(tvp, open_coupons=1) == (R.OPEN_COUPONS_BELOW_LIMIT,)
    assert in_the_way(tvp, open_coupons=0) == ()


# --- 7. Ireland ---------------------------------------------------------------------------------------------

IRELAND = scheme("ie-voucher", share=50)
"""The 50:50 voucher; that it is such a one is the setting."""


def test_the_irish_voucher_pays_half_up_to_its_value():
    assert parts(IRELAND, 8_000) == baht(4_000, 4_000)
    assert parts(IRELAND, 12_000) == baht(5_000, 7_000)


def test_the_fourth_irish_voucher_waits_for_the_terms_that_allow_it():
    three = tuple(award(f"202{year}-01-01") for year in range(3))
    assert in_the_way(IRELAND, *three) == (R.AWARDS_BELOW_LIMIT,)
    later = replace(IRELAND, version=2, limits=replace(IRELAND.limits, max_awards=4))
    assert in_the_way(later, *three) == ()


def test_the_irish_voucher_is_valid_for_twelve_months():
    issued = datetime(2026, 1, 1, 3, tzinfo=UTC)
    assert coupon_valid_until(IRELAND, issued, CALENDAR) == date(2026, 12, 31)


# --- 8. Korea -----------------------------------------------------------------------------------------------


def test_korea_gives_three_awards_in_five_years():
    korea = scheme("kr-voucher", share=90)
    three = (award("2021-03-01"), award("2023-01-01"), award("2025-01-01"))
    assert in_the_way(korea, *three, on=date(2026, 2, 28)) == (R.AWARDS_BELOW_LIMIT,)
    assert in_the_way(korea, *three, on=date(2026, 3, 1)) == ()
    assert parts(korea, 10_000_000) == baht(9_000_000, 1_000_000)
    assert parts(scheme("kr-voucher", share=50), 120_000_000) == baht(50_000_000, 70_000_000)


def test_korea_leaves_out_who_owes_taxes():
    owing = replace(MEDIUM, declared=replace(MEDIUM.declared, taxes_filed=False))
    assert in_the_way(scheme("kr-voucher", share=90), sme=owing) == (R.TAXES_FILED,)


# --- 9 to 12 ------------------------------------------------------------------------------------------------


def test_malaysia_and_the_united_kingdom_pay_half():
    assert parts(scheme("my-gdpm"), 8_000) == baht(4_000, 4_000)
    assert parts(scheme("uk-growth"), 3_000) == baht(1_500, 1_500)
    assert templates()["uk-growth"].limits.least_own_bp == 5_000


def test_a_token_of_help_to_grow_is_good_on_day_thirty_and_expired_on_the_next():
    token = scheme("uk-help-to-grow", share=50)
    issued = datetime(2026, 1, 1, 3, tzinfo=UTC)
    assert coupon_valid_until(token, issued, CALENDAR) == date(2026, 1, 30)


def test_the_dutch_voucher_pays_its_value_at_most():
    assert parts(scheme("nl-voucher", share=100), 9_000) == baht(7_500, 1_500)
