"""An account that changes while money is on its way there: nothing is paid to the new one before its waiting days are over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.calendar.due import is_official
from core.clock import bangkok_date
from core.db import db
from core.errors import Refused
from core.labels import name_of
from core.tasks.states import WorkState
from core.terms import Calendar
from identity.bank_accounts.services.submit_bank_account import AccountDraft, submit_bank_account
from identity.bank_accounts.services.verify_bank_account import verify_bank_account
from identity.organisations.states import Capacity
from payouts.batches.queries import Selection
from payouts.batches.services.ask_release import ask_release
from payouts.batches.services.cancel_batch import cancel_batch
from payouts.batches.services.draft_batch import draft_batch
from payouts.models.batches import BankFile
from payouts.payables.services.review_holds import review_holds
from payouts.states import HoldReason, PayoutRefusal
from tests.coupons.counter import picture
from tests.factories import build
from tests.payouts.world import MONDAY, Finance, findings, order_of, payable_of, payments_of, state_of
from tests.works import run_work

COOLING = 7
NEW = "1112223334"


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


def changes(finance: Finance, organisation_id: int, now: datetime = MONDAY) -> int:
    """An owner gives another account, and an officer verifies it; its id."""
    owner = build(lambda tx: finance.world.member(tx, organisation_id, Capacity.PROVIDER))
    draft = AccountDraft("006", NEW, "บริษัท ทดลอง จำกัด", picture("book"), "book.png")
    account_id = submit_bank_account(organisation_id, draft, actor=owner, now=now)
    verify_bank_account(account_id, actor=finance.officer, now=now)
    return account_id


def day(now: datetime) -> object:
    return Calendar(is_official).next_working_day(bangkok_date(now))


@pytest.mark.parametrize("days_later", [0, COOLING + 1])
def test_a_change_after_the_release_was_asked_for_is_not_paid_to_either(
    days_later: int, finance: Finance, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not within the waiting days, nor after them: the new account is nothing that anybody has signed for."""
    [claim] = finance.claims_of(1)
    batch_id = finance.approved()
    later = MONDAY + timedelta(days=days_later)
    work_id = ask_release(batch_id, "03", day(later), actor=finance.releaser, now=MONDAY)
    changes(finance, payable_of(claim).payee_id)
    monkeypatch.setattr(clock, "now", lambda: later)
    work = run_work(app, work_id)
    assert work.state is WorkState.REFUSED
    assert work.refusal == name_of(PayoutRefusal.PAYEE_NOT_PAYABLE)
    assert (state_of(batch_id), db.session.scalar(sa.select(sa.func.count()).select_from(BankFile))) == (
        "approved",
        0,
    )
    assert findings() == []


def test_a_change_before_the_release_is_asked_for_refuses_it_at_once(finance: Finance) -> None:
    [claim] = finance.claims_of(1)
    batch_id = finance.approved()
    changes(finance, payable_of(claim).payee_id)
    with pytest.raises(Refused) as refused:
        ask_release(batch_id, "03", day(MONDAY), actor=finance.releaser, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.PAYEE_NOT_PAYABLE


def test_the_new_account_is_paid_by_a_new_batch_once_its_days_are_over(finance: Finance) -> None:
    [claim] = finance.claims_of(1)
    batch_id = finance.approved()
    account_id = changes(finance, payable_of(claim).payee_id)
    cancel_batch(batch_id, "บัญชีเปลี่ยน", actor=finance.officer, now=MONDAY)
    early = MONDAY + timedelta(days=COOLING - 1)
    with pytest.raises(Refused) as refused:
        draft_batch(Selection(), actor=finance.officer, now=early)
    assert refused.value.reason is PayoutRefusal.NOTHING_TO_BATCH
    review_holds(now=early)
    assert payable_of(claim).hold_reason is HoldReason.ACCOUNT_COOLING
    late = MONDAY + timedelta(days=COOLING)
    review_holds(now=late)
    paid = finance.released(now=late)
    assert [each.bank_account_id for each in payments_of(paid)] == [account_id]
    assert NEW.encode() in order_of(paid)
