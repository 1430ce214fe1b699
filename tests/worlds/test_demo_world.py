"""The demo world holds what it promises (docs/architecture.md#demo-world), and the ledger and the trail prove it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import registry
from core.audit import sealing
from core.clock import bangkok_date, fiscal_year_of, now
from core.db import db
from core.documents.models import Document
from core.money import ZERO
from core.permissions import Role
from coupons.applications.models import Application
from coupons.applications.offers import open_schemes
from coupons.coupons.models import Coupon, CouponCode
from coupons.redemptions.models import Proposal, Redemption, Scan
from coupons.redemptions.states import ProposalState, ScanOutcome
from demo import greeting, people, plan
from demo.trades import fits
from demo.years import Years
from identity.bank_accounts.models import BankAccount
from identity.notifications.models import Notice
from identity.organisations.models import Membership, Organisation
from identity.people.models import Person
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.states import RightsRequestState
from identity.staff.models import StaffRole
from ledger.checks import run_all
from ledger.states import Kind
from openness import figures
from openness.queries import fiscal_years, year_money, year_to_show
from payouts.models.batches import Batch
from payouts.models.reconciliation import BankImport
from projects.models import ActionPlan, Project
from projects.states import PlanState
from providers.models import Provider, Service, ServiceChange
from providers.states import ChangeState
from schemes.models import Scheme
from schemes.states import SchemeState
from smes.models import Sme, SmeUpdate
from smes.states import UpdateState
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


def test_the_world_is_as_rich_as_it_was_planned() -> None:
    generations = Years(bangkok_date(now())).generations
    assert count(Project, Project.state == PlanState.RUNNING) == 3 * len(generations)
    assert count(Scheme, Scheme.state == SchemeState.OPEN) == 5
    assert count(Provider) == 40
    provinces = sa.select(sa.func.count(sa.distinct(Organisation.province_code))).join(Provider)
    assert db.session.scalar(provinces) == 12
    assert count(Sme) == 400
    assert count(Application) == 1_000
    assert count(Coupon) == 700
    assert count(Batch) == 12


def test_a_fiscal_year_runs_with_a_past_and_a_future() -> None:
    today, this_year = bangkok_date(now()), fiscal_year_of(bangkok_date(now()))
    running = sa.select(ActionPlan.fiscal_year).where(ActionPlan.state == PlanState.RUNNING)
    assert this_year in set(db.session.scalars(running))
    assert (
        count(ActionPlan, ActionPlan.fiscal_year == this_year + 1, ActionPlan.state == PlanState.SUBMITTED)
        == 1
    )
    assert len(open_schemes(db.session(), today)) == 5
    shown = year_to_show(fiscal_years(db.session()), this_year)
    assert shown == Years(today).generations[-1].year
    if Years(today).days_gone >= 60:
        assert year_money(db.session(), shown).at(Kind.PAID) > ZERO


def test_scans_notices_and_accounts_are_of_every_kind() -> None:
    assert states_of(Proposal) >= {ProposalState.CONSENTED, ProposalState.DECLINED, ProposalState.LAPSED}
    outcomes = set(db.session.scalars(sa.select(Scan.outcome).distinct()))
    assert outcomes >= {ScanOutcome.GOOD, ScanOutcome.MALFORMED, ScanOutcome.UNKNOWN, ScanOutcome.REPLACED}
    assert count(Coupon, Coupon.issue_no > 1) >= 20
    assert count(CouponCode) > 700
    assert count(BankImport) >= 6
    assert count(Notice) > 1_000
    assert count(BankAccount, BankAccount.state == "pending") >= 1


def test_one_colleague_chooses_whether_to_act_for_osmep_or_for_a_business() -> None:
    colleague = next(each for each in people.STAFF if each.key == people.BOTH)
    person_id = db.session.scalar(sa.select(Person.id).where(Person.email == colleague.email))
    assert count(Membership, Membership.person_id == person_id, Membership.ended_at.is_(None)) == 1
    assert count(StaffRole, StaffRole.person_id == person_id) == 1


def test_services_that_were_bought_fit_who_bought_them() -> None:
    of_trade = {sme.business.name_th: sme.trade for sme in plan.draw(2569, Years(bangkok_date(now())))}
    bought = db.session.execute(
        sa.select(Organisation.name_th, Service.name_th)
        .select_from(Redemption)
        .join(Coupon, Coupon.id == Redemption.coupon_id)
        .join(Organisation, Organisation.id == Coupon.sme_id)
        .join(Service, Service.id == Redemption.service_id)
    ).all()
    assert len(bought) > 400
    assert [row for row in bought if not fits(row[1], of_trade[row[0]].goods)] == []


def test_what_people_asked_for_lately_waits_for_officers() -> None:
    assert count(ServiceChange, ServiceChange.state == ChangeState.REQUESTED) >= 1
    assert count(SmeUpdate, SmeUpdate.state == UpdateState.WAITING) >= 1
    assert count(RightsRequest, RightsRequest.state == RightsRequestState.ASKED) >= 1
    owner = db.session.scalars(sa.select(Person.id).where(Person.email == people.PROVIDER_OWNER.email)).one()
    assert count(Notice, Notice.person_id == owner, Notice.read_at.is_(None)) >= 1


def test_files_are_kept_once() -> None:
    """Of those that people added; each agreement is its own."""
    documents, kept = db.session.execute(
        sa.select(sa.func.count(), sa.func.count(sa.distinct(Document.sha256))).where(
            Document.kind != "agreement"
        )
    ).one()
    assert documents > 1_500
    assert kept < 60


def test_ledger_and_trail_hold(demo_world: Flask) -> None:
    assert run_all() == []
    assert list(sealing.verify_seals(db.session(), demo_world.installation.settings.seal_key)) == []


@pytest.mark.parametrize("colleague", people.STAFF, ids=lambda each: each.key)
def test_something_waits_for_each_colleague(demo_world: Flask, colleague: people.Colleague) -> None:
    if colleague.key in ("admin", people.BOTH) or colleague.role is Role.AUDITOR:
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
    table = greeting.who_may_sign_in()
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
