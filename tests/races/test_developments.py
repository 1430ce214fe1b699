"""Officers approve development proposals while the SME takes them back and its coupon ends: each satang is reserved once."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import actor_with
from core.db import Tx, db
from core.documents import operations as documents
from core.money import Money
from core.permissions import Role
from coupons.claims.developments import operations
from coupons.claims.developments.models import Development
from coupons.claims.developments.services.approve_development import approve_development
from coupons.claims.developments.services.withdraw_development import withdraw_development
from coupons.claims.developments.states import DevelopmentState
from coupons.coupons.models import Coupon
from coupons.coupons.services.expire_coupon import expire_coupon
from coupons.coupons.states import CouponState
from coupons.redemptions import facts
from coupons.redemptions.models import Redemption
from identity.organisations.states import Capacity, MemberRole
from ledger.checks import run_all
from ledger.rules import LedgerReason
from schemes.states import PayeeMode
from tests.coupons.counter import DRAFT, SUBSIDY, picture
from tests.factories import NOW, World, build
from tests.races.crowd import Answer, crowd

COUPONS = 60


@dataclass(frozen=True, slots=True)
class Job:
    """One person's act on one proposal or coupon; plain values, for they travel between processes."""

    act: str
    key: int
    person_id: int
    organisation_id: int | None = None


def act(job: Job) -> str:
    """The act itself, in a process of the crowd."""
    if job.act == "expire":
        late = NOW.replace(year=NOW.year + 5)
        expire_coupon(job.key, now=late)
        return "expired"
    if job.act == "withdraw":
        roles = frozenset({Role.SME_OWNER, Role.SME_CONSENTER})
        sme = actor_with(roles, person_id=job.person_id, organisation_id=job.organisation_id)
        withdraw_development(job.key, actor=sme, now=NOW)
        return "withdrawn"
    officer = actor_with(frozenset({Role.CLAIM_OFFICER}), person_id=job.person_id, second_factor_at=NOW)
    approve_development(job.key, actor=officer, now=NOW)
    return "approved"


def _build(*others: str) -> list[Job]:
    """For each coupon two proposals for all it holds; each is approved twice, and what else is asked for."""
    world, judged = World(), documents.judge(picture("q"))

    def make(tx: Tx) -> list[Job]:
        category = world.category(tx)
        scheme = world.scheme(
            tx, category, money=Money.baht(50_000_000), stripes=16, payee_mode=PayeeMode.REIMBURSE_SME
        )
        provider = world.provider(tx, category)
        services = [world.service(tx, provider, category) for _ in range(2)]
        cashier = world.member(tx, provider.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER)
        sme = world.sme(tx)
        owner = world.member(tx, sme.organisation_id, Capacity.SME)
        officers = [world.staff(tx, Role.CLAIM_OFFICER) for _ in range(2)]
        file = documents.store(tx, judged, "q.png", "quotation", sme.organisation_id, actor=owner, now=NOW)
        jobs: list[Job] = []
        for _ in range(COUPONS):
            coupon = world.coupon(tx, scheme, sme, limit=SUBSIDY)
            for service in services:
                wanted = Development(
                    coupon_id=coupon.id,
                    sme_id=sme.organisation_id,
                    provider_id=provider.organisation_id,
                    service_id=service.id,
                    document_id=file.id,
                    state=DevelopmentState.CONFIRMED,
                    state_since=NOW,
                    sent_at=NOW,
                    sent_by_id=owner.known_person_id,
                    confirmed_at=NOW,
                    confirmed_by_id=cashier.known_person_id,
                    **DRAFT.columns,
                )
                key = tx.add(wanted).id
                jobs += [Job("approve", key, each.known_person_id) for each in officers]
                if "withdraw" in others:
                    jobs.append(Job("withdraw", key, owner.known_person_id, sme.organisation_id))
            if "expire" in others:
                jobs.append(Job("expire", coupon.id, 0))
        return jobs

    jobs: list[Job] = build(make)
    db.session.remove()
    return jobs


def _complaints() -> list[str]:
    """What is wrong with the outcome of the race; nothing, when the locks stand."""
    of_coupon = sa.func.count(Redemption.id)
    rows = db.session.execute(
        sa.select(Coupon.id, Coupon.state, of_coupon)
        .outerjoin(Redemption, Redemption.coupon_id == Coupon.id)
        .group_by(Coupon.id)
    ).all()
    found = [f"coupon {key} was used {times} times" for key, _state, times in rows if times > 1]
    approved = sa.select(sa.func.count()).where(Development.state == DevelopmentState.APPROVED)
    if db.session.scalar(approved) != db.session.scalar(sa.select(sa.func.count(Redemption.id))):
        found.append("approved proposals and services are not the same number")
    return found + [str(finding) for finding in run_all()]


@pytest.fixture
def run(db_app: Flask) -> Callable[..., list[Answer]]:
    """Let the crowd loose on this test's database."""

    def loose(jobs: list[Job], before: Any = None) -> list[Answer]:
        return crowd(db_app, act, jobs, before)

    return loose


def test_of_two_proposals_for_all_a_coupon_holds_one_is_approved_once(
    run: Callable[..., list[Answer]],
) -> None:
    answers = run(_build())
    assert _complaints() == []
    tally = Tally(each.value or (each.error or "").split(":")[0] for each in answers)
    assert tally["approved"] == COUPONS, tally
    assert _stopped_by_the_ledger(answers) == 0


def test_approved_or_taken_back_or_ended_and_never_two_of_them(run: Callable[..., list[Answer]]) -> None:
    answers = run(_build("withdraw", "expire"))
    assert _complaints() == []
    assert {each.value for each in answers} >= {"approved", "withdrawn"}
    ended = sa.select(sa.func.count()).where(Coupon.state == CouponState.EXPIRED)
    assert db.session.scalar(ended)


def take_the_locks_away() -> None:
    """The negative control: rows are read as they are."""
    facts.LOCKED_BY_SERVICE.text = facts.LOCKED_BY_SERVICE.text.split("FOR NO KEY UPDATE")[0]
    operations.lock_development = lambda tx, key: (
        tx.get(Coupon, tx.get(Development, key).coupon_id),
        tx.get(Development, key),
    )


def test_negative_control_without_the_locks_only_the_ledger_is_left_to_stop_it(
    run: Callable[..., list[Answer]],
) -> None:
    answers = run(_build(), take_the_locks_away)
    assert _stopped_by_the_ledger(answers) > 0
    assert _complaints() == []


def _stopped_by_the_ledger(answers: list[Answer]) -> int:
    """How many approvals were decided by what was true no more: the coupon's money had gone to another."""
    return sum(each.error == f"Refused: {LedgerReason.NOT_THERE}" for each in answers)
