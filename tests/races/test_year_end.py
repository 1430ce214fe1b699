"""A line is closed while coupons of it are issued, used and given up: each act is wholly before the closing, or sees it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import Actor
from core.db import Tx, db
from core.documents import operations as documents
from core.errors import Refused
from core.money import Money
from core.permissions import Role
from coupons.applications.services.approve_application import approve_application
from coupons.coupons.models import Coupon
from coupons.redemptions.services.consent_to_price import TAP, consent_to_price
from coupons.redemptions.services.give_up_coupon import give_up_coupon
from coupons.year_end import operations
from coupons.year_end.models import LineClosing
from coupons.year_end.services.approve_closing import approve_closing
from coupons.year_end.services.choose_carried import choose_carried
from coupons.year_end.services.close_line import close_line
from coupons.year_end.services.draft_closing import draft_closing
from coupons.year_end.services.propose_closing import propose_closing
from coupons.year_end.states import LineClosingState
from identity.organisations.states import Capacity
from ledger.checks import run_all
from tests.coupons.year_end.desk import AUTUMN, LAST_DAY, NIGHT
from tests.factories import NOW, World, build
from tests.projects.drafts import a_resolution
from tests.races.crowd import Answer, crowd

LINES = 12
PRICE, SUBSIDY = Money.baht(42_000), Money.baht(33_600)


@dataclass(frozen=True, slots=True)
class Job:
    """One person's act, or the night's; plain values, for they travel between processes."""

    what: str
    key: int
    actor: Actor | None = None


def act(job: Job) -> str:
    """What it came to."""
    try:
        if job.what == "close":
            close_line(job.key, now=NIGHT)
        elif job.what == "consent":
            return str(consent_to_price(job.key, TAP, actor=job.actor, now=NOW).refusal)
        elif job.what == "give up":
            give_up_coupon(job.key, actor=job.actor, now=NOW)
        else:
            approve_application(job.key, actor=job.actor, now=NOW)
    except Refused as refused:
        return f"Refused: {refused.reason}"
    return "done"


@pytest.fixture(autouse=True)
def paper(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signed document is judged once."""
    with db_app.app_context():
        judged = documents.judge(a_resolution().content)
    monkeypatch.setattr(documents, "judge", lambda _content: judged)


def _build() -> list[Job]:
    """For each line its closing, twice, and beside it: consents on a carried coupon and on another, one given up, one issued."""
    world = World()
    finance, approver, programme = build(
        lambda tx: tuple(
            world.staff(tx, role)
            for role in (Role.FINANCE_OFFICER, Role.PLAN_APPROVER, Role.PROGRAMME_APPROVER)
        )
    )
    jobs: list[Job] = []
    for _each in range(LINES):
        line_id, carried_id, beside = build(lambda tx: _line(tx, world, programme))
        closing_id = draft_closing(line_id, actor=finance, now=AUTUMN)
        choose_carried(closing_id, [carried_id], [carried_id], actor=finance, now=AUTUMN)
        propose_closing(closing_id, LAST_DAY, actor=finance, now=AUTUMN)
        approve_closing(closing_id, a_resolution(), actor=approver, now=AUTUMN)
        jobs += [Job("close", closing_id), *beside, Job("close", closing_id)]
    db.session.remove()
    return jobs


def _line(tx: Tx, world: World, programme: Actor) -> tuple[int, int, list[Job]]:
    category = world.category(tx)
    scheme = world.scheme(
        tx, category, money=Money.baht(1_000_000), stripes=4, delivers_until=date(2028, 9, 30)
    )
    provider = world.provider(tx, category)
    service = world.service(tx, provider, category)
    cashier = world.member(tx, provider.organisation_id, Capacity.PROVIDER)
    sme = world.sme(tx)
    owner = world.member(tx, sme.organisation_id, Capacity.SME)
    coupons = [world.coupon(tx, scheme, sme) for _ in range(3)]
    recommended = {"recommended_at": NOW, "recommended_by_id": programme.known_person_id}
    application = world.application(tx, scheme, world.sme(tx), **recommended)

    def consents() -> Iterator[Job]:
        for coupon in coupons[:2]:
            scan = world.scan(tx, coupon, provider.organisation_id, cashier.known_person_id)
            proposal = world.price(tx, scan, service, PRICE, SUBSIDY, proposed_by_id=cashier.known_person_id)
            yield Job("consent", proposal.id, owner)

    deciding = world.staff(tx, Role.PROGRAMME_APPROVER)
    beside = [*consents(), Job("give up", coupons[2].id, owner), Job("issue", application.id, deciding)]
    assert scheme.line_id is not None
    return scheme.line_id, coupons[0].id, beside


def _slow() -> None:
    """Between what a closing reads and what it writes there is a moment: the others have time to be wrong in."""
    reads = operations.bound_of

    def slowly(*given: Any) -> Any:
        found = reads(*given)
        time.sleep(0.25)
        return found

    operations.bound_of = slowly


def _slow_without_lock() -> None:
    """As _slow(), and the closing does not lock the coupons."""
    _slow()

    def unlocked(tx: Tx, line_id: int) -> frozenset[int]:
        return frozenset(tx.session.scalars(sa.select(Coupon.id).where(Coupon.line_id == line_id)))

    operations.lock_bound = unlocked


def _complaints(answers: list[Answer]) -> list[str]:
    """What is wrong with the outcome; nothing, when the locks are there."""
    known = {
        "done",
        "None",
        "coupon_not_open",
        "coupon_cancelled",
        "Refused: moved_on",
        "Refused: unfinished_not_carried",
        "Refused: coupons_issued_meanwhile",
        "Refused: not_enough_money",
        "Refused: price_waits",
    }
    found = [
        f"{each.job.what}: {each.value or each.error}"
        for each in answers
        if str(each.value or each.error) not in known
    ]
    db.session.rollback()
    return found + [str(finding) for finding in run_all()]


@pytest.fixture
def run(db_app: Flask) -> Callable[..., list[Answer]]:
    """Let the crowd loose on this test's database."""
    return lambda jobs, before: crowd(db_app, act, jobs, before)


def test_a_line_is_closed_while_its_coupons_are_used(run: Callable[..., list[Answer]]) -> None:
    answers = run(_build(), _slow)
    assert _complaints(answers) == []
    closed = sa.select(sa.func.count()).where(LineClosing.state == LineClosingState.CLOSED)
    assert db.session.scalar(closed) > 0
    assert {each.job.what for each in answers if each.value in ("done", "None")} >= {"close", "consent"}


def test_negative_control_without_the_lock_closing_and_use_stand_in_each_others_way(
    run: Callable[..., list[Answer]],
) -> None:
    assert _complaints(run(_build(), _slow_without_lock)) != []
