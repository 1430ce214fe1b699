"""What a coupon may be used for, rule by rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from coupons.claims import rules as claim_rules
from coupons.claims.rules import ClaimFacts
from coupons.claims.states import ClaimFlag, ClaimRefusal, EvidenceKind
from coupons.coupons.states import CouponState
from coupons.redemptions import rules
from coupons.redemptions.rules import CounterFacts, CouponFacts, OfferFacts, ScanFacts, price_parts
from coupons.redemptions.states import ConsentMethod, Refusal, ScanOutcome
from coupons.states import Party
from providers.states import CategoryState, ProviderState
from schemes.states import PayeeMode
from smes.states import SmeState

TODAY = date(2026, 11, 22)
COUPON = CouponFacts(
    CouponState.ISSUED,
    TODAY - timedelta(days=30),
    TODAY,
    TODAY,
    SmeState.VERIFIED,
)
COUNTER = CounterFacts(ProviderState.APPROVED, CategoryState.APPROVED, TODAY, is_tied=False)
OFFER = OfferFacts(
    service_active=True,
    service_in_category=True,
    price_from=Money.baht(40_000),
    price_to=Money.baht(45_000),
    parts=price_parts(Money.baht(42_000), 8000),
)


def test_the_last_day_and_the_last_satang_are_good() -> None:
    assert rules.refusal_for(COUPON, COUNTER, OFFER, TODAY) is None


@pytest.mark.parametrize(
    ("part", "change", "refusal"),
    [
        ("coupon", {"state": CouponState.HELD}, Refusal.COUPON_NOT_OPEN),
        ("coupon", {"state": CouponState.CANCELLED}, Refusal.COUPON_NOT_OPEN),
        ("coupon", {"state": CouponState.EXPIRED}, Refusal.COUPON_EXPIRED),
        ("coupon", {"valid_until": TODAY - timedelta(days=1)}, Refusal.COUPON_EXPIRED),
        ("coupon", {"valid_from": TODAY + timedelta(days=1)}, Refusal.COUPON_EXPIRED),
        ("coupon", {"delivers_until": TODAY - timedelta(days=1)}, Refusal.DELIVERY_WINDOW_OVER),
        ("coupon", {"sme_state": SmeState.SUSPENDED}, Refusal.SME_NOT_VERIFIED),
        ("counter", {"provider_state": ProviderState.SUSPENDED}, Refusal.PROVIDER_NOT_APPROVED),
        ("counter", {"category_state": None}, Refusal.CATEGORY_NOT_APPROVED),
        ("counter", {"category_state": CategoryState.WITHDRAWN}, Refusal.CATEGORY_NOT_APPROVED),
        ("counter", {"category_valid_until": TODAY - timedelta(days=1)}, Refusal.ACCREDITATION_EXPIRED),
        ("counter", {"is_tied": True}, Refusal.TIED_TO_PROVIDER),
        ("offer", {"service_active": False}, Refusal.SERVICE_WITHDRAWN),
        ("offer", {"service_in_category": False}, Refusal.CATEGORY_NOT_APPROVED),
        ("offer", {"price_to": Money.baht(41_999)}, Refusal.PRICE_OUTSIDE_RANGE),
        ("offer", {"price_from": Money.baht(42_001)}, Refusal.PRICE_OUTSIDE_RANGE),
    ],
)
def test_each_fact_has_its_refusal(part: str, change: dict[str, Any], refusal: Refusal) -> None:
    facts: dict[str, Any] = {"coupon": COUPON, "counter": COUNTER, "offer": OFFER}
    facts[part] = replace(facts[part], **change)
    assert rules.refusal_for(**facts, today=TODAY) is refusal


@pytest.mark.parametrize(
    ("method", "remaining", "refusal"),
    [
        (ConsentMethod.TAP, Money.baht(33_600), None),
        (ConsentMethod.CODE, Money.baht(33_600), None),
        (ConsentMethod.TAP, Money.baht(33_600) - Money(1), Refusal.NOT_ENOUGH_LEFT),
        (ConsentMethod.CODE, Money.baht(33_600) - Money(1), Refusal.WRONG_CODE),
    ],
)
def test_only_the_tap_is_told_that_the_money_is_not_enough(
    method: ConsentMethod, remaining: Money, refusal: Refusal | None
) -> None:
    assert rules.money_refusal(method, OFFER.parts.subsidy, remaining) is refusal


@given(st.integers(0, 10**10), st.integers(1, 10_000))
def test_the_highest_price_that_fits_fits_and_a_satang_more_does_not(left: int, share: int) -> None:
    highest = rules.highest_price_within(Money(left), share)
    assert highest is not None
    assert highest.share(share) <= Money(left) < (highest + Money(1)).share(share)


def test_every_price_fits_where_the_state_pays_nothing() -> None:
    assert rules.highest_price_within(Money(0), 0) is None


@given(st.integers(1, 10**12), st.integers(0, 10_000))
def test_the_parts_add_up_and_the_state_never_pays_a_satang_more(price: int, share: int) -> None:
    parts = price_parts(Money(price), share)
    assert parts.subsidy + parts.own == parts.price
    assert parts.subsidy.satang * 10_000 <= price * share < (parts.subsidy.satang + 1) * 10_000


def test_a_scheme_without_budget_pays_nothing() -> None:
    parts = price_parts(Money.baht(100), 8000, has_budget=False)
    assert (parts.subsidy, parts.own) == (Money(0), Money.baht(100))


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, ScanOutcome.GOOD),
        ({"state": CouponState.CANCELLED}, ScanOutcome.CANCELLED),
        ({"state": CouponState.HELD}, ScanOutcome.HELD),
        ({"state": CouponState.EXPIRED}, ScanOutcome.EXPIRED),
        ({"sme_state": SmeState.SUSPENDED}, ScanOutcome.HELD),
        ({"delivers_until": TODAY - timedelta(days=1)}, ScanOutcome.SCHEME_CLOSED),
    ],
)
def test_a_scan_says_the_first_thing_that_is_wrong(change: dict[str, Any], outcome: ScanOutcome) -> None:
    facts = ScanFacts(True, replace(COUPON, **change), COUNTER, PayeeMode.PAY_PROVIDER)
    assert rules.scan_outcome(facts, TODAY) is outcome


def test_an_old_code_is_replaced_whatever_else_is_wrong() -> None:
    facts = ScanFacts(False, replace(COUPON, state=CouponState.CANCELLED), COUNTER, PayeeMode.PAY_PROVIDER)
    assert rules.scan_outcome(facts, TODAY) is ScanOutcome.REPLACED


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"is_tied": True}, ScanOutcome.OWN_COUPON),
        ({"provider_state": ProviderState.SUSPENDED}, ScanOutcome.PROVIDER_NOT_APPROVED),
        ({"category_valid_until": None}, ScanOutcome.CATEGORY_NOT_APPROVED),
    ],
)
def test_a_scan_judges_the_counter(change: dict[str, Any], outcome: ScanOutcome) -> None:
    assert (
        rules.scan_outcome(ScanFacts(True, COUPON, replace(COUNTER, **change), PayeeMode.PAY_PROVIDER), TODAY)
        is outcome
    )


def test_ten_wrong_codes_leave_only_the_tap() -> None:
    assert rules.only_tap_left(ConsentMethod.CODE, 10)
    assert not rules.only_tap_left(ConsentMethod.CODE, 9)
    assert not rules.only_tap_left(ConsentMethod.TAP, 10)


FOUR = set(list(EvidenceKind)[:4])


def test_proof_of_the_own_share_is_mandatory_unless_there_is_none() -> None:
    kinds = FOUR - {EvidenceKind.PROOF_OF_OWN_SHARE}
    price = Money.baht(100)
    for subsidy, mode, missing in (
        (price - Money(1), PayeeMode.PAY_PROVIDER, [EvidenceKind.PROOF_OF_OWN_SHARE]),
        (price, PayeeMode.PAY_PROVIDER, []),
        (price, PayeeMode.REIMBURSE_SME, [EvidenceKind.PROOF_OF_OWN_SHARE]),
    ):
        assert claim_rules.missing_evidence(kinds, rules.who_pays(price, subsidy, mode)) == missing


def test_who_is_reimbursed_pays_the_whole_price_first() -> None:
    price, subsidy = Money.baht(50_000), Money.baht(35_000)
    direct = rules.who_pays(price, subsidy, PayeeMode.PAY_PROVIDER)
    back = rules.who_pays(price, subsidy, PayeeMode.REIMBURSE_SME)
    assert (direct.collect, back.collect) == (Money.baht(15_000), price)
    assert direct.own == back.own == Money.baht(15_000)


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (0, ClaimRefusal.AMOUNT_ABOVE_RESERVED),
        (1, None),
        (500, None),
        (501, ClaimRefusal.AMOUNT_ABOVE_RESERVED),
    ],
)
def test_less_may_be_approved_but_never_more_nor_nothing(amount: int, refusal: ClaimRefusal | None) -> None:
    pays = rules.who_pays(Money(501), Money(500), PayeeMode.PAY_PROVIDER)
    assert (
        claim_rules.approval_refusal(Money(amount), Money(500), FOUR, pays=pays, has_budget=True) is refusal
    )


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (" iv 2569/๐๑ ", "IV2569/01"),
        ("ＩＶ１", "IV1"),
        ("IV\t1", "IV1"),
        ("", None),
        ("เลขที่: 5", None),
        ("A" * 41, None),
    ],
)
def test_an_invoice_number_is_compared_as_it_is_meant(typed: str, number: str | None) -> None:
    assert claim_rules.invoice_number(typed) == number


@pytest.mark.parametrize(
    ("delivered", "invoiced", "refusal"),
    [
        (0, 0, None),
        (-6, 0, ClaimRefusal.DELIVERY_DATE_WRONG),
        (1, 0, ClaimRefusal.DELIVERY_DATE_WRONG),
        (0, -6, ClaimRefusal.INVOICE_DATE_WRONG),
        (0, 1, ClaimRefusal.INVOICE_DATE_WRONG),
    ],
)
def test_the_days_of_a_delivery(delivered: int, invoiced: int, refusal: ClaimRefusal | None) -> None:
    days = (TODAY + timedelta(days=delivered), TODAY + timedelta(days=invoiced))
    reserved_on = TODAY - timedelta(days=5)
    assert (
        claim_rules.delivery_refusal(*days, reserved_on=reserved_on, deliver_by=TODAY, today=TODAY) is refusal
    )


QUIET = ClaimFacts(
    price=Money.baht(42_000),
    price_from=Money.baht(40_000),
    price_to=Money.baht(45_000),
    same_amount_count=0,
    reserved_on=TODAY - timedelta(days=10),
    delivered_on=TODAY,
    duration_days=14,
    provider_since=TODAY - timedelta(days=400),
    rating=5,
    accepted_by_officer=False,
    filed_by=Party.PROVIDER,
    was_disputed=False,
)


@pytest.mark.parametrize(
    ("change", "flags"),
    [
        ({}, []),
        ({"same_amount_count": 3}, [ClaimFlag.SAME_AMOUNT_REPEATED]),
        ({"delivered_on": TODAY - timedelta(days=7)}, [ClaimFlag.FAST_DELIVERY]),
        ({"provider_since": TODAY - timedelta(days=60)}, [ClaimFlag.NEW_PROVIDER]),
        ({"price": Money.baht(45_000)}, [ClaimFlag.TOP_OF_PRICE_RANGE]),
        ({"rating": 2}, [ClaimFlag.LOW_RATING]),
        ({"rating": None, "accepted_by_officer": True}, [ClaimFlag.ACCEPTED_FOR_SME]),
        (
            {"accepted_by_officer": True, "filed_by": Party.SME},
            [ClaimFlag.CONFIRMED_FOR_PROVIDER],
        ),
        ({"was_disputed": True}, [ClaimFlag.WAS_DISPUTED]),
    ],
)
def test_what_an_officer_should_look_at(change: dict[str, Any], flags: list[ClaimFlag]) -> None:
    assert claim_rules.claim_flags(replace(QUIET, **change)) == flags
