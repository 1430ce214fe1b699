"""What the pages around a refused payment say stays true when it is read later, and by each reader."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.db import db
from core.permissions import Role
from demo.bank import answers
from identity.bank_accounts.states import BankAccountState
from identity.organisations.states import Capacity
from identity.people.models import Person
from payouts.models.reconciliation import BankImport, StatementLine
from tests.crawl import sign_in
from tests.factories import build
from tests.payouts.payees.test_payee_news import drop_account, notices, refused
from tests.payouts.world import MONDAY, Finance, order_of, payable_of

OWED = "still payable"
OUR_BALANCE = "12345.00 would take the debtor account below zero; 2000.00 is available"


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


def read(client: FlaskClient, actor: Actor, path: str) -> str:
    sign_in(client, db.session.get_one(Person, actor.person_id), None)
    answer = client.get(f"{path}{'&' if '?' in path else '?'}lang=en")
    assert answer.status_code == 200, path
    return answer.text


def pages(batch_id: int) -> tuple[str, str]:
    refusal = sa.select(sa.func.min(StatementLine.import_id)).where(
        StatementLine.import_id == sa.select(sa.func.min(BankImport.id)).scalar_subquery()
    )
    return f"/batches/{batch_id}", f"/statements/{db.session.scalar(refusal)}"


def test_what_was_refused_is_said_to_be_owed_only_as_long_as_it_is(
    finance: Finance, client: FlaskClient
) -> None:
    provider_id, _claim, _owner, batch_id = refused(finance)
    for path in pages(batch_id):
        page = read(client, finance.officer, path)
        assert f"1 payment is {OWED}." in page, path
        assert "notice--bad" in page, path
        assert "tries again" not in page, "nothing tries an account again that the bank refused"
    finance.other_account(provider_id)
    again = finance.released(now=MONDAY + timedelta(days=1))
    reported = answers(order_of(again))
    finance.take(*reported.pain002, *reported.camt053)
    for path in pages(batch_id):
        page = read(client, finance.officer, path)
        assert OWED not in page, path
        assert "None of these payments is payable any more." in page, path
        assert "notice--bad" not in page, path


@pytest.mark.parametrize(
    ("roles", "says"),
    [
        ((Role.FINANCE_APPROVER,), "After your approval, the releaser sends it to the bank."),
        ((Role.FINANCE_APPROVER, Role.FINANCE_RELEASER), "After you approve it, you can also release it."),
    ],
    ids=["approver", "approver-and-releaser"],
)
def test_who_approves_is_told_to_release_only_with_the_right_to(
    finance: Finance, client: FlaskClient, roles: tuple[Role, ...], says: str
) -> None:
    finance.claim(finance.provider())
    batch_id = finance.submitted()
    approver = build(lambda tx: finance.world.staff(tx, *roles))
    page = read(client, approver, f"/batches/{batch_id}")
    assert says in page
    assert ("After you approve it, you can also release it." in page) is (Role.FINANCE_RELEASER in roles)


def test_a_payee_does_not_read_what_the_bank_says_of_our_account(
    finance: Finance, client: FlaskClient
) -> None:
    _provider, claim_id, owner, batch_id = refused(finance, "AM04", OUR_BALANCE)
    for path in ("/payables/mine", f"/redemptions/{claim_id}"):
        page = read(client, owner, path)
        assert "There is not enough money in the paying account (AM04)" in page
        assert "is available" not in page
    assert "is available" not in notices(owner.person_id)[-1]
    assert OUR_BALANCE in read(client, finance.officer, f"/batches/{batch_id}?state=not-paid")
    assert OUR_BALANCE in read(client, finance.officer, f"/payables/{payable_of(claim_id).id}")


def test_what_is_owed_leads_the_officer_whose_turn_it_is_to_the_step(
    finance: Finance, client: FlaskClient
) -> None:
    provider_id = finance.provider()
    claim_id = finance.claim(provider_id)
    path = f"/payables/{payable_of(claim_id).id}"
    page = read(client, finance.officer, path)
    assert "Your turn" in page
    assert 'href="/batches/new"' in page
    assert "Your turn" not in read(client, finance.approver, path)
    drop_account(provider_id, BankAccountState.PENDING)
    page = read(client, finance.officer, path)
    assert "Your turn" in page
    assert 'href="/bank-accounts?state=pending"' in page
    assert 'href="/bank-accounts?state=pending"' not in read(client, finance.releaser, path)


def test_a_batch_just_released_is_not_said_to_have_gone_to_the_bank(
    finance: Finance, client: FlaskClient
) -> None:
    finance.claim(finance.provider())
    batch_id = finance.released()
    page = read(client, finance.approver, f"/batches/{batch_id}")
    assert "A finance officer sends it to the bank and imports the answer." in page
    assert "went to the bank" not in page.partition("Data sent to the bank")[0]
    assert "/statements/import" not in page
    assert "/statements/import" in read(client, finance.officer, f"/batches/{batch_id}")


def test_a_payee_with_nothing_approved_yet_is_led_to_the_services(
    finance: Finance, client: FlaskClient
) -> None:
    provider_id = finance.provider()
    owner = build(lambda tx: finance.world.member(tx, provider_id, Capacity.PROVIDER))
    page = read(client, owner, "/payables/mine")
    assert "No payment yet" in page
    assert "/redemptions/" in page.partition("No payment yet")[2].partition("</main>")[0]
