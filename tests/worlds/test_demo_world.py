"""The demo world holds what it promises (docs/architecture.md#demo-world), and the ledger and the trail prove it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import registry
from core.audit import sealing
from core.clock import now
from core.db import db
from core.documents.models import Document
from core.money import ZERO
from coupons.applications.models import Application
from coupons.applications.states import ApplicationState
from coupons.coupons.models import Coupon, CouponCode
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Proposal, Redemption, Scan
from coupons.redemptions.states import ProposalState, RedemptionState, ScanOutcome
from demo import people
from identity.bank_accounts.models import BankAccount
from identity.notifications.models import Notice
from identity.organisations.models import Organisation
from identity.people.models import Person
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.states import RightsRequestState
from ledger.checks import run_all
from ledger.states import Kind
from openness import figures
from openness.queries import fiscal_years, year_money
from payouts.models.batches import Batch
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import BankImport, StatementLine
from payouts.states import LineState, PayableState, PaymentState
from projects.models import Project
from projects.states import PlanState
from providers.models import Provider, ServiceChange
from providers.states import ChangeState, ProviderState
from schemes.models import Scheme
from schemes.states import SchemeState
from smes.models import Sme, SmeUpdate
from smes.states import SmeState, UpdateState
from tests.factories import actor_of

pytest_plugins = ("tests.demo_world",)


@pytest.fixture(autouse=True)
def here(demo_world: Flask) -> Iterator[None]:
    with demo_world.app_context():
        yield
        db.session.rollback()
        db.session.remove()


def count(model: Any, *conditions: Any) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)))


def states_of(model: Any) -> set[str]:
    return set(db.session.scalars(sa.select(model.state).distinct()))


def test_the_numbers_of_design_9() -> None:
    assert count(Project, Project.state == PlanState.RUNNING) == 3
    assert count(Scheme, Scheme.state == SchemeState.OPEN) == 5
    assert count(Provider) == 40
    provinces = sa.select(sa.func.count(sa.distinct(Organisation.province_code))).join(Provider)
    assert db.session.scalar(provinces) == 12
    assert count(Sme) == 400
    assert count(Application) == 1_000
    assert count(Coupon) == 700
    assert count(Batch) == 6


def test_every_state_can_be_seen() -> None:
    assert states_of(Provider) == set(ProviderState)
    assert states_of(Sme) == set(SmeState)
    assert states_of(Application) == set(ApplicationState)
    assert states_of(Coupon) == set(CouponState)
    assert states_of(Redemption) == set(RedemptionState)
    assert states_of(Batch) == {"draft", "submitted", "approved", "released", "settled", "closed"}
    assert states_of(Payable) == set(PayableState)
    assert {PaymentState.PAID, PaymentState.FAILED, PaymentState.RETURNED, PaymentState.SENT} <= states_of(
        Payment
    )
    assert {LineState.MATCHED, LineState.UNMATCHED, LineState.DUPLICATE, LineState.SET_ASIDE} <= states_of(
        StatementLine
    )
    assert states_of(Proposal) >= {ProposalState.CONSENTED, ProposalState.DECLINED, ProposalState.LAPSED}
    outcomes = set(db.session.scalars(sa.select(Scan.outcome).distinct()))
    assert outcomes >= {ScanOutcome.GOOD, ScanOutcome.MALFORMED, ScanOutcome.UNKNOWN, ScanOutcome.REPLACED}
    assert count(Coupon, Coupon.issue_no > 1) >= 20
    assert count(CouponCode) > 700
    assert count(BankImport) >= 6
    assert count(Notice) > 1_000
    assert count(BankAccount, BankAccount.state == "pending") >= 1


def test_what_people_asked_for_lately_waits_for_officers() -> None:
    assert count(ServiceChange, ServiceChange.state == ChangeState.REQUESTED) >= 1
    assert count(SmeUpdate, SmeUpdate.state == UpdateState.WAITING) >= 1
    assert count(RightsRequest, RightsRequest.state == RightsRequestState.ASKED) >= 1
    owner = db.session.scalars(sa.select(Person.id).where(Person.email == people.PROVIDER_OWNER.email)).one()
    assert count(Notice, Notice.person_id == owner, Notice.read_at.is_(None)) >= 1


def test_files_are_kept_once() -> None:
    documents, kept = db.session.execute(
        sa.select(sa.func.count(), sa.func.count(sa.distinct(Document.sha256)))
    ).one()
    assert documents > 1_500
    assert kept < 60


def test_ledger_and_trail_hold(demo_world: Flask) -> None:
    assert run_all() == []
    assert list(sealing.verify_seals(db.session(), demo_world.installation.settings.seal_key)) == []


@pytest.mark.parametrize("colleague", people.STAFF, ids=lambda each: each.key)
def test_something_waits_for_each_colleague(demo_world: Flask, colleague: people.Colleague) -> None:
    if colleague.key in ("admin", "auditor"):
        return
    person_id = db.session.scalar(sa.select(Person.id).where(Person.email == colleague.email))
    actor = actor_of(db.session(), person_id)
    with demo_world.test_request_context():
        waiting = [
            item
            for inbox in registry.inboxes.values()
            for item in inbox(db.session(), actor, now())
            if item.count and "second-factor" not in item.url
        ]
    assert waiting


def test_the_table_names_people_who_exist() -> None:
    table = people.who_may_sign_in()
    listed = [*(each.email for each in people.STAFF), *(each.email for each in people.GUESTS)]
    assert all(email in table for email in listed)
    assert people.PASSWORD in table
    assert count(Person, Person.email.in_(listed), Person.active) == len(listed)


TOLD_THEMSELVES = {"scans"}
"""Tables whose rows are in the copy of who did them, as rows."""


def acts() -> Iterator[tuple[str, str, str, str]]:
    """Pairs of columns that say who did something, and when: table, its key, who, when."""
    for table in db.metadata.sorted_tables:
        for column in () if table.name in TOLD_THEMSELVES else table.columns:
            moment = column.name.replace("_by_id", "_at")
            if column.name.endswith("_by_id") and moment in table.columns:
                yield table.name, table.primary_key.columns[0].name, column.name, moment


def test_who_did_what_is_told_by_the_trail_so_that_a_copy_of_ones_data_tells_it() -> None:
    untold = []
    for table, key, who, when in acts():
        found = db.session.execute(
            sa.text(
                f"SELECT {key} FROM {table} AS done WHERE {who} > 0 AND NOT EXISTS (SELECT FROM audit_events"
                f" WHERE actor_person_id = done.{who} AND occurred_at = done.{when}) LIMIT 3"
            )
        )
        untold += [f"{table}.{who} of {key} {row[0]}" for row in found]
    assert not untold


def test_what_reached_the_provinces_is_what_the_ledger_says_was_paid() -> None:
    years = fiscal_years(db.session())
    found = {year: figures.published(db.session(), year) for year in years}
    assert any(found.values())
    for year, published in found.items():
        if published is not None:
            total = sum((each.paid for each in figures.provinces_of(published)), ZERO)
            assert total == year_money(db.session(), year).at(Kind.PAID)
