"""A batch is of one source of money, and its file debits that source's account (decision 50)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from core.db import db
from core.errors import Refused
from core.money import Money
from core.settings import installation
from demo.bank import answers, debtor_of
from payouts.batches.queries import Selection
from payouts.batches.services.draft_batch import draft_batch
from payouts.batches.services.release_batch import release_batch
from payouts.models.batches import Batch
from payouts.models.reconciliation import StatementLine
from payouts.paying_accounts import paying_accounts
from payouts.payments.services.state_outcome import Evidence, state_outcome
from payouts.states import LineProblem, LineState, ManualOutcome, PaymentState, PayoutRefusal
from projects.models import BudgetLine
from projects.states import FundSource
from schemes.models import Scheme
from tests.factories import build
from tests.payouts.test_pages import browse
from tests.payouts.world import MONDAY, Finance, findings, order_of, payments_of


@pytest.fixture
def both(finance: Finance) -> Finance:
    """One claim is owed from the Fund, and a dearer one from the annual budget."""
    finance.claim(finance.provider(), Money.baht(10_000))

    def annual(tx) -> int:
        scheme = finance.world.scheme(tx, finance.category, money=Money.baht(1_000_000))
        tx.get(BudgetLine, scheme.line_id).source = FundSource.ANNUAL_BUDGET
        return scheme.id

    finance.scheme_id = build(annual)
    finance.claim(finance.provider(), Money.baht(20_000))
    return finance


def test_a_batch_of_two_sources_is_refused_and_nothing_is_drafted(both: Finance) -> None:
    with pytest.raises(Refused) as caught:
        draft_batch(Selection(), actor=both.officer, now=MONDAY)
    assert caught.value.reason is PayoutRefusal.TWO_SOURCES
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Batch)) == 0


@pytest.mark.parametrize("source", FundSource)
def test_a_file_debits_the_account_of_its_source_and_that_accounts_statement_pays(
    both: Finance, source: FundSource
) -> None:
    batch_id = both.released(source=source)
    account = paying_accounts(installation.settings())[source]
    order = order_of(batch_id)
    debited = debtor_of(order)
    assert (debited.bank_code, debited.number) == (account.bank_code, account.number)
    both.take(*answers(order, days=4).camt053)
    (paid,) = payments_of(batch_id)
    assert paid.state is PaymentState.PAID
    assert paid.net == Money.baht(10_000 if source is FundSource.SME_FUND else 20_000)
    assert findings() == []


def test_the_page_offers_one_source_at_a_time_the_annual_budget_first(
    both: Finance, client: FlaskClient
) -> None:
    browse(client, both.officer)
    first, other = (client.get(f"/batches/new?lang=en{asked}").text for asked in ("", "&source=sme_fund"))
    assert "20,000" in first
    assert "10,000" not in first
    assert "10,000" in other
    assert "20,000" not in other
    drafted = client.post("/batches/new", data={"source": "sme_fund"})
    assert drafted.status_code == 303
    batch = db.session.scalars(sa.select(Batch)).one()
    assert (batch.source, batch.net) == (FundSource.SME_FUND, Money.baht(10_000))
    page = client.get(f"{drafted.location}?lang=en").text
    assert "SME Promotion Fund" in page
    assert "Annual budget" not in page


def test_a_source_that_nothing_is_owed_from_counts_as_none(finance: Finance, client: FlaskClient) -> None:
    finance.claim(finance.provider(), Money.baht(10_000))
    browse(client, finance.officer)
    assert "10,000" in client.get("/batches/new?source=annual_budget").text
    assert "10,000" in client.get("/batches/new?source=nonsense").text


def test_a_batch_that_pays_from_another_source_by_now_is_not_released(both: Finance) -> None:
    batch_id = both.approved(source=FundSource.SME_FUND)
    _of_the_budget(both)
    with pytest.raises(Refused) as caught:
        release_batch(batch_id, "03", actor=both.releaser, now=MONDAY)
    assert caught.value.reason is PayoutRefusal.TWO_SOURCES


def test_what_was_chosen_and_is_owed_no_more_is_not_replaced_by_something_else(
    both: Finance, client: FlaskClient
) -> None:
    both.submitted(source=FundSource.ANNUAL_BUDGET)
    browse(client, both.officer)
    late = client.post("/batches/new?lang=en", data={"source": "annual_budget"})
    assert late.status_code == 409
    assert "What you chose has changed meanwhile." in late.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Batch)) == 1


def test_a_line_of_the_other_account_is_no_evidence_that_it_was_paid(both: Finance) -> None:
    fund = both.released(source=FundSource.SME_FUND)
    budget = both.released(source=FundSource.ANNUAL_BUDGET)
    both.take(*answers(order_of(budget), days=4).camt053)
    line = db.session.scalars(
        sa.select(StatementLine).where(StatementLine.amount_satang.is_not(None))
    ).first()
    build(
        lambda tx: tx.execute(
            sa.update(StatementLine)
            .where(StatementLine.id == line.id)
            .values(
                state=LineState.UNMATCHED,
                problem=LineProblem.UNMATCHED,
                payment_id=None,
                amount_satang=Money.baht(10_000).satang,
            )
        )
    )
    (payment,) = payments_of(fund)
    with pytest.raises(Refused) as caught:
        state_outcome(
            payment.id,
            ManualOutcome.PAID,
            MONDAY.date(),
            Evidence(line_id=line.id),
            "ยอดตรงกัน",
            actor=both.officer,
            now=MONDAY + timedelta(days=5),
        )
    assert caught.value.reason is PayoutRefusal.LINE_DOES_NOT_FIT


def test_verify_finds_a_payment_of_another_source(both: Finance) -> None:
    both.submitted(source=FundSource.SME_FUND)
    _of_the_budget(both)
    assert {finding.check for finding in findings()} == {"payouts.sources"}


def _of_the_budget(both: Finance) -> None:
    """The Fund's line becomes one of the annual budget, behind everybody's back."""
    fund = sa.select(Scheme.line_id).where(Scheme.id != both.scheme_id).scalar_subquery()
    turned = sa.update(BudgetLine).where(BudgetLine.id == fund).values(source=FundSource.ANNUAL_BUDGET)
    build(lambda tx: tx.execute(turned))
