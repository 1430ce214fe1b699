"""From a code at the counter to an approved claim, through the services."""

from __future__ import annotations

import pytest
from flask import Flask

from core.money import Money
from coupons.claims.services.approve_claim import approve_claim
from coupons.claims.services.reject_claim import reject_claim
from coupons.redemptions.services.cancel_redemption import cancel_redemption
from coupons.redemptions.states import ProposalState, RedemptionState, Refusal
from ledger.checks import run_all
from tests.coupons.counter import PRICE, SUBSIDY, open_counter


@pytest.fixture(autouse=True)
def _ledger_stays_green(db_app: Flask):
    yield
    assert run_all() == []


def test_a_price_consented_to_reserves_the_states_part(db_app: Flask) -> None:
    counter = open_counter()
    outcome = counter.consent()
    assert outcome.state is ProposalState.CONSENTED
    redemption = counter.redemption(outcome.redemption_id)
    assert redemption.state is RedemptionState.RESERVED
    assert (redemption.subsidy_satang, redemption.own_satang) == (SUBSIDY.satang, (PRICE - SUBSIDY).satang)
    assert counter.coupon().remaining == Money.baht(100_000) - SUBSIDY


def test_an_approved_claim_gives_back_what_was_reserved_above_it(db_app: Flask) -> None:
    counter = open_counter()
    redemption_id = counter.accepted()
    approve_claim(
        redemption_id,
        Money.baht(30_000),
        reason="ใบแจ้งหนี้น้อยกว่า",
        actor=counter.officer,
        now=counter.world.now,
    )
    redemption = counter.redemption(redemption_id)
    assert redemption.state is RedemptionState.APPROVED
    assert redemption.approved_satang == Money.baht(30_000).satang
    assert counter.coupon().remaining == Money.baht(70_000)


def test_a_rejected_claim_revives_the_coupon(db_app: Flask) -> None:
    counter = open_counter(limit=SUBSIDY)
    redemption_id = counter.accepted()
    assert counter.coupon().remaining == Money(0)
    reject_claim(redemption_id, "หลักฐานไม่ตรง", actor=counter.officer, now=counter.world.now)
    assert counter.coupon().remaining == SUBSIDY
    assert counter.consent().redemption_id is not None


def test_a_cancelled_reservation_frees_its_money(db_app: Flask) -> None:
    counter = open_counter()
    redemption_id = counter.reserve()
    cancel_redemption(redemption_id, "ลูกค้าเปลี่ยนใจ", actor=counter.owner, now=counter.world.now)
    assert counter.redemption(redemption_id).state is RedemptionState.CANCELLED
    assert counter.coupon().remaining == Money.baht(100_000)


def test_more_than_is_left_is_refused_to_the_owner_and_the_price_stays_open(db_app: Flask) -> None:
    counter = open_counter(limit=Money.baht(50_000))
    first, second = counter.propose(), counter.propose(service_id=counter.another_service())
    from coupons.redemptions.services.consent_to_price import TAP, consent_to_price

    assert consent_to_price(first, TAP, actor=counter.owner, now=counter.world.now).redemption_id
    refused = consent_to_price(second, TAP, actor=counter.owner, now=counter.world.now)
    assert (refused.state, refused.refusal) == (ProposalState.OPEN, Refusal.NOT_ENOUGH_LEFT)
