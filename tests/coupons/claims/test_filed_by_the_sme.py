"""Where the SME is paid back it files the claim itself, and the provider confirms it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from core import clock
from core.calendar.due import due_on
from core.clock import bangkok_midnight
from core.commands import AuthorityRefusal
from core.db import db
from core.errors import Forbidden, NotFound, Refused, WrongState
from core.money import Money
from core.terms import PAYMENT_STANDARD
from core.thai.writing import be_date
from coupons.claims.operations import Delivery
from coupons.claims.presenter import money_back_by
from coupons.claims.services.accept_delivery import accept_delivery
from coupons.claims.services.accept_for_sme import accept_for_sme
from coupons.claims.services.add_evidence import EvidenceFile, add_evidence
from coupons.claims.services.approve_claim import approve_claim
from coupons.claims.services.confirm_service import confirm_service
from coupons.claims.services.deliver_service import deliver_service
from coupons.claims.services.dispute_redemption import dispute_redemption
from coupons.claims.services.file_claim import file_claim
from coupons.claims.services.reject_claim import reject_claim
from coupons.claims.services.resubmit_claim import resubmit_claim
from coupons.claims.services.return_claim import return_claim
from coupons.claims.states import ClaimRefusal, EvidenceKind
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import RedemptionState
from coupons.states import REVIEW_LIMIT, Party
from identity.notifications.models import Notice
from identity.organisations.models import Membership
from identity.organisations.states import Capacity, MemberRole
from schemes.states import PayeeMode
from tests.coupons.counter import SUBSIDY, Counter, open_counter, picture
from tests.coupons.redemptions.test_counter_pages import browser_of
from tests.factories import NOW, TODAY, build

IV = Delivery(TODAY, "IV-1", TODAY)


@pytest.fixture
def counter(db_app: Flask) -> Counter:
    found = open_counter(payee_mode=PayeeMode.REIMBURSE_SME)
    found.name_account()
    return found


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def _told(kind: str) -> int:
    return db.session.query(Notice).filter_by(kind=kind).count()


def test_the_sme_files_the_provider_confirms_an_officer_approves(counter: Counter) -> None:
    claim = counter.reserve()
    counter.file(claim)
    filed = counter.redemption(claim)
    assert (filed.state, filed.rating, filed.accepted_at) == (RedemptionState.DELIVERED, 5, None)
    assert _told("redemption.filed") == 1
    confirm_service(claim, actor=counter.cashier, now=NOW)
    confirmed = counter.redemption(claim)
    assert (confirmed.state, confirmed.accepted_side) == (RedemptionState.ACCEPTED, Party.PROVIDER)
    assert _told("redemption.confirmed") == 1
    approve_claim(claim, SUBSIDY, actor=counter.officer, now=NOW)
    assert counter.redemption(claim).state is RedemptionState.APPROVED


def test_each_side_does_its_own_part_alone(counter: Counter) -> None:
    claim = counter.reserve()
    counter.prove(claim, by=counter.owner)
    days = {"delivered_on": TODAY, "invoice_number": "IV-1", "invoiced_on": TODAY}
    with pytest.raises(Refused) as refused:
        deliver_service(claim, **days, actor=counter.cashier, now=NOW)
    assert refused.value.reason is ClaimRefusal.SME_FILES
    file_claim(claim, IV, rating=4, comment="", actor=counter.owner, now=NOW)
    with pytest.raises(Refused) as refused:
        accept_delivery(claim, rating=5, comment="", actor=counter.owner, now=NOW)
    assert refused.value.reason is ClaimRefusal.SME_FILES
    assert counter.redemption(claim).state is RedemptionState.DELIVERED


def test_where_the_provider_is_paid_the_sme_files_nothing_and_the_provider_confirms_nothing(
    db_app: Flask,
) -> None:
    counter = open_counter()
    claim = counter.reserve()
    counter.prove(claim)
    with pytest.raises(Refused) as refused:
        file_claim(claim, IV, rating=5, comment="", actor=counter.owner, now=NOW)
    assert refused.value.reason is ClaimRefusal.PROVIDER_FILES
    counter.deliver(claim)
    with pytest.raises(Refused) as refused:
        confirm_service(claim, actor=counter.cashier, now=NOW)
    assert refused.value.reason is ClaimRefusal.PROVIDER_FILES


def test_without_a_bank_account_nothing_is_filed(db_app: Flask) -> None:
    counter = open_counter(payee_mode=PayeeMode.REIMBURSE_SME, now=clock.now())
    claim = counter.reserve(now=clock.now())
    counter.prove(claim, now=clock.now(), by=counter.owner)
    phone, day = browser_of(db_app, counter.owner), be_date(clock.bangkok_date(clock.now()))
    assert "has no bank account here yet" in _words(phone.get(f"/redemptions/{claim}?lang=en").text)
    form = {"delivered_on": day, "invoice_number": "IV-1", "invoiced_on": day, "rating": "4"}
    refused = phone.post(f"/redemptions/{claim}/file?lang=en", data=form)
    assert refused.status_code == 409
    assert "Add the bank account of your business first" in refused.text
    assert counter.redemption(claim).state is RedemptionState.RESERVED
    counter.name_account(now=clock.now())
    assert "has no bank account" not in phone.get(f"/redemptions/{claim}?lang=en").text
    assert phone.post(f"/redemptions/{claim}/file", data=form).status_code == 303


def test_the_provider_adds_no_evidence_and_the_sme_none_while_it_is_checked(counter: Counter) -> None:
    claim = counter.reserve()
    file = [EvidenceFile("a.png", picture("a"))]
    with pytest.raises(WrongState):
        add_evidence(claim, EvidenceKind.OTHER, file, actor=counter.cashier, now=NOW)
    counter.file(claim)
    for actor in (counter.owner, counter.cashier):
        with pytest.raises(WrongState):
            add_evidence(claim, EvidenceKind.OTHER, file, actor=actor, now=NOW)


def test_what_is_asked_for_again_is_asked_of_the_sme(counter: Counter) -> None:
    claim = counter.confirmed()
    return_claim(claim, "ขอรายงานฉบับเต็ม", actor=counter.officer, now=NOW)
    told = db.session.query(Notice).filter_by(kind="redemption.returned").one()
    assert told.person_id == counter.owner.known_person_id
    with pytest.raises(Refused) as refused:
        resubmit_claim(claim, actor=counter.cashier, now=NOW)
    assert refused.value.reason is ClaimRefusal.SME_FILES
    with pytest.raises(Refused) as refused:
        reject_claim(claim, "ไม่ครบ", actor=counter.officer, now=NOW + timedelta(days=29))
    assert refused.value.reason is ClaimRefusal.NOT_DUE
    resubmit_claim(claim, actor=counter.owner, now=NOW)
    assert counter.redemption(claim).state is RedemptionState.ACCEPTED


def test_the_day_by_which_the_money_comes_back_is_the_sum_of_what_each_may_take(counter: Counter) -> None:
    claim = counter.reserve()
    assert money_back_by(counter.redemption(claim)) is None
    counter.file(claim)
    filed = counter.redemption(claim)
    assert filed.accept_by is not None
    decided = due_on(REVIEW_LIMIT, bangkok_midnight(filed.accept_by))
    assert money_back_by(filed) == due_on(PAYMENT_STANDARD, bangkok_midnight(decided))
    confirm_service(claim, actor=counter.cashier, now=NOW)
    decided = due_on(REVIEW_LIMIT, NOW)
    assert money_back_by(counter.redemption(claim)) == due_on(PAYMENT_STANDARD, bangkok_midnight(decided))
    approve_claim(claim, SUBSIDY, actor=counter.officer, now=NOW)
    assert money_back_by(counter.redemption(claim)) == due_on(PAYMENT_STANDARD, NOW)


def test_a_provider_that_disagrees_says_why_and_the_claim_stops(counter: Counter) -> None:
    claim = counter.reserve()
    counter.file(claim)
    boss = build(
        lambda tx: counter.world.member(tx, counter.provider_id, Capacity.PROVIDER, MemberRole.OWNER)
    )
    dispute_redemption(claim, "ยังไม่ได้รับชำระครบ", actor=boss, now=NOW)
    assert counter.redemption(claim).state is RedemptionState.DISPUTED
    with pytest.raises(WrongState):
        confirm_service(claim, actor=counter.cashier, now=NOW)


def test_an_officer_confirms_for_the_provider_after_its_days_and_another_decides(counter: Counter) -> None:
    claim = counter.reserve()
    counter.file(claim)
    with pytest.raises(Refused) as refused:
        accept_for_sme(claim, "ตรวจแล้ว", actor=counter.officer, now=NOW)
    assert refused.value.reason is ClaimRefusal.ACCEPTANCE_STILL_OPEN
    later = NOW + timedelta(days=20)
    accept_for_sme(claim, "ตรวจแล้ว", actor=counter.officer, now=later)
    assert counter.redemption(claim).accepted_side is Party.OSMEP
    assert _told("redemption.confirmed_for_provider") == 2
    with pytest.raises(Refused) as refused:
        approve_claim(claim, SUBSIDY, actor=counter.officer, now=later)
    assert refused.value.reason is ClaimRefusal.ACCEPTED_BY_YOU


def test_who_serves_both_sides_neither_files_nor_confirms(counter: Counter) -> None:
    claim = counter.reserve()
    counter.prove(claim, by=counter.owner)

    def tie(tx: object) -> None:
        for person, organisation, capacity in (
            (counter.owner, counter.provider_id, Capacity.PROVIDER),
            (counter.cashier, counter.sme_id, Capacity.SME),
        ):
            db.session.add(
                Membership(
                    person_id=person.known_person_id,
                    organisation_id=organisation,
                    capacity=capacity,
                    role=MemberRole.MEMBER,
                    since=NOW,
                )
            )

    free = build(lambda tx: counter.world.member(tx, counter.sme_id, Capacity.SME))
    build(tie)
    with pytest.raises(Refused) as refused:
        file_claim(claim, IV, rating=5, comment="", actor=counter.owner, now=NOW)
    assert refused.value.reason is AuthorityRefusal.CONNECTED
    file_claim(claim, IV, rating=5, comment="", actor=free, now=NOW)
    with pytest.raises(Refused) as refused:
        confirm_service(claim, actor=counter.cashier, now=NOW)
    assert refused.value.reason is AuthorityRefusal.CONNECTED


def test_to_others_there_is_no_claim(counter: Counter) -> None:
    other = open_counter(payee_mode=PayeeMode.REIMBURSE_SME)
    claim = counter.reserve()
    counter.prove(claim, by=counter.owner)
    with pytest.raises(NotFound):
        file_claim(claim, IV, rating=5, comment="", actor=other.owner, now=NOW)
    file_claim(claim, IV, rating=5, comment="", actor=counter.owner, now=NOW)
    with pytest.raises(NotFound):
        confirm_service(claim, actor=other.cashier, now=NOW)
    with pytest.raises(Forbidden):
        confirm_service(claim, actor=counter.owner, now=NOW)
    with pytest.raises(Forbidden):
        file_claim(claim, IV, rating=5, comment="", actor=counter.cashier, now=NOW)


def test_the_pages_say_whose_turn_it_is_and_when_the_money_comes_back(db_app: Flask) -> None:
    now = clock.now()
    counter = open_counter(share_bp=7000, payee_mode=PayeeMode.REIMBURSE_SME, now=now)
    counter.name_account(now=now)
    claim = counter.reserve(Money.baht(50_000), now=now)
    phone, till = browser_of(db_app, counter.owner), browser_of(db_app, counter.cashier)
    desk, page = browser_of(db_app, counter.officer), f"/redemptions/{claim}?lang=en"
    assert f"/redemptions/{claim}/file" in phone.get(page).text
    assert "/deliver" not in till.get(page).text
    counter.file(claim, now=now)
    theirs = till.get(page).text
    assert f"/redemptions/{claim}/confirm" in theirs
    assert "the customer paid you the full price of 50,000 baht" in _words(theirs)
    mine = _words(phone.get(page).text)
    assert "if nothing is missing" in mine
    assert "Confirmation by the provider" in mine
    assert till.post(f"/redemptions/{claim}/confirm").status_code == 303
    assert "Confirm delivery and full payment" not in till.get(page).text
    assert "/approve" in desk.get(page).text
    assert db.session.get_one(Redemption, claim, populate_existing=True).accepted_side is Party.PROVIDER
