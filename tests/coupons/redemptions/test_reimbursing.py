"""Under a scheme that reimburses, the customer pays the full price and the state pays its part back: everywhere."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from pypdf import PdfReader

from core import clock
from core.db import db
from core.money import Money
from core.thai.writing import be_date
from coupons.claims.developments.services.approve_development import approve_development
from coupons.claims.developments.services.confirm_quotation import confirm_quotation
from coupons.claims.states import EvidenceKind
from coupons.redemptions.states import RedemptionState
from payouts.models.payables import Payable
from schemes.states import PayeeMode
from tests.coupons.counter import Counter, open_counter, picture
from tests.coupons.redemptions.test_counter_pages import browser_of

PRICE, BACK, OWN = "50,000", "35,000", "15,000"


@pytest.fixture
def counter(db_app: Flask) -> Counter:
    return open_counter(share_bp=7000, payee_mode=PayeeMode.REIMBURSE_SME, now=clock.now())


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_counter_says_that_the_business_files_itself(db_app: Flask, counter: Counter) -> None:
    till = browser_of(db_app, counter.cashier)
    refused = till.post("/scan?lang=en", data={"code": counter.code()})
    assert refused.status_code == 409
    assert "the business pays the full price and is paid back" in _words(refused.text)


def test_the_proposal_and_the_claim_say_who_pays_first(db_app: Flask, counter: Counter) -> None:
    phone, till = browser_of(db_app, counter.owner), browser_of(db_app, counter.cashier)
    proposal = f"/developments/{counter.develop(Money.baht(50_000), now=clock.now())}"
    claim = f"/redemptions/{_approved(counter, int(proposal.rsplit('/', 1)[1]))}"
    for page in (proposal, claim):
        mine = _words(phone.get(f"{page}?lang=en").text)
        assert f"The state pays you back {BACK}" in mine
        assert "You pay the provider the full price" in mine
        assert "You pay " + OWN not in mine
        theirs = _words(till.get(f"{page}?lang=en").text)
        assert "The customer pays the full price" in theirs
        assert "The state pays the customer back" in theirs


def _approved(counter: Counter, development_id: int) -> int:
    confirm_quotation(development_id, actor=counter.cashier, now=clock.now())
    return approve_development(development_id, actor=counter.officer, now=clock.now())


def test_the_coupon_and_its_paper_say_so(db_app: Flask, counter: Counter) -> None:
    phone = browser_of(db_app, counter.owner)
    page = _words(phone.get(f"/coupons/{counter.coupon_id}?lang=en").text)
    assert "The state pays you back 70% of the price" in page
    assert "You pay the provider the full price and keep the proof." in page
    paper = phone.get(f"/coupons/{counter.coupon_id}/pdf?lang=en")
    text = " ".join(PdfReader(io.BytesIO(paper.data)).pages[0].extract_text().split())
    assert "You pay the full price, and the state repays you 70% of it" in text
    assert "Pay the provider the full price and keep the proof" in text
    assert "Pay your own" not in text


def test_the_proof_asked_for_is_of_the_full_price(db_app: Flask, counter: Counter) -> None:
    claim = counter.reserve(Money.baht(50_000), now=clock.now())
    page = browser_of(db_app, counter.owner).get(f"/redemptions/{claim}?lang=en").text
    assert "Proof that the business paid the full price" in page
    assert "paid its own share" not in page


def test_where_the_state_bears_it_all_the_payment_is_proved_all_the_same(db_app: Flask) -> None:
    counter = open_counter(share_bp=10_000, payee_mode=PayeeMode.REIMBURSE_SME, now=clock.now())
    claim, phone = counter.reserve(Money.baht(50_000), now=clock.now()), browser_of(db_app, counter.owner)
    counter.name_account(now=clock.now())
    for kind in (EvidenceKind.TAX_INVOICE, EvidenceKind.DELIVERABLE):
        sent = {"kind": kind.value, "files": (io.BytesIO(picture(kind)), "a.png")}
        assert phone.post(f"/redemptions/{claim}/evidence", data=sent).status_code == 303
    day = be_date(clock.bangkok_date(clock.now()))
    form = {"delivered_on": day, "invoice_number": "IV-1", "invoiced_on": day, "rating": "4"}
    refused = phone.post(f"/redemptions/{claim}/file?lang=en", data=form)
    assert refused.status_code == 409
    assert "Proof that the business paid the full price" in refused.text
    assert counter.redemption(claim).state is RedemptionState.RESERVED
    proof = {"kind": EvidenceKind.PROOF_OF_OWN_SHARE.value, "files": (io.BytesIO(picture("paid")), "p.png")}
    phone.post(f"/redemptions/{claim}/evidence", data=proof)
    assert phone.post(f"/redemptions/{claim}/file", data=form).status_code == 303


def test_a_coupon_of_any_other_scheme_says_as_before(db_app: Flask) -> None:
    counter = open_counter(share_bp=7000, now=clock.now())
    counter.propose(Money.baht(50_000), now=clock.now())
    card = _words(browser_of(db_app, counter.owner).get("/coupons/asks/fragment?lang=en").text)
    assert f"You pay {OWN}" in card


def test_the_state_pays_its_part_back_to_who_paid(db_app: Flask, counter: Counter) -> None:
    counter.name_account(now=clock.now())
    claim = counter.confirmed(Money.baht(50_000), now=clock.now())
    form = {"amount": BACK, "reason": ""}
    desk = browser_of(db_app, counter.officer)
    assert desk.post(f"/redemptions/{claim}/approve", data=form).status_code == 303
    owed = db.session.query(Payable).filter_by(redemption_id=claim).one()
    assert (owed.payee_id, owed.amount_satang) == (counter.sme_id, Money.baht(35_000).satang)
