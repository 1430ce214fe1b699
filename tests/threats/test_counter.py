"""At the counter: what a stranger, a provider and an SME cannot do with a coupon, through the pages."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pypdfium2
import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.db import Tx, db
from core.labels import words_for
from core.money import Money
from coupons.claims.states import ClaimFlag, EvidenceKind
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Redemption, Scan
from coupons.redemptions.rules import PRICES_PER_SCAN, TRIES
from coupons.redemptions.states import RedemptionState, Refusal, ScanOutcome
from identity.organisations.models import Membership
from identity.organisations.states import Capacity, MemberRole
from payouts.models.payables import Payable
from tests.coupons.counter import Counter
from tests.factories import build
from tests.threats.acting import PROOFS, consent, deliver, name_price, prove
from tests.threats.conftest import Browse

UNKNOWN = "0123456789ABCDEF"


def words(reason: object) -> str:
    """What the page says of a refusal, in Thai."""
    return str(words_for(reason))


def serve_both(counter: Counter, person_id: int, organisation_id: int, capacity: Capacity) -> None:
    """The person is a member of that organisation too."""

    def join(tx: Tx) -> None:
        tx.add(
            Membership(
                person_id=person_id,
                organisation_id=organisation_id,
                capacity=capacity,
                role=MemberRole.MEMBER,
                since=clock.now(),
            )
        )

    build(join)


def test_a_code_stands_in_no_table_and_no_log(
    db_app: Flask,
    counter: Counter,
    browse: Browse,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    code, tag = counter.code(), counter.tag()
    till, phone = browse(counter.cashier), browse(counter.owner)
    assert consent(phone, name_price(till, code, counter.service_id, "42,000")).status_code == 200
    approver = browse(counter.approver)
    assert approver.post(f"/coupons/{counter.coupon_id}/reissue").status_code == 303
    db_app.test_client().get(f"/C/{code}/{tag}")
    codes = (code, tag, counter.code())
    told = "".join((caplog.text, *capfd.readouterr())).upper()
    assert not [each for each in codes if each in told]
    tables = sa.text("SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public'")
    for table in db.session.scalars(tables).all():
        for row in db.session.scalars(sa.text(f"SELECT upper(t::text) FROM {table} t")):
            assert not [each for each in codes if each in row or each.encode().hex().upper() in row], table


def test_codes_of_nobody_are_soon_not_looked_up_and_every_scan_is_kept(
    counter: Counter, browse: Browse
) -> None:
    till = browse(counter.cashier)
    for _ in range(TRIES):
        assert words(ScanOutcome.UNKNOWN) in till.post("/scan", data={"code": UNKNOWN}).text
    answer = till.post("/scan", data={"code": counter.code()})
    assert answer.status_code == 409, "a good code is not looked up either"
    assert words(ScanOutcome.TOO_MANY_TRIES) in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == TRIES + 1


def test_scan_and_price_spend_nothing_and_the_counter_cannot_consent(
    counter: Counter, browse: Browse
) -> None:
    till = browse(counter.cashier)
    proposal_id = name_price(till, counter.code(), counter.service_id, "42,000")
    assert consent(till, proposal_id).status_code == 403
    assert counter.coupon().spent_satang == 0
    assert consent(browse(counter.owner), proposal_id).status_code == 200
    assert counter.coupon().spent_satang == Money.baht(33_600).satang


def test_without_proof_of_the_own_share_nothing_is_delivered(counter: Counter, browse: Browse) -> None:
    till = browse(counter.cashier)
    claim = f"/redemptions/{counter.reserve(now=clock.now())}"
    prove(till, claim, *(kind for kind in PROOFS if kind is not EvidenceKind.PROOF_OF_OWN_SHARE))
    assert deliver(till, claim, "IV-1").status_code == 409
    prove(till, claim, EvidenceKind.PROOF_OF_OWN_SHARE)
    assert deliver(till, claim, "IV-1").status_code == 303


def test_no_more_is_spent_than_the_coupon_holds(counter: Counter, browse: Browse) -> None:
    phone, till = browse(counter.owner), browse(counter.cashier)
    services = (counter.service_id, counter.another_service())
    priced = [name_price(till, counter.code(), service_id, "90,000") for service_id in services]
    assert consent(phone, priced[0]).status_code == 200
    assert consent(phone, priced[1]).status_code == 409
    assert counter.coupon().spent_satang == Money.baht(72_000).satang


def test_who_serves_the_provider_too_consents_to_none_of_its_prices(counter: Counter, browse: Browse) -> None:
    serve_both(counter, counter.owner.known_person_id, counter.provider_id, Capacity.PROVIDER)
    proposal_id = name_price(browse(counter.cashier), counter.code(), counter.service_id, "42,000")
    phone = browse(counter.owner)
    phone.post(f"/act-for/sme:{counter.sme_id}")
    answer = consent(phone, proposal_id)
    assert answer.status_code == 409
    assert answer.json["refusal"] == Refusal.TIED_TO_PROVIDER
    assert counter.coupon().spent_satang == 0


def test_who_belongs_to_the_sme_does_not_scan_its_coupon(counter: Counter, browse: Browse) -> None:
    serve_both(counter, counter.cashier.known_person_id, counter.sme_id, Capacity.SME)
    till = browse(counter.cashier)
    till.post(f"/act-for/provider:{counter.provider_id}")
    answer = till.post("/scan", data={"code": counter.code()})
    assert answer.status_code == 409
    assert words(ScanOutcome.OWN_COUPON) in answer.text


def test_the_six_digits_of_one_price_do_for_no_other(counter: Counter, browse: Browse) -> None:
    till, phone = browse(counter.cashier), browse(counter.owner)
    dear = name_price(till, counter.code(), counter.service_id, "42,000")
    page = phone.get(f"/coupons/{counter.coupon_id}").text
    digits = "".join(re.findall(r'<strong translate="no">(\d{3}) (\d{3})</strong>', page)[0])
    other = name_price(till, counter.code(), counter.another_service(), "43,000")
    answer = till.post(f"/proposals/{other}/consent-by-code", data={"digits": digits})
    assert answer.status_code == 409
    assert words(Refusal.WRONG_CODE) in answer.text
    assert till.post(f"/proposals/{dear}/consent-by-code", data={"digits": digits}).status_code == 303


def overdue(redemption_id: int) -> None:
    """The SME's days to accept are over."""
    yesterday = clock.bangkok_date(clock.now()) - timedelta(days=1)
    late = sa.update(Redemption).where(Redemption.id == redemption_id).values(accept_by=yesterday)
    build(lambda tx: tx.execute(late))


