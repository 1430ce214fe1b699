"""What a coupon may be used for, and what a claim must prove: each rule by itself, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.money import ZERO, Money
from coupons.rules import (
    MANDATORY_EVIDENCE,
    WRONG_CODES_PER_DAY,
    ClaimFacts,
    CounterFacts,
    CouponFacts,
    OfferFacts,
    ScanFacts,
    approval_refusal,
    claim_flags,
    delivery_refusal,
    invoice_number,
    missing_evidence,
    only_tap_left,
    price_parts,
    refusal_for,
    scan_outcome,
)
from coupons.states import (
    ClaimFlag,
    ClaimRefusal,
    ConsentMethod,
    CouponState,
    EvidenceKind,
    Refusal,
    ScanOutcome,
)
from projects.states import SchemeState
from providers.states import CategoryState, ProviderState
from smes.states import SmeState

TODAY = date(2026, 11, 22)
YESTERDAY = TODAY - timedelta(days=1)
PRICE = Money.baht(42_000)

COUPON = CouponFacts(
    state=CouponState.ISSUED,
    valid_from=TODAY,
    valid_until=TODAY,
    limit=Money.baht(100_000),
    remaining=Money.baht(33_600),
    scheme_state=SchemeState.OPEN,
    delivers_until=TODAY,
    sme_state=SmeState.VERIFIED,
)
COUNTER = CounterFacts(ProviderState.APPROVED, CategoryState.APPROVED, TODAY, is_tied=False)
OFFER = OfferFacts(
    service_active=True,
    service_in_category=True,
    price_from=PRICE,
    price_to=PRICE,
    parts=price_parts(PRICE, 8_000),
)


def test_a_price_that_just_fits_in_every_respect_is_not_refused() -> None:
    assert refusal_for(COUPON, COUNTER, OFFER, TODAY) is None


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"state": CouponState.HELD}, Refusal.COUPON_NOT_OPEN),
        ({"state": CouponState.CANCELLED}, Refusal.COUPON_NOT_OPEN),
        ({"state": CouponState.EXPIRED}, Refusal.COUPON_EXPIRED),
        ({"valid_from": TODAY + timedelta(days=1)}, Refusal.COUPON_EXPIRED),
        ({"valid_until": YESTERDAY}, Refusal.COUPON_EXPIRED),
        ({"scheme_state": SchemeState.PAUSED}, Refusal.SCHEME_NOT_OPEN),
        ({"delivers_until": YESTERDAY}, Refusal.DELIVERY_WINDOW_OVER),
        ({"sme_state": SmeState.SUSPENDED}, Refusal.SME_NOT_VERIFIED),
        ({"remaining": Money.baht(33_600) - Money(1)}, Refusal.NOT_ENOUGH_LEFT),
    ],
)
def test_one_fact_of_the_coupon_is_refused_for_itself(changed: dict[str, Any], refusal: Refusal) -> None:
    assert refusal_for(replace(COUPON, **changed), COUNTER, OFFER, TODAY) is refusal


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"provider_state": ProviderState.SUSPENDED}, Refusal.PROVIDER_NOT_APPROVED),
        ({"category_state": None}, Refusal.CATEGORY_NOT_APPROVED),
        ({"category_state": CategoryState.REQUESTED}, Refusal.CATEGORY_NOT_APPROVED),
        ({"category_valid_until": None}, Refusal.ACCREDITATION_EXPIRED),
        ({"category_valid_until": YESTERDAY}, Refusal.ACCREDITATION_EXPIRED),
    ],
)
def test_one_fact_of_the_provider_is_refused_for_itself(changed: dict[str, Any], refusal: Refusal) -> None:
    assert refusal_for(COUPON, replace(COUNTER, **changed), OFFER, TODAY) is refusal


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"service_active": False}, Refusal.SERVICE_WITHDRAWN),
        ({"service_in_category": False}, Refusal.CATEGORY_NOT_APPROVED),
        ({"price_from": PRICE + Money(1)}, Refusal.PRICE_OUTSIDE_RANGE),
        ({"price_to": PRICE - Money(1)}, Refusal.PRICE_OUTSIDE_RANGE),
    ],
)
def test_one_fact_of_the_offer_is_refused_for_itself(changed: dict[str, Any], refusal: Refusal) -> None:
    assert refusal_for(COUPON, COUNTER, replace(OFFER, **changed), TODAY) is refusal


def test_who_is_tied_to_the_provider_may_not_consent() -> None:
    assert refusal_for(COUPON, replace(COUNTER, is_tied=True), OFFER, TODAY) is Refusal.TIED_TO_PROVIDER


def test_a_provider_cannot_take_its_own_coupon() -> None:
    facts = ScanFacts(is_current_issue=True, coupon=COUPON, counter=replace(COUNTER, is_tied=True))
    assert scan_outcome(facts, TODAY) is ScanOutcome.OWN_COUPON


def test_an_older_issue_is_replaced_whatever_else_is_wrong() -> None:
    dead = replace(COUPON, state=CouponState.CANCELLED)
    assert scan_outcome(ScanFacts(False, dead, COUNTER), TODAY) is ScanOutcome.REPLACED


def test_a_scan_says_no_more_of_the_balance_than_that_nothing_is_left() -> None:
    nearly = ScanFacts(True, replace(COUPON, remaining=Money(1)), COUNTER)
    empty = ScanFacts(True, replace(COUPON, remaining=ZERO), COUNTER)
    assert scan_outcome(nearly, TODAY) is ScanOutcome.GOOD
    assert scan_outcome(empty, TODAY) is ScanOutcome.SPENT


def test_the_tenth_wrong_code_of_a_day_leaves_only_the_tap() -> None:
    assert not only_tap_left(ConsentMethod.CODE, WRONG_CODES_PER_DAY - 1)
    assert only_tap_left(ConsentMethod.CODE, WRONG_CODES_PER_DAY)
    assert not only_tap_left(ConsentMethod.TAP, WRONG_CODES_PER_DAY)


@pytest.mark.parametrize("lacking", sorted(MANDATORY_EVIDENCE))
def test_a_claim_lacking_one_mandatory_paper_is_not_approved(lacking: EvidenceKind) -> None:
    there = MANDATORY_EVIDENCE - {lacking}
    own = Money.baht(8_400)
    assert missing_evidence(there, own) == [lacking]
    assert approval_refusal(PRICE, PRICE, there, own=own, has_budget=True) is ClaimRefusal.EVIDENCE_MISSING


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (PRICE, None),
        (PRICE - Money(1), None),
        (PRICE + Money(1), ClaimRefusal.AMOUNT_ABOVE_RESERVED),
        (ZERO, ClaimRefusal.AMOUNT_ABOVE_RESERVED),
    ],
)
def test_less_than_was_reserved_may_be_approved_and_more_never(
    amount: Money, refusal: ClaimRefusal | None
) -> None:
    own = Money.baht(8_400)
    assert approval_refusal(amount, PRICE, MANDATORY_EVIDENCE, own=own, has_budget=True) is refusal


def test_a_claim_of_a_scheme_without_a_budget_is_closed_not_approved() -> None:
    refusal = approval_refusal(PRICE, PRICE, MANDATORY_EVIDENCE, own=PRICE, has_budget=False)
    assert refusal is ClaimRefusal.NOTHING_TO_PAY


@pytest.mark.parametrize(
    "typed", ["IV-2569/01", "iv-2569/01", " IV - 2569 / 01 ", "IV-๒๕๖๙/๐๑", "ＩＶ-２５６９/０１"]
)
def test_an_invoice_number_is_one_however_it_is_typed(typed: str) -> None:
    assert invoice_number(typed) == "IV-2569/01"


@pytest.mark.parametrize("typed", ["", "   ", "IV\x00", "A" * 41, "<b>", "IV;DROP", "😀"])
def test_what_no_invoice_is_numbered_is_refused(typed: str) -> None:
    assert invoice_number(typed) is None


@pytest.mark.parametrize(
    ("delivered", "invoiced", "refusal"),
    [
        (TODAY, TODAY, None),
        (YESTERDAY - timedelta(days=1), TODAY, ClaimRefusal.DELIVERY_DATE_WRONG),
        (TODAY + timedelta(days=1), TODAY, ClaimRefusal.DELIVERY_DATE_WRONG),
        (TODAY, YESTERDAY - timedelta(days=1), ClaimRefusal.INVOICE_DATE_WRONG),
        (TODAY, TODAY + timedelta(days=1), ClaimRefusal.INVOICE_DATE_WRONG),
    ],
)
def test_nothing_is_delivered_before_consent_nor_tomorrow(
    delivered: date, invoiced: date, refusal: ClaimRefusal | None
) -> None:
    assert (
        delivery_refusal(delivered, invoiced, reserved_on=YESTERDAY, deliver_by=TODAY, today=TODAY) is refusal
    )


def test_a_delivery_after_its_last_day_is_too_late() -> None:
    refusal = delivery_refusal(TODAY, TODAY, reserved_on=YESTERDAY, deliver_by=YESTERDAY, today=TODAY)
    assert refusal is ClaimRefusal.DELIVERED_TOO_LATE


PLAIN = ClaimFacts(
    price=PRICE,
    price_from=Money.baht(10_000),
    price_to=Money.baht(100_000),
    same_amount_count=2,
    reserved_on=TODAY,
    delivered_on=TODAY + timedelta(days=7),
    duration_days=28,
    provider_since=TODAY - timedelta(days=90),
    rating=3,
    accepted_for_sme=False,
    was_disputed=False,
)


def test_a_plain_claim_carries_no_flag() -> None:
    assert claim_flags(PLAIN) == []


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ({"same_amount_count": 3}, ClaimFlag.SAME_AMOUNT_REPEATED),
        ({"delivered_on": TODAY + timedelta(days=6)}, ClaimFlag.FAST_DELIVERY),
        ({"provider_since": TODAY - timedelta(days=89)}, ClaimFlag.NEW_PROVIDER),
        ({"price_to": PRICE}, ClaimFlag.TOP_OF_PRICE_RANGE),
        ({"rating": 2}, ClaimFlag.LOW_RATING),
        ({"accepted_for_sme": True}, ClaimFlag.ACCEPTED_FOR_SME),
        ({"was_disputed": True}, ClaimFlag.WAS_DISPUTED),
    ],
)
def test_each_sign_is_flagged_by_itself(changed: dict[str, Any], flag: ClaimFlag) -> None:
    assert claim_flags(replace(PLAIN, **changed)) == [flag]
