"""A cashier names a price while the owner gives the coupon up: no price is open on a coupon that has ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import actor_with
from core.db import Tx, db
from core.permissions import Role
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Proposal, Scan
from coupons.redemptions.services.give_up_coupon import give_up_coupon
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.states import ProposalState
from ledger.checks import run_all
from tests.factories import NOW
from tests.races.counter import PRICE, Counter, jobs_at_a_counter
from tests.races.crowd import Answer, crowd
from tests.races.test_new_price import take_the_lock_away


@dataclass(frozen=True, slots=True)
class Job:
    """One person's act on one coupon; plain values, for they travel between processes."""

    gives_up: bool
    coupon_id: int
    scan_id: int
    service_id: int
    person_id: int
    organisation_id: int


def act(job: Job) -> str:
    """The coupon given up, or a price named on it, in a process of the crowd."""
    role = Role.SME_OWNER if job.gives_up else Role.PROVIDER_CASHIER
    actor = actor_with(frozenset({role}), person_id=job.person_id, organisation_id=job.organisation_id)
    if job.gives_up:
        give_up_coupon(job.coupon_id, actor=actor, now=NOW)
        return "given up"
    return str(propose_price(job.scan_id, job.service_id, PRICE, actor=actor, now=NOW).refusal)


def _build() -> list[Job]:
    """For each coupon a scan, and side by side the two who act on it at once.

    Naming a price is the shorter work, so the cashier may win every time; for the last quarter of the
    coupons the owner comes first.
    """

    def both(_tx: Tx, counter: Counter, coupon: Coupon, scan: Scan) -> Iterator[Job]:
        for gives_up, who in ((True, counter.owner), (False, counter.cashier)):
            there = (coupon.id, scan.id, counter.service.id, who.known_person_id)
            yield Job(gives_up, *there, who.organisation_id or 0)

    jobs = jobs_at_a_counter(both)
    at_once = len(jobs) * 3 // 4
    return jobs[:at_once] + sorted(jobs[at_once:], key=lambda job: not job.gives_up)


def _complaints(answers: list[Answer]) -> list[str]:
    """What is wrong with the outcome; nothing, when the lock stands."""
    known = {"given up", "None", "coupon_not_open", "coupon_cancelled", "Refused: price_waits"}
    found = [f"{each.value or each.error}" for each in answers if str(each.value or each.error) not in known]
    orphans = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Proposal)
        .join(Coupon, Coupon.id == Proposal.coupon_id)
        .where(Proposal.state == ProposalState.OPEN, Coupon.state == CouponState.CANCELLED)
    )
    if orphans:
        found.append(f"{orphans} prices are open on coupons that have ended")
    return found + [str(finding) for finding in run_all()]


@pytest.fixture
def run(db_app: Flask) -> Callable[..., list[Answer]]:
    """Let the crowd loose on this test's database."""

    def loose(jobs: list[Job], before: Any = None) -> list[Answer]:
        return crowd(db_app, act, jobs, before)

    return loose


def test_a_coupon_given_up_carries_no_open_price(run: Callable[..., list[Answer]]) -> None:
    jobs = _build()
    assert _complaints(run(jobs)) == []
    given_up = sa.select(sa.func.count()).where(Coupon.state == CouponState.CANCELLED)
    assert db.session.scalar(given_up) > 0


def test_negative_control_without_the_lock_a_price_stays_open(run: Callable[..., list[Answer]]) -> None:
    jobs = _build()
    assert any("are open on coupons" in each for each in _complaints(run(jobs, take_the_lock_away)))