def test_an_officer_accepts_for_the_sme_only_after_its_days(counter: Counter, browse: Browse) -> None:
    redemption_id = counter.reserve(now=clock.now())
    counter.deliver(redemption_id, now=clock.now())
    desk, form = browse(counter.officer), {"accept-for-sme-reason": "ส่งมอบจริง"}
    assert desk.post(f"/redemptions/{redemption_id}/accept-for-sme", data=form).status_code == 409
    assert counter.redemption(redemption_id).state is RedemptionState.DELIVERED
    overdue(redemption_id)
    assert desk.post(f"/redemptions/{redemption_id}/accept-for-sme", data=form).status_code == 303


def test_who_accepted_for_the_sme_does_not_approve_the_claim(counter: Counter, browse: Browse) -> None:
    redemption_id = counter.reserve(now=clock.now())
    counter.deliver(redemption_id, now=clock.now())
    overdue(redemption_id)
    desk, form = browse(counter.officer), {"accept-for-sme-reason": "ส่งมอบจริง"}
    assert desk.post(f"/redemptions/{redemption_id}/accept-for-sme", data=form).status_code == 303
    approved = desk.post(f"/redemptions/{redemption_id}/approve", data={"amount": "33,600.00", "reason": ""})
    assert approved.status_code == 409
    assert counter.redemption(redemption_id).state is RedemptionState.ACCEPTED


def test_one_invoice_supports_one_claim_however_it_is_typed(counter: Counter, browse: Browse) -> None:
    till = browse(counter.cashier)
    first, second = (f"/redemptions/{counter.reserve(now=clock.now())}" for _ in range(2))
    for claim in (first, second):
        prove(till, claim, *PROOFS)
    assert deliver(till, first, "IV 2569/๐๑").status_code == 303
    assert deliver(till, second, "iv2569/01").status_code == 409
    assert deliver(till, second, "IV2569/02").status_code == 303


def test_one_scan_carries_few_prices(counter: Counter, browse: Browse) -> None:
    till = browse(counter.cashier)
    sheet = till.post("/scan", data={"code": counter.code()}).location
    for number in range(PRICES_PER_SCAN):
        form = {"service": counter.service_id, "price": f"{10_000 + number}"}
        assert till.post(f"{sheet}/price", data=form).status_code == 303
    answer = till.post(f"{sheet}/price", data={"service": counter.service_id, "price": "20,000"})
    assert answer.status_code == 409
    assert words(Refusal.TOO_MANY_PRICES) in answer.text


def test_what_is_unusual_stands_on_the_claim_before_it_is_signed(counter: Counter, browse: Browse) -> None:
    redemption_id = counter.accepted(Money.baht(100_000), now=clock.now())
    page = browse(counter.officer).get(f"/redemptions/{redemption_id}").text
    for flag in (ClaimFlag.FAST_DELIVERY, ClaimFlag.TOP_OF_PRICE_RANGE):
        assert words(flag) in page, flag


def test_the_provider_is_owed_what_the_state_pays_and_no_more(counter: Counter, browse: Browse) -> None:
    redemption_id = counter.accepted(now=clock.now())
    form = {"amount": "33,600.00", "reason": ""}
    assert browse(counter.officer).post(f"/redemptions/{redemption_id}/approve", data=form).status_code == 303
    owed = db.session.scalars(sa.select(Payable).where(Payable.redemption_id == redemption_id)).one()
    assert (owed.payee_id, owed.amount_satang) == (counter.provider_id, Money.baht(33_600).satang)
    assert db.session.get_one(Coupon, counter.coupon_id).spent_satang == owed.amount_satang


def test_the_papers_half_for_the_counter_shows_no_sum(counter: Counter, browse: Browse) -> None:
    paper = browse(counter.owner).get(f"/coupons/{counter.coupon_id}/pdf?lang=en").data
    page = pypdfium2.PdfDocument(paper)[0].get_textpage()
    index, _length = page.search("Cut here").get_next()
    cut = page.get_charbox(index)[3]
    assert "100,000.00" in page.get_text_bounded(top=cut)
    assert "100,000" not in page.get_text_bounded(bottom=cut)
