"""What a payee is told of its money: one decision, the same on its page, in its notices, in the list and on the claim."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from core import clock
from core.actor import Actor
from core.db import db
from core.errors import Refused
from core.money import Money
from core.tasks import queue as jobs
from coupons.claims.services.approve_claim import approve_claim
from demo.bank import answers
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.notifications.models import Notice
from identity.notifications.words import notice_words
from identity.organisations.states import Capacity
from identity.people.models import Person
from payouts.models.reconciliation import BankImport
from payouts.payables.inbox import WANTS_ACCOUNT
from payouts.payables.services.hold_payable import hold_payable
from payouts.payables.services.review_holds import review_holds
from payouts.states import HoldReason, PayoutRefusal
from tests.coupons.counter import SUBSIDY, open_counter
from tests.crawl import sign_in
from tests.factories import build
from tests.payouts import fault_maker
from tests.payouts.world import MONDAY, Finance, order_of, payable_of, payments_of
from web.queues.queries import all_deadlines


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


def browse(client: FlaskClient, actor: Actor) -> FlaskClient:
    sign_in(client, db.session.get_one(Person, actor.person_id), None)
    return client


def owner_of(finance: Finance, provider_id: int) -> Actor:
    return build(lambda tx: finance.world.member(tx, provider_id, Capacity.PROVIDER))


def notices(person_id: int | None) -> list[str]:
    """What stands in a person's notifications, in English."""
    db.session.expire_all()
    found = db.session.scalars(sa.select(Notice).where(Notice.person_id == person_id).order_by(Notice.id))
    with force_locale("en"):
        return [notice_words(each.kind, each.facts) for each in found]


def drop_account(organisation_id: int, state: BankAccountState) -> None:
    """The organisation's account is no longer a verified one."""
    build(
        lambda tx: tx.execute(
            sa.update(BankAccount).where(BankAccount.organisation_id == organisation_id).values(state=state)
        )
    )


def refused(finance: Finance, code: str = "AC04", words: str = "บัญชีปิดแล้ว") -> tuple[int, int, Actor, int]:
    """A batch of two, of which the bank refused the first: its provider, claim, owner and batch."""
    provider_id = finance.provider()
    owner = owner_of(finance, provider_id)
    claim_id = finance.claim(provider_id, Money(1_234_56))
    finance.claim(finance.provider())
    batch_id = finance.released()
    mine = next(each for each in payments_of(batch_id) if each.net == Money(1_234_56)).end_to_end_id
    reported = answers(order_of(batch_id))
    finance.take(fault_maker.reject(reported.pain002[0], [mine], code, words))
    finance.take(*fault_maker.without(reported.camt053, [mine]))
    return provider_id, claim_id, owner, batch_id


def test_a_refused_payment_is_red_in_import_batch_payable_and_list(
    finance: Finance, client: FlaskClient
) -> None:
    _provider, claim_id, _owner, batch_id = refused(finance)
    browse(client, finance.officer)
    imported = f"/statements/{db.session.scalar(sa.select(sa.func.min(BankImport.id)))}"
    reason = "The account is closed (AC04) – บัญชีปิดแล้ว"
    for path in (
        imported,
        f"/batches/{batch_id}",
        f"/payables/{payable_of(claim_id).id}",
        f"/payables/payments/{payments_of(batch_id)[0].id}",
    ):
        page = client.get(f"{path}?lang=en").text
        assert "notice--bad" in page, path
        assert "The account is closed (AC04)" in page, path
        if path != imported:
            assert reason in page, path
    assert "tag--good" not in client.get(f"{imported}?meaning=refused&lang=en").text
    for path in ("/payables?state=refused", "/batches", f"/batches/{batch_id}?state=not-paid"):
        page = client.get(f"{path}{'&' if '?' in path else '?'}lang=en").text
        assert "tag--bad" in page, path


def test_the_payee_of_a_refused_payment_reads_why_and_what_to_do(
    finance: Finance, client: FlaskClient
) -> None:
    provider_id, claim_id, owner, _batch = refused(finance)
    accounts = f"/organisations/{provider_id}/bank-accounts"
    reported = notices(owner.person_id)[-1]
    assert "1,234.56 baht" in reported
    for words in (
        reported,
        client_page(client, owner, "/payables/mine"),
        client_page(client, owner, f"/redemptions/{claim_id}"),
    ):
        assert "The account is closed (AC04)" in words
        assert "Add the correct bank account" in words
    for path in ("/payables/mine", f"/redemptions/{claim_id}"):
        assert '<span class="tag tag--bad">The bank could not pay</span>' in client_page(client, owner, path)
    assert f'href="{accounts}"' in client_page(client, owner, "/payables/mine")
    assert f'href="{accounts}"' in client_page(client, owner, f"/redemptions/{claim_id}")
    assert accounts in client_page(client, owner, "/today")


def client_page(client: FlaskClient, actor: Actor, path: str) -> str:
    answer = browse(client, actor).get(f"{path}?lang=en")
    assert answer.status_code == 200, path
    return answer.text


def test_a_fault_of_ours_sends_no_payee_to_its_account(finance: Finance, client: FlaskClient) -> None:
    provider_id, claim_id, owner, _batch = refused(finance, "AM04")
    for path in ("/payables/mine", f"/redemptions/{claim_id}"):
        page = client_page(client, owner, path)
        assert "You do not need to do anything now." in page
        assert f"/organisations/{provider_id}/bank-accounts" not in page
    assert "There is not enough money in the paying account (AM04)" in notices(owner.person_id)[-1]


