"""A cashier sends a new price while the customer says yes to the old one: exactly one of the two happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import actor_with
from core.db import Tx, db
from core.money import Money
from core.permissions import Role
from coupons.coupons.models import Coupon
from coupons.redemptions import facts
from coupons.redemptions.models import Proposal, Redemption, Scan
from coupons.redemptions.services.consent_to_price import TAP, consent_to_price
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.states import ProposalState
from ledger.checks import run_all
from tests.factories import NOW
from tests.races.counter import COUPONS, PRICE, Counter, jobs_at_a_counter
from tests.races.crowd import Answer, crowd

SUBSIDY = Money.baht(33_600)


@dataclass(frozen=True, slots=True)
class Job:
    """One person's act at one counter; plain values, for they travel between processes."""

    says_yes: bool
    scan_id: int
    service_id: int
    proposal_id: int
    person_id: int
    organisation_id: int


def act(job: Job) -> str:
    """The yes to the old price, or the new price from the same scan, in a process of the crowd."""
    roles = (Role.SME_OWNER, Role.SME_CONSENTER) if job.says_yes else (Role.PROVIDER_CASHIER,)
    actor = actor_with(frozenset(roles), person_id=job.person_id, organisation_id=job.organisation_id)
    if job.says_yes:
        outcome = consent_to_price(job.proposal_id, TAP, actor=actor, now=NOW)
        return str(outcome.refusal or outcome.state)
    return str(propose_price(job.scan_id, job.service_id, PRICE, actor=actor, now=NOW).refusal)


def take_the_lock_away() -> None:
    """The negative control: the new price does not wait for the consent to the old one."""
    kept, _, lock = facts.BY_SCAN.text.partition("FOR NO KEY UPDATE")
    assert lock
    facts.BY_SCAN.text = kept


def _build() -> list[Job]:
    """For each coupon an open price, and side by side the two who act on it at once."""

    def both(tx: Tx, counter: Counter, _coupon: Coupon, scan: Scan) -> Iterator[Job]:
        price = counter.world.price(tx, scan, counter.service, PRICE, SUBSIDY)
        for says_yes, who in ((True, counter.owner), (False, counter.cashier)):
            there = (scan.id, counter.service.id, price.id, who.known_person_id)
            yield Job(says_yes, *there, who.organisation_id or 0)

    return jobs_at_a_counter(both)


def _complaints(answers: list[Answer]) -> list[str]:
    """What is wrong with the outcome; nothing, when the lock stands."""
    known = {"consented", "proposal_superseded", "None", "Refused: price_confirmed"}
    found = [f"{each.value or each.error}" for each in answers if str(each.value or each.error) not in known]
    live = (ProposalState.OPEN, ProposalState.CONSENTED)
    doubled = db.session.scalar(
        sa.select(sa.func.count()).select_from(
            sa.select(Proposal.scan_id)
            .where(Proposal.state.in_(live))
            .group_by(Proposal.scan_id)
            .having(sa.func.count() > 1)
            .subquery()
        )
    )
    if doubled:
        found.append(f"{doubled} scans have two prices that were, or can be, confirmed")
    alive = db.session.scalar(
        sa.select(sa.func.count(sa.distinct(Proposal.scan_id))).where(Proposal.state.in_(live))
    )
    if alive != COUPONS:
        found.append(f"{alive} scans have a price, not {COUPONS}")
    return found + [str(finding) for finding in run_all()]


@pytest.fixture
def run(db_app: Flask) -> Callable[..., list[Answer]]:
    """Let the crowd loose on this test's database."""

    def loose(jobs: list[Job], before: Any = None) -> list[Answer]:
        return crowd(db_app, act, jobs, before)

    return loose


def test_of_a_new_price_and_a_yes_to_the_old_one_exactly_one_happens(
    run: Callable[..., list[Answer]],
) -> None:
    jobs = _build()
    assert _complaints(run(jobs)) == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Redemption)) > 0


def test_negative_control_without_the_lock_both_happen(run: Callable[..., list[Answer]]) -> None:
    jobs = _build()
    assert any("two prices" in each for each in _complaints(run(jobs, take_the_lock_away)))
