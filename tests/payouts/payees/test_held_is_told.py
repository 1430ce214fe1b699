"""A payee reads of each payment that stands still until when it does, whom to ask, and where to go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from lxml import html

from core import clock
from core.actor import Actor
from core.db import Tx, db
from core.money import Money
from core.permissions import Role
from core.thai.writing import be_date
from coupons.claims.services.reject_claim import reject_claim
from demo.bank import answers
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.notifications.models import Notice
from identity.notifications.words import notice_words
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from payouts.models.payables import Payable
from payouts.payables.services.dispute_claim import dispute_claim
from payouts.payables.services.hold_payable import hold_payable
from payouts.payables.services.review_holds import review_holds
from payouts.references import reference_of
from payouts.states import HoldReason
from providers.services.suspend_provider import suspend_provider
from tests.crawl import sign_in
from tests.factories import build
from tests.payouts import fault_maker
from tests.payouts.world import MONDAY, Finance, order_of, payable_of, payments_of

ASK = "call 1301."
MONTH = date(2026, 12, 23)
"""Thirty days after MONDAY."""
THREE_WEEKS = date(2026, 12, 16)
"""The fifteenth working day after MONDAY: 7 and 10 December are holidays."""


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


def read(client: FlaskClient, actor: Actor, path: str) -> html.HtmlElement:
    sign_in(client, db.session.get_one(Person, actor.person_id), None)
    answer = client.get(f"{path}?lang=en")
    assert answer.status_code == 200, path
    return html.fromstring(answer.text).get_element_by_id("main")


def reported(actor: Actor) -> tuple[str, str]:
    """The last notice: its words, and where it leads."""
    db.session.expire_all()
    latest = sa.select(Notice).where(Notice.person_id == actor.person_id).order_by(Notice.id.desc()).limit(1)
    found = db.session.scalars(latest).one()
    with force_locale("en"):
        return notice_words(found.kind, found.facts), found.url


def change_account(provider_id: int, **values: object) -> None:
    held = sa.update(BankAccount).where(BankAccount.organisation_id == provider_id)
    build(lambda tx: tx.execute(held.values(**values)))
    review_holds(now=MONDAY)


def no_account(_finance: Finance, provider_id: int, _claim_id: int) -> None:
    change_account(provider_id, state=BankAccountState.WITHDRAWN)


def pending(_finance: Finance, provider_id: int, _claim_id: int) -> None:
    change_account(provider_id, state=BankAccountState.PENDING, submitted_at=MONDAY)


def cooling(_finance: Finance, provider_id: int, _claim_id: int) -> None:
    change_account(provider_id, usable_from=MONDAY.date() + timedelta(days=7))


def impossible(_finance: Finance, provider_id: int, _claim_id: int) -> None:
    change_account(provider_id, account_number="12")


def suspended(finance: Finance, provider_id: int, _claim_id: int) -> None:
    approver = build(lambda tx: finance.world.staff(tx, Role.PROGRAMME_APPROVER))
    suspend_provider(provider_id, "ตรวจสอบคุณภาพ", actor=approver, now=MONDAY)
    review_holds(now=MONDAY)


def refused(finance: Finance, _provider_id: int, _claim_id: int, code: str = "AC04") -> None:
    batch_id = finance.released()
    (payment,) = payments_of(batch_id)
    answer = answers(order_of(batch_id))
    finance.take(fault_maker.reject(answer.pain002[0], [payment.end_to_end_id], code))


def refused_by_us(finance: Finance, provider_id: int, claim_id: int) -> None:
    refused(finance, provider_id, claim_id, "AM04")


def named_by_bank(finance: Finance, _provider_id: int, claim_id: int) -> None:
    payable_id = payable_of(claim_id).id
    other = finance.provider()
    finance.claim(other)
    answer = answers(order_of(finance.released(payee_id=other)))
    reference = reference_of(payable_id, 1)
    finance.take(
        *fault_maker.strangers_line(answer.camt053, Money.baht(10_000), credit=False, reference=reference)
    )
    review_holds(now=MONDAY)
    assert payable_of(claim_id).hold_reason is HoldReason.NAMED_BY_BANK


def stopped(finance: Finance, _provider_id: int, claim_id: int) -> None:
    hold_payable(payable_of(claim_id).id, "ตรวจสอบใบกำกับภาษี", actor=finance.officer, now=MONDAY)


def disputed(finance: Finance, _provider_id: int, claim_id: int) -> None:
    dispute_claim(claim_id, "ใบกำกับภาษีไม่ตรงกับงาน", actor=finance.claims, now=MONDAY)


@dataclass(frozen=True, slots=True)
class Case:
    """What stops the payment, until when, and where its payee can go on itself, if anywhere."""

    stop: Callable[[Finance, int, int], None]
    until: date
    link: str | None = None


ACCOUNTS, REGISTRATION = "/organisations/{}/bank-accounts", "/providers/{}"
CASES = (
    Case(no_account, MONTH, ACCOUNTS),
    Case(pending, date(2026, 11, 30), ACCOUNTS),
    Case(cooling, date(2026, 11, 30), ACCOUNTS),
    Case(impossible, MONTH, ACCOUNTS),
    Case(suspended, THREE_WEEKS, REGISTRATION),
    Case(refused, MONTH, ACCOUNTS),
    Case(refused_by_us, date(2026, 12, 22)),
    Case(named_by_bank, date(2026, 11, 30)),
    Case(stopped, MONTH),
    Case(disputed, THREE_WEEKS),
)


def owed(finance: Finance) -> tuple[int, Actor, int]:
    """A provider to whom an approved claim is owed, its owner and the claim."""
    provider_id = finance.provider()
    owner = build(lambda tx: finance.world.member(tx, provider_id, Capacity.PROVIDER))
    claim_id = finance.claim(provider_id)
    return provider_id, owner, claim_id


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.stop.__name__)
def test_what_stands_still_says_until_when_whom_to_ask_and_where_to_go_on(
    finance: Finance, client: FlaskClient, case: Case
) -> None:
    provider_id, owner, claim_id = owed(finance)
    case.stop(finance, provider_id, claim_id)
    day = be_date(case.until, "en")
    words, url = reported(owner)
    assert day in words
    assert ("After that day you still have the right to the payment." in words) is (
        words.count("Due by") == 1
    )
    assert ASK in words
    assert url == "/payables/mine"
    for path in ("/payables/mine", f"/redemptions/{claim_id}"):
        main = read(client, owner, path)
        text = " ".join(main.text_content().split())
        assert day in text, path
        assert ASK in text or case.stop is disputed, path
        if case.link is not None:
            assert case.link.format(provider_id) in main.xpath(".//a/@href"), path


def test_a_member_who_may_not_change_the_account_reads_who_may(finance: Finance, client: FlaskClient) -> None:
    provider_id = finance.provider()
    cashier = build(lambda tx: finance.world.member(tx, provider_id, Capacity.PROVIDER, MemberRole.MEMBER))
    claim_id = finance.claim(provider_id)
    no_account(finance, provider_id, claim_id)
    main = read(client, cashier, f"/redemptions/{claim_id}")
    assert "Waiting for an owner of your organisation" in main.text_content()
    assert ACCOUNTS.format(provider_id) not in main.xpath(".//a/@href")


def test_what_the_payee_has_to_do_stays_owed_after_its_last_day(
    finance: Finance, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider_id, owner, claim_id = owed(finance)
    no_account(finance, provider_id, claim_id)
    later = MONDAY + timedelta(days=60)
    monkeypatch.setattr(clock, "now", lambda: later)
    review_holds(now=later)
    assert (
        "After that day you still have the right to the payment."
        in read(client, owner, "/payables/mine").text_content()
    )
    finance.other_account(provider_id)
    review_holds(now=later)
    assert [each.payable.redemption_id for each in payments_of(finance.submitted(later))] == [claim_id]


@pytest.mark.parametrize("late", [False, True])
def test_each_step_of_the_ordinary_way_has_its_day_and_a_late_one_says_whom_to_ask(
    finance: Finance, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    _provider_id, owner, claim_id = owed(finance)
    if late:
        monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=60))

    def says() -> str:
        pages = [read(client, owner, path) for path in ("/payables/mine", f"/redemptions/{claim_id}")]
        dues = ["".join(page.find_class("next-action__due")[0].itertext()) for page in pages]
        assert len(set(dues)) == 1
        assert all((ASK in page.text_content()) is late for page in pages)
        return " ".join(dues[0].split())

    by = "Late since" if late else "Due"
    assert says() == f"{by} 22 Dec 2026", "the twentieth working day after the approval"
    batch_id = finance.submitted()
    assert says() == f"{by} 26 Nov 2026", "three working days for the next signature"
    assert batch_id


def test_a_claim_disputed_and_rejected_is_not_said_to_be_disputed(
    finance: Finance, client: FlaskClient
) -> None:
    provider_id, owner, claim_id = owed(finance)
    disputed(finance, provider_id, claim_id)
    officer = build(lambda tx: finance.world.staff(tx, Role.CLAIM_OFFICER))
    reject_claim(claim_id, "งานไม่ตรงตามที่ตกลง", actor=officer, now=MONDAY)
    text = read(client, owner, "/payables/mine").text_content()
    assert "The claim was rejected. Nothing is payable for it." in text
    assert "disputed" not in text


def test_a_claim_approved_again_after_a_dispute_is_listed_once(
    db_app: Flask, finance: Finance, client: FlaskClient
) -> None:
    provider_id, owner, claim_id = owed(finance)
    disputed(finance, provider_id, claim_id)
    build(lambda tx: _owed_again(tx.get(Payable, payable_of(claim_id).id), tx))
    main = read(client, owner, "/payables/mine")
    assert len(main.find_class("card")) == 1
    assert "disputed" not in main.text_content()


def _owed_again(before: Payable, tx: Tx) -> None:
    kept = ("redemption_id", "coupon_id", "scheme_id", "line_id", "category_id", "payee_id", "payee_mode")
    facts = {name: getattr(before, name) for name in kept}
    tx.add(Payable(amount_satang=before.amount_satang, opened_at=MONDAY, state_since=MONDAY, **facts))
