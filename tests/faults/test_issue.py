"""Issuing a coupon is all or nothing: killed before any statement it leaves no trace, and can be done again."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from core.actor import actor_with
from core.db import db
from core.money import Money
from core.permissions import Role
from core.registry import checks
from coupons.applications.models import Application, ApplicationVerdict
from coupons.applications.services.approve_application import approve_application
from coupons.applications.states import ApplicationState
from coupons.coupons.models import Coupon, CouponCode
from identity.notifications.models import Notice
from ledger.models import Posting, Stripe
from ledger.states import Move
from tests.factories import NOW, World, build
from tests.faults.driver import Killer, settings_of

MANY = 20
"""Issuing sends more statements than this; fewer were killed means that the driver missed some."""


def approve(application_id: int, approver_id: int) -> None:
    """The verb, as the killed child runs it."""
    approver = actor_with(frozenset({Role.PROGRAMME_APPROVER}), person_id=approver_id)
    approve_application(application_id, actor=approver, now=NOW)


@pytest.fixture
def ready(db_app):
    """A recommended application whose sum lies spread over two stripes, so that gathering is killed too."""
    world = World()

    def make(tx):
        scheme = world.scheme(
            tx, world.category(tx), money=Money.baht(100_000), cap=Money.baht(100_000), stripes=2
        )
        application = world.application(
            tx,
            scheme,
            world.sme(tx),
            recommended_at=NOW,
            recommended_by_id=world.staff(tx, Role.PROGRAMME_OFFICER).person_id,
        )
        return SimpleNamespace(
            application=application.id,
            scheme=scheme.id,
            approver=world.staff(tx, Role.PROGRAMME_APPROVER).person_id,
        )

    return build(make)


def traces():
    """Everything that issuing writes."""
    db.session.rollback()
    counts = {
        table.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in (Coupon, CouponCode, ApplicationVerdict, Notice)
    }
    moved = sa.select(sa.func.count()).where(Posting.move.in_([Move.COMMIT, Move.GATHER]))
    left = sa.select(sa.func.sum(Stripe.balance_satang)).where(Stripe.scheme_id.is_not(None))
    return counts | {
        "postings": db.session.scalar(moved),
        "available": int(db.session.scalar(left)),
        "state": db.session.scalar(sa.select(Application.state)),
    }


def test_killed_before_any_statement_nothing_is_half_done_and_it_can_be_done_again(db_app, ready):
    before = traces()
    statement = 1
    arguments = {"application_id": ready.application, "approver_id": ready.approver}
    with Killer("tests.faults.test_issue:approve", arguments, settings_of(db_app)) as killer:
        while killer.kill_before(statement):
            assert traces() == before, f"killed before statement {statement}"
            statement += 1
    assert statement > MANY, "every statement was killed once, the COMMIT last"
    after = traces()
    assert (after["state"], after["coupons"], after["coupon_codes"]) == (ApplicationState.APPROVED, 1, 1)
    assert after["available"] == 0
    findings = [finding for check in checks.values() for finding in check(db.session())]
    assert findings == []
