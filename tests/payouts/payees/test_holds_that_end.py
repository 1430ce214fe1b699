"""What payees and officers are told of the end: holds that end by themselves, the next attempt, what a line leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.db import db
from core.errors import Refused
from core.money import Money
from core.tasks import queue as jobs
from demo.bank import answers
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.services.submit_bank_account import AccountDraft, submit_bank_account
from identity.bank_accounts.services.verify_bank_account import verify_bank_account
from identity.bank_accounts.states import BankAccountState
from payouts.models.payments import Payment
from payouts.models.reconciliation import StatementLine
from payouts.states import HoldReason, PayableState, PayoutRefusal
from tests.coupons.counter import picture
from tests.factories import build
from tests.payouts import fault_maker
from tests.payouts.payees.test_payee_news import browse, client_page, drop_account, owner_of, refused
from tests.payouts.world import MONDAY, Finance, findings, order_of, payable_of, payments_of

REVIEW = "payouts.review_holds"
RIGHT = "1234567890"


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


def by_then(app: Flask, monkeypatch: pytest.MonkeyPatch, days: int = 0) -> None:
    """The worker looks again at everything owed, so many days later."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=days))
    db.session.rollback()
    jobs.run_now(app, REVIEW)


def give(owner: Actor) -> int:
    """The payee gives an account, which waits to be verified."""
    draft = AccountDraft("006", RIGHT, "บริษัท ก จำกัด", picture(), "book.png")
    return submit_bank_account(owner.organisation_id, draft, actor=owner, now=MONDAY)


def verify(account_id: int, finance: Finance) -> None:
    verify_bank_account(account_id, actor=finance.officer, now=MONDAY)


def test_a_hold_for_want_of_an_account_ends_by_itself(
    finance: Finance, client: FlaskClient, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider_id = finance.provider()
    owner = owner_of(finance, provider_id)
    drop_account(provider_id, BankAccountState.WITHDRAWN)
    claim = finance.claim(provider_id)
    assert payable_of(claim).hold_reason is HoldReason.NO_ACCOUNT
    account_id = give(owner)
    by_then(db_app, monkeypatch)
    assert payable_of(claim).state is PayableState.HELD, "an account that nobody has verified ends nothing"
    verify(account_id, finance)
    by_then(db_app, monkeypatch)
    assert payable_of(claim).hold_reason is HoldReason.ACCOUNT_COOLING, "it has had another"
    by_then(db_app, monkeypatch, days=7)
    assert payable_of(claim).state is PayableState.OPEN
    assert (
        "A finance officer will put it in a payment batch. You do not need to do anything now."
        in client_page(client, owner, "/payables/mine")
    )
    batch_id = finance.submitted(MONDAY + timedelta(days=7))
    assert [each.account_number for each in payments_of(batch_id)] == [RIGHT]
    assert findings() == []


def test_a_number_that_the_bank_cannot_have_is_held_until_the_right_one_can_be_used(
    finance: Finance, client: FlaskClient, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider_id = finance.provider()
    owner = owner_of(finance, provider_id)
    wrong = sa.update(BankAccount).where(BankAccount.organisation_id == provider_id)
    build(lambda tx: tx.execute(wrong.values(account_number="123")))
    claim = finance.claim(provider_id)
    assert payable_of(claim).hold_reason is HoldReason.ACCOUNT_IMPOSSIBLE
    page = client_page(client, owner, "/payables/mine")
    assert "We cannot pay it, because your bank has no account with the number that you entered." in page
    verify(give(owner), finance)
    by_then(db_app, monkeypatch)
    assert payable_of(claim).hold_reason is HoldReason.ACCOUNT_COOLING
    by_then(db_app, monkeypatch, days=7)
    assert payable_of(claim).state is PayableState.OPEN
    assert findings() == []


def test_the_next_attempt_goes_to_the_account_that_the_payee_has_then(
    finance: Finance, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _provider, claim, owner, batch_id = refused(finance)
    (failed,) = (each for each in payments_of(batch_id) if each.failure_code)
    verify(give(owner), finance)
    by_then(db_app, monkeypatch, days=7)
    assert payable_of(claim).state is PayableState.OPEN
    (again,) = payments_of(finance.released(now=MONDAY + timedelta(days=7)))
    assert (again.payable_id, again.attempt_no, again.account_number) == (failed.payable_id, 2, RIGHT)
    assert failed.account_number != RIGHT
    assert findings() == []


def test_a_line_that_was_set_aside_leaves_the_list_and_keeps_its_reason(
    finance: Finance, client: FlaskClient
) -> None:
    finance.claims_of(1)
    reported = answers(order_of(finance.released()))
    finance.take(*fault_maker.strangers_line(reported.camt053, Money(99_00), credit=True))
    line = db.session.query(StatementLine).filter_by(state="unmatched").one()
    page = f"/statements/lines/{line.id}"
    browse(client, finance.approver)
    assert page in client.get("/statements/lines").text
    assert client.post(f"{page}/set-aside", data={"aside-reason": "ดอกเบี้ยของธนาคาร"}).status_code == 303
    assert page not in client.get("/statements/lines").text
    assert "ดอกเบี้ยของธนาคาร" in client.get(page).text


def test_nothing_is_withheld_from_a_payment(finance: Finance, client: FlaskClient) -> None:
    finance.claims_of(2)
    batch_id = finance.released()
    for payment in payments_of(batch_id):
        assert (payment.withheld_satang, payment.net.satang) == (0, payment.gross_satang)
    browse(client, finance.officer)
    assert (
        "no tax is withheld until the Revenue Department has ruled on it"
        in client.get(f"/batches/{batch_id}?lang=en").text
    )
    assert db.session.scalar(sa.select(sa.func.count()).where(Payment.withheld_satang > 0)) == 0


def test_what_is_held_enters_no_batch(finance: Finance) -> None:
    provider_id = finance.provider()
    drop_account(provider_id, BankAccountState.WITHDRAWN)
    finance.claim(provider_id)
    with pytest.raises(Refused) as caught:
        finance.submitted()
    assert caught.value.reason is PayoutRefusal.NOTHING_TO_BATCH
