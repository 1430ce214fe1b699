"""Two approvers, two processes, money for one: exactly one coupon (docs/domain.md#plan-and-budget)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from core.actor import actor_with
from core.db import db
from core.errors import Refused
from core.labels import words_for
from core.money import Money
from core.permissions import Role
from coupons.applications.models import Application
from coupons.applications.services.approve_application import approve_application
from coupons.applications.states import ApplicationRefusal, ApplicationState
from coupons.coupons.models import Coupon
from ledger.models import Stripe
from tests.factories import NOW, World, build
from tests.faults.driver import Killer, settings_of


def approve(application_id: int, approver_id: int) -> str:
    """The verb, as each process runs it: the refusal's name, or `issued`."""
    approver = actor_with(frozenset({Role.PROGRAMME_APPROVER}), person_id=approver_id)
    try:
        approve_application(application_id, actor=approver, now=NOW)
    except Refused as refused:
        words_for(refused.reason, **refused.facts)
        return str(refused.reason)
    return "issued"


@pytest.fixture
def last_baht(db_app):
    """Two recommended applications of two SMEs, and money for exactly one coupon, spread over the stripes."""
    world = World()

    def make(tx):
        scheme = world.scheme(
            tx, world.category(tx), money=Money.baht(100_000), cap=Money.baht(100_000), stripes=16
        )
        officer = world.staff(tx, Role.PROGRAMME_OFFICER).person_id
        return SimpleNamespace(
            applications=[
                world.application(tx, scheme, world.sme(tx), recommended_at=NOW, recommended_by_id=officer).id
                for _ in range(2)
            ],
            approvers=[world.staff(tx, Role.PROGRAMME_APPROVER).person_id for _ in range(2)],
        )

    return build(make)


def run_at_once(app, pairs):
    """Both approvals in processes of their own, let go together."""
    field = [
        {"application_id": application_id, "approver_id": approver_id}
        for application_id, approver_id in pairs
    ]
    with Killer("tests.races.test_last_baht:approve", {}, settings_of(app)) as helper:
        return sorted(helper.race(*field))


def test_of_two_approvals_for_the_last_baht_exactly_one_wins(db_app, last_baht):
    pairs = list(zip(last_baht.applications, last_baht.approvers, strict=True))
    assert run_at_once(db_app, pairs) == ["issued", ApplicationRefusal.NOT_ENOUGH_MONEY]
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Coupon)) == 1
    left = sa.select(sa.func.sum(Stripe.balance_satang)).where(Stripe.scheme_id.is_not(None))
    assert db.session.scalar(left) == 0
    states = db.session.scalars(sa.select(Application.state).order_by(Application.state)).all()
    assert sorted(states) == [ApplicationState.APPROVED, ApplicationState.SUBMITTED]


def test_two_approvers_of_one_application_issue_one_coupon(db_app, last_baht):
    first = last_baht.applications[0]
    pairs = [(first, approver) for approver in last_baht.approvers]
    assert run_at_once(db_app, pairs) == ["issued", "moved_on"]
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Coupon)) == 1
