"""Everybody says yes at once. Only what a coupon holds is reserved, and each refusal says why."""

from __future__ import annotations

import hashlib
from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import Actor, actor_with
from core.database.embedded import EmbeddedServer
from core.db import Tx, db
from core.idempotency import RequestKey
from core.money import Money
from core.permissions import Role
from coupons.redemptions import facts
from coupons.redemptions.models import Redemption
from coupons.redemptions.services import consent_to_price as consent_module
from coupons.redemptions.services.consent_to_price import TAP, consent_to_price
from coupons.redemptions.states import Refusal
from identity.organisations.states import Capacity, MemberRole
from ledger.checks import run_all
from tests.factories import NOW, World, build
from tests.races.crowd import Answer, crowd

FULL = Money.baht(33_600)
PRICE = Money.baht(42_000)


@dataclass(frozen=True, slots=True)
class Job:
    """One person's yes to one price; plain values, for they travel between processes."""

    proposal_id: int
    person_id: int
    sme_id: int
    key: str | None = None


def say_yes(job: Job) -> dict[str, Any]:
    """The consent itself, in a process of the crowd."""
    roles = frozenset({Role.SME_OWNER, Role.SME_CONSENTER})
    actor: Actor = actor_with(roles, person_id=job.person_id, organisation_id=job.sme_id)
    key = RequestKey(job.person_id, "consent", job.key, hashlib.sha256(b"body").digest()) if job.key else None
    return consent_to_price(job.proposal_id, TAP, actor=actor, now=NOW, request_key=key).as_json()


def take_the_guards_away() -> None:
    """The negative control: nobody is locked, nothing is asked of the row that is written."""
    facts.LOCKED_BY_PROPOSAL.text = facts.LOCKED_BY_PROPOSAL.text.split("FOR NO KEY UPDATE")[0]
    careless = consent_module.RESERVE.text
    for guard in (
        "AND spent_satang + released_satang + %(subsidy)s::BIGINT <= limit_satang",
        "AND proposals.state = 'open'",
    ):
        assert guard in careless
        careless = careless.replace(guard, "")
    consent_module.RESERVE.text = careless


def _build(coupons: int, prices: int) -> list[Job]:
    """Coupons of ten SMEs, and for each of them `prices` open prices for all it holds."""
    world = World()

    def make(tx: Tx) -> list[Job]:
        category = world.category(tx)
        scheme = world.scheme(tx, category, money=Money.baht(10_000_000), stripes=16)
        provider = world.provider(tx, category)
        services = [world.service(tx, provider, category) for _ in range(prices)]
        cashier = world.member(tx, provider.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER)
        smes = [world.sme(tx) for _ in range(10)]
        owners = [world.member(tx, sme.organisation_id, Capacity.SME) for sme in smes]
        jobs = []
        for number in range(coupons):
            sme, owner = smes[number % 10], owners[number % 10]
            coupon = world.coupon(tx, scheme, sme, limit=FULL)
            for service in services:
                scan = world.scan(tx, coupon, provider.organisation_id, cashier.known_person_id)
                offered = world.price(tx, scan, service, PRICE, FULL)
                jobs.append(Job(offered.id, owner.known_person_id, sme.organisation_id))
        return jobs

    jobs: list[Job] = build(make)
    db.session.remove()
    return jobs


def _complaints(answers: list[Answer], coupons: int) -> list[str]:
    """What is wrong with the outcome of the race; nothing, when the guards stand."""
    tally = Tally(answer.error or answer.value["refusal"] or answer.value["state"] for answer in answers)
    expected = {"consented": coupons, Refusal.NOT_ENOUGH_LEFT.value: len(answers) - coupons}
    found = [f"outcomes {dict(tally)}, not {expected}"] if tally != expected else []
    reserved = db.session.scalar(sa.select(sa.func.count(sa.distinct(Redemption.coupon_id))))
    if reserved != coupons:
        found.append(f"{reserved} coupons were used, not {coupons}")
    return found + [str(finding) for finding in run_all()]


@pytest.fixture
def run(db_app: Flask) -> Any:
    """Let the crowd loose on this test's database."""

    def loose(jobs: list[Job], before: Any = None) -> list[Answer]:
        return crowd(db_app, say_yes, jobs, before)

    return loose


def test_two_hundred_coupons_twenty_prices_each(run: Any) -> None:
    jobs = _build(200, 20)
    shuffled = [jobs[(place * 1009) % len(jobs)] for place in range(len(jobs))]
    assert len(set(shuffled)) == 4_000
    assert _complaints(run(shuffled), 200) == []


def test_one_consent_sent_twenty_times_has_one_effect_and_twenty_equal_answers(run: Any) -> None:
    (job,) = _build(1, 1)
    twenty = [Job(job.proposal_id, job.person_id, job.sme_id, "one-key")] * 20
    answers = run(twenty)
    assert {answer.error for answer in answers} == {None}
    assert len({repr(answer.value) for answer in answers}) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Redemption)) == 1
    assert run_all() == []


@pytest.fixture
def without_the_constraint(db_app: Flask, server: EmbeddedServer, database: str) -> Iterator[None]:
    """The last guard is the table's own; it is put back on an empty table."""
    name = "ck_coupons_within_limit"
    with psycopg.connect(server.url("postgres", database), autocommit=True) as connection:
        condition = connection.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", (name,)
        ).fetchone()
        assert condition is not None
        connection.execute(f"ALTER TABLE coupons DROP CONSTRAINT {name}")
        yield
        db.session.remove()
        connection.execute("SET session_replication_role = replica")
        connection.execute("TRUNCATE coupons CASCADE")
        connection.execute(f"ALTER TABLE coupons ADD CONSTRAINT {name} {condition[0]}")


def test_negative_control_without_guards_the_race_is_lost(without_the_constraint: None, run: Any) -> None:
    jobs = _build(20, 10)
    assert _complaints(run(jobs, take_the_guards_away), 20) != []


def test_negative_control_without_guards_twins_do_not_agree(without_the_constraint: None, run: Any) -> None:
    (job,) = _build(1, 1)
    twenty = [Job(job.proposal_id, job.person_id, job.sme_id, "one-key")] * 20
    answers = run(twenty, take_the_guards_away)
    assert len({repr((answer.value, answer.error)) for answer in answers}) > 1
