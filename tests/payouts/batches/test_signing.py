"""Who may sign: a matrix of one, two and three people, below and above the band; and what a signature protects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from core.actor import Actor
from core.calendar.due import is_official
from core.db import db, transaction
from core.errors import Forbidden, Refused, WrongState
from core.money import Money
from core.permissions import Role
from core.terms import Calendar
from identity.bank_accounts.models import BankAccount
from identity.people.models import Person
from payouts.batches.queries import Selection
from payouts.batches.rules import Signatures
from payouts.batches.services.approve_batch import approve_batch
from payouts.batches.services.cancel_batch import cancel_batch
from payouts.batches.services.draft_batch import draft_batch
from payouts.batches.services.reject_batch import reject_batch
from payouts.batches.services.release_batch import release_batch
from payouts.batches.services.return_batch import return_batch
from payouts.batches.services.submit_batch import submit_batch
from payouts.batches.services.withdraw_payment import withdraw_payment
from payouts.models.batches import Batch
from payouts.models.payments import Payment
from payouts.states import PayoutRefusal
from providers.models import Provider
from providers.states import ProviderState
from tests.crawl import sign_in
from tests.factories import build
from tests.payouts.world import MONDAY, Finance, findings, payable_of, payments_of, state_of

BELOW, ABOVE = Money.baht(500_000), Money.baht(500_000) + Money(1)
EVERYTHING = frozenset({Role.FINANCE_OFFICER, Role.FINANCE_APPROVER, Role.FINANCE_RELEASER})


def a_person(finance: Finance) -> Actor:
    """An officer in every finance role, so that only the rule of persons stands in the way."""
    return build(lambda tx: finance.world.staff(tx, *sorted(EVERYTHING)))


def signed_by(finance: Finance, amount: Money, drafter: Actor, submitter: Actor, approver: Actor) -> int:
    finance.claim(finance.provider(), amount)
    batch_id = draft_batch(Selection(), actor=drafter, now=MONDAY)
    submit_batch(batch_id, actor=submitter, now=MONDAY)
    approve_batch(batch_id, actor=approver, now=MONDAY)
    return batch_id


@pytest.mark.parametrize(
    ("amount", "releaser", "refusal"),
    [
        (BELOW, "drafter", PayoutRefusal.PREPARED_BY_YOU),
        (BELOW, "submitter", PayoutRefusal.PREPARED_BY_YOU),
        (BELOW, "approver", None),
        (BELOW, "third", None),
        (ABOVE, "drafter", PayoutRefusal.PREPARED_BY_YOU),
        (ABOVE, "submitter", PayoutRefusal.PREPARED_BY_YOU),
        (ABOVE, "approver", PayoutRefusal.APPROVED_BY_YOU),
        (ABOVE, "third", None),
    ],
)
def test_who_may_release(
    finance: Finance, amount: Money, releaser: str, refusal: PayoutRefusal | None
) -> None:
    people = {name: a_person(finance) for name in ("drafter", "submitter", "approver", "third")}
    batch_id = signed_by(finance, amount, people["drafter"], people["submitter"], people["approver"])
    if refusal is None:
        release_batch(batch_id, "03", actor=people[releaser], now=MONDAY)
        assert state_of(batch_id) == "released"
        assert findings() == []
        return
    with pytest.raises(Refused) as refused:
        release_batch(batch_id, "03", actor=people[releaser], now=MONDAY)
    assert refused.value.reason is refusal
    assert state_of(batch_id) == "approved"


@pytest.mark.parametrize("amount", [BELOW, ABOVE])
@pytest.mark.parametrize("approver", ["drafter", "submitter"])
def test_who_prepared_never_approves(finance: Finance, amount: Money, approver: str) -> None:
    people = {name: a_person(finance) for name in ("drafter", "submitter")}
    with pytest.raises(Refused) as refused:
        signed_by(finance, amount, people["drafter"], people["submitter"], people[approver])
    assert refused.value.reason is PayoutRefusal.PREPARED_BY_YOU


def test_what_a_blocked_person_drafted_goes_on_by_others(finance: Finance) -> None:
    """Before it is submitted, and after: who submits signs for it, and two others follow."""
    people = {name: a_person(finance) for name in ("drafter", "submitter", "approver", "third")}
    finance.claims_of(1, ABOVE)
    batch_id = draft_batch(Selection(), actor=people["drafter"], now=MONDAY)
    finance.blocks(people["drafter"])
    submit_batch(batch_id, actor=people["submitter"], now=MONDAY)
    with pytest.raises(Refused) as refused:
        approve_batch(batch_id, actor=people["submitter"], now=MONDAY)
    assert refused.value.reason is PayoutRefusal.PREPARED_BY_YOU
    approve_batch(batch_id, actor=people["approver"], now=MONDAY)
    release_batch(batch_id, "03", actor=people["third"], now=MONDAY)
    assert state_of(batch_id) == "released"
    assert findings() == []


@pytest.mark.parametrize("signer", ["submitter", "approver"])
def test_what_a_blocked_person_signed_goes_no_further(finance: Finance, signer: str) -> None:
    """Their account may have been in other hands: the batch is cancelled, and others begin anew."""
    people = {name: a_person(finance) for name in ("drafter", "submitter", "approver", "third")}
    batch_id = signed_by(finance, BELOW, people["drafter"], people["submitter"], people["approver"])
    finance.blocks(people[signer])
    with pytest.raises(Refused) as refused:
        release_batch(batch_id, "03", actor=people["third"], now=MONDAY)
    assert refused.value.reason is PayoutRefusal.SIGNER_BLOCKED
    cancel_batch(batch_id, "บัญชีผู้ลงนามถูกระงับ", actor=people["third"], now=MONDAY)
    assert findings() == []


def test_what_a_blocked_person_submitted_is_not_approved(finance: Finance) -> None:
    finance.claims_of(1)
    batch_id = finance.submitted()
    finance.blocks(finance.officer)
    with pytest.raises(Refused) as refused:
        approve_batch(batch_id, actor=finance.approver, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.SIGNER_BLOCKED


def test_one_person_alone_never_pays_by_the_database_itself(finance: Finance) -> None:
    one, two = a_person(finance), a_person(finance)
    batch_id = signed_by(finance, ABOVE, one, one, two)
    for column, person in (("approved_by_id", one), ("released_by_id", one), ("released_by_id", two)):
        with pytest.raises(IntegrityError), transaction() as tx:
            values = {column: person.person_id}
            if column == "released_by_id":
                values |= {"state": "released", "execution_date": date(2026, 11, 24)}
            tx.execute(sa.update(Batch).where(Batch.id == batch_id).values(**values))


def test_administrators_and_auditors_sign_nothing(finance: Finance) -> None:
    finance.claims_of(1)
    batch_id = finance.submitted()
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.FINANCE_OFFICER, Role.CLAIM_OFFICER):
        stranger = build(lambda tx, role=role: finance.world.staff(tx, role))
        with pytest.raises(Forbidden):
            approve_batch(batch_id, actor=stranger, now=MONDAY)
        with pytest.raises(Forbidden):
            release_batch(batch_id, "03", actor=stranger, now=MONDAY)


def test_the_band_is_a_pure_rule() -> None:
    for above in (False, True):
        signed = Signatures(1, 2, 3, above)
        assert signed.prepared_by == {1, 2}
        assert signed.not_by_approver == (3 if above else None)


@pytest.mark.parametrize(
    ("then", "now"), [(300_000, 500_000), (500_000, 300_000)], ids=["was above", "is above"]
)
def test_the_band_counts_as_it_stood_at_submission_and_as_it_stands_at_release(
    finance: Finance, db_app: Flask, monkeypatch: pytest.MonkeyPatch, then: int, now: int
) -> None:
    def band(baht: int) -> None:
        kept = replace(db_app.installation.settings, batch_three_person_satang=Money.baht(baht).satang)
        monkeypatch.setattr(db_app.installation, "settings", kept)

    one, two, third = (a_person(finance) for _ in range(3))
    band(then)
    batch_id = signed_by(finance, Money.baht(400_000), one, one, two)
    band(now)
    with pytest.raises(Refused) as refused:
        release_batch(batch_id, "03", actor=two, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.APPROVED_BY_YOU
    release_batch(batch_id, "03", actor=third, now=MONDAY)
    assert state_of(batch_id) == "released"


@pytest.mark.parametrize(
    ("verb", "who"), [("return", "approver"), ("reject", "approver"), ("cancel", "officer")]
)
def test_the_reason_of_a_decision_about_a_batch_is_read_with_it(
    finance: Finance, client: FlaskClient, verb: str, who: str
) -> None:
    finance.claims_of(1)
    page = f"/batches/{finance.approved() if verb == 'cancel' else finance.submitted()}"
    sign_in(client, db.session.get_one(Person, getattr(finance, who).person_id), None)
    answer = client.post(f"{page}/{verb}", data={f"{verb}-reason": "เลขบัญชีไม่ตรงกับสมุด"})
    assert answer.status_code == 303, answer.text
    assert "เลขบัญชีไม่ตรงกับสมุด" in client.get(page).text


def test_a_changed_account_stops_the_release(finance: Finance) -> None:
    provider_id = finance.provider()
    finance.claim(provider_id)
    batch_id = finance.approved()
    with transaction() as tx:
        tx.execute(
            sa.update(BankAccount).where(BankAccount.organisation_id == provider_id).values(state="replaced")
        )
        finance.world.bank_account(tx, provider_id)
    with pytest.raises(Refused) as refused:
        release_batch(batch_id, "03", actor=finance.releaser, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.PAYEE_NOT_PAYABLE
    assert findings() == []


def test_a_suspended_payee_stops_the_release(finance: Finance) -> None:
    provider_id = finance.provider()
    finance.claim(provider_id)
    batch_id = finance.approved()
    with transaction() as tx:
        tx.execute(
            sa.update(Provider)
            .where(Provider.organisation_id == provider_id)
            .values(state=ProviderState.SUSPENDED)
        )
    with pytest.raises(Refused) as refused:
        release_batch(batch_id, "03", actor=finance.releaser, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.PAYEE_NOT_PAYABLE


@pytest.mark.parametrize("column", ["account_number", "payee_name", "bank_code"])
def test_whoever_edits_a_signed_payment_stops_the_batch(finance: Finance, column: str) -> None:
    finance.claims_of(2)
    batch_id = finance.approved()
    with transaction() as tx:
        changed = {"account_number": "9999999991", "payee_name": "นายม้า", "bank_code": "014"}[column]
        tx.execute(sa.update(Payment).where(Payment.batch_id == batch_id).values(**{column: changed}))
    with pytest.raises(Refused) as refused:
        release_batch(batch_id, "03", actor=finance.releaser, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.CHANGED_SINCE
    assert {finding.check for finding in findings()} == {"payouts.signed"}


def test_a_returned_batch_is_corrected_and_submitted_again(finance: Finance) -> None:
    claims = finance.claims_of(2)
    batch_id = finance.submitted()
    return_batch(batch_id, "ตัดรายการแรกออก", actor=finance.approver, now=MONDAY)
    first = payments_of(batch_id)[0]
    withdraw_payment(first.id, actor=finance.officer, now=MONDAY)
    submit_batch(batch_id, actor=finance.officer, now=MONDAY)
    with pytest.raises(Refused) as refused:
        withdraw_payment(payments_of(batch_id)[1].id, actor=finance.officer, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.IN_SIGNED_BATCH
    approve_batch(batch_id, actor=finance.approver, now=MONDAY)
    release_batch(batch_id, "03", actor=finance.releaser, now=MONDAY)
    assert [payment.state.value for payment in payments_of(batch_id)] == ["withdrawn", "sent"]
    assert payable_of(claims[0]).state.value == "open"
    assert findings() == []


@pytest.mark.parametrize(
    ("end", "service", "who"),
    [("rejected", reject_batch, "approver"), ("cancelled", cancel_batch, "officer")],
)
def test_an_ended_batch_leaves_everything_owed(finance: Finance, end: str, service, who: str) -> None:
    claims = finance.claims_of(2)
    batch_id = finance.submitted() if end == "rejected" else finance.approved()
    service(batch_id, "ไม่ถูกต้อง", actor=getattr(finance, who), now=MONDAY)
    assert state_of(batch_id) == end
    assert {payable_of(each).state.value for each in claims} == {"open"}
    with pytest.raises(WrongState):
        release_batch(batch_id, "03", actor=finance.releaser, now=MONDAY)
    assert finance.released() != batch_id
    assert findings() == []


def test_money_goes_out_on_banking_days_only(finance: Finance) -> None:
    assert Calendar(is_official).next_working_day(date(2026, 12, 4)) == date(2026, 12, 8)
    finance.claims_of(1)
    batch_id = finance.approved()
    for day in (date(2026, 11, 20), date(2026, 11, 28), date(2027, 1, 1)):
        with pytest.raises(Refused) as refused:
            release_batch(batch_id, "03", day, actor=finance.releaser, now=MONDAY)
        assert refused.value.reason is PayoutRefusal.NOT_A_WORKING_DAY
    release_batch(batch_id, "03", actor=finance.releaser, now=MONDAY + timedelta(days=4))
    assert db.session.get(Batch, batch_id).execution_date == date(2026, 11, 30)


def test_every_batch_of_a_year_has_the_next_number(finance: Finance) -> None:
    numbers = []
    for _ in range(3):
        finance.claims_of(1)
        batch_id = draft_batch(Selection(), actor=finance.officer, now=MONDAY)
        numbers.append(db.session.get(Batch, batch_id).number)
    assert numbers == ["P2570-001", "P2570-002", "P2570-003"]