def test_who_is_owed_money_and_has_no_account_is_told_with_the_link(
    finance: Finance, client: FlaskClient
) -> None:
    provider_id = finance.provider()
    owner = owner_of(finance, provider_id)
    drop_account(provider_id, BankAccountState.WITHDRAWN)
    claim_id = finance.claim(provider_id, Money(1_234_56))
    reported = notices(owner.person_id)
    assert any("you have no verified bank account" in each and "1,234.56" in each for each in reported)
    accounts = f'href="/organisations/{provider_id}/bank-accounts"'
    for path in ("/payables/mine", f"/redemptions/{claim_id}", "/today"):
        page = client_page(client, owner, path)
        assert accounts in page, path
        assert "follows" not in page, path
    drop_account(provider_id, BankAccountState.PENDING)
    page = client_page(client, owner, "/payables/mine")
    assert "is checking your new bank account" in page
    assert "See the bank account" in page


def test_an_account_lost_after_the_approval_is_told_when_it_is_lost(
    finance: Finance, client: FlaskClient, db_app: Flask
) -> None:
    provider_id = finance.provider()
    owner = owner_of(finance, provider_id)
    finance.claim(provider_id)
    before = len(notices(owner.person_id))
    drop_account(provider_id, BankAccountState.WITHDRAWN)
    for _ in range(2):
        db.session.rollback()
        jobs.run_now(db_app, "payouts.review_holds")
    reported = notices(owner.person_id)[before:]
    assert len(reported) == 1
    assert "you have no verified bank account" in reported[0]
    assert "you have no verified bank account" in client_page(client, owner, "/notices")
    assert f'href="/organisations/{provider_id}/bank-accounts"' in client_page(
        client, owner, "/payables/mine"
    )


def test_a_payable_held_by_an_officer_is_said_to_be_held_everywhere(
    finance: Finance, client: FlaskClient
) -> None:
    provider_id = finance.provider()
    owner = owner_of(finance, provider_id)
    claim_id = finance.claim(provider_id)
    hold_payable(payable_of(claim_id).id, "ตรวจสอบใบกำกับภาษี", actor=finance.officer, now=MONDAY)
    assert "A finance officer has put it on hold" in notices(owner.person_id)[-1]
    for path in ("/payables/mine", f"/redemptions/{claim_id}"):
        page = client_page(client, owner, path)
        assert "A finance officer has put it on hold" in page, path
        assert "next batch" not in page, path


def test_a_claim_approved_for_less_says_to_both_who_bears_the_rest(
    db_app: Flask, client: FlaskClient
) -> None:
    counter = open_counter()
    cashier = counter.cashier
    claim_id = counter.accepted()
    approve_claim(
        claim_id,
        SUBSIDY - Money.baht(5_000),
        reason="ใบแจ้งหนี้น้อยกว่า",
        actor=counter.officer,
        now=counter.world.now,
    )
    for actor, says in (
        (counter.owner, "The provider covers the other 5,000 baht"),
        (cashier, "You cover the other 5,000 baht"),
    ):
        assert says in notices(actor.person_id)[-1]
        page = client_page(client, actor, f"/redemptions/{claim_id}")
        assert says in page
        assert "ใบแจ้งหนี้น้อยกว่า" in page


def test_the_account_that_the_bank_refused_is_not_tried_again_by_the_next_batch(
    finance: Finance, client: FlaskClient
) -> None:
    provider_id, claim_id, owner, _batch = refused(finance)
    assert payable_of(claim_id).hold_reason is HoldReason.ACCOUNT_REFUSED
    reported = len(notices(owner.person_id))
    review_holds(now=MONDAY + timedelta(days=1))
    with pytest.raises(Refused) as nothing:
        finance.submitted(MONDAY + timedelta(days=1))
    assert nothing.value.reason is PayoutRefusal.NOTHING_TO_BATCH
    assert len(notices(owner.person_id)) == reported, "told once"
    assert "The bank rejected the payee’s account" in client_page(client, finance.officer, "/batches/new")
    finance.other_account(provider_id)
    assert [payment.attempt_no for payment in payments_of(finance.submitted(MONDAY))] == [2]


def test_an_officer_lets_the_account_that_the_bank_refused_be_tried_once_more(
    finance: Finance, client: FlaskClient
) -> None:
    _provider, claim_id, owner, _batch = refused(finance)
    page = f"/payables/{payable_of(claim_id).id}"
    resume = f"{page}/resume"
    assert resume in client_page(client, finance.officer, page)
    answer = client.post(resume)
    assert answer.status_code == 303
    second = finance.released(now=MONDAY + timedelta(days=1))
    (again,) = payments_of(second)
    reported = answers(order_of(second))
    finance.take(fault_maker.reject(reported.pain002[0], [again.end_to_end_id], "AC04"))
    assert payable_of(claim_id).hold_reason is HoldReason.ACCOUNT_REFUSED, "once, not for ever"
    assert "The account is closed (AC04)" in notices(owner.person_id)[-1]


def test_a_refusal_for_a_reason_of_ours_waits_for_no_account(finance: Finance) -> None:
    _provider, claim_id, _owner, _batch = refused(finance, "AM04")
    assert payable_of(claim_id).state.value == "open"
    assert len(payments_of(finance.submitted(MONDAY))) == 1


def test_the_board_says_too_that_a_refused_account_is_the_payees_turn(
    finance: Finance, db_app: Flask
) -> None:
    provider_id, claim_id, _owner, _batch = refused(finance)
    with db_app.test_request_context():
        rows = [
            each
            for each in all_deadlines(db.session(), clock.now())
            if each.turn is WANTS_ACCOUNT and each.subject_id == payable_of(claim_id).id
        ]
    assert [each.organisation_id for each in rows] == [provider_id]
