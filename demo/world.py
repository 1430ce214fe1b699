"""The demo world: a fiscal year in miniature, lived through the real services with a moved clock (docs/architecture.md#demo-world).

Two processes share the SMEs, each playing its own in the order of time; at each deed of the treasury they
wait for each other, so that a batch finds all that was owed by then, and nothing later.
"""

from __future__ import annotations

import gc
import multiprocessing
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from config import Settings
from core.actor import SYSTEM
from core.audit import sealing
from core.audit.services.seal_audit import seal_audit
from core.clock import BUDDHIST_ERA, bangkok_date
from core.db import db
from core.settings import installation
from coupons.applications.services.lapse_applications import lapse_applications
from coupons.redemptions.services.lapse_proposals import lapse_proposals
from demo import people, plan
from demo.clockwork import Calendar, Clockwork
from demo.progress import Progress, Silent
from demo.scenes import (
    budgets,
    identity,
    indicators,
    openness,
    payouts,
    projects,
    schemes,
    smes,
    strategies,
    year_end,
)
from demo.scenes.providers import approvals, lives, registration
from demo.stage import Stage, end_reading
from demo.years import EMPLOYED, REMEMBERED
from ledger.checks import run_all
from ledger.services.roll_up import roll_up
from payouts.payables.services.review_holds import review_holds
from schemes.categories.services.seed_reference import seed_reference
from schemes.models import ServiceCategory

BEFORE_SMES, BEFORE_CLOSING, BEFORE_PROOF = 0.08, 0.93, 0.97
"""What is done of the whole when each of these begins."""


class WorldBroken(Exception):
    """The loaded world does not hold; the findings say where."""


def load(seed: int, *, now: datetime, progress: Progress | None = None) -> None:
    """Build the world in the current application's empty database as it is at `now`, and prove it."""
    settings: Settings = installation.settings()
    progress = progress or Silent()
    with _in_a_hurry():
        progress.say(0.0, "people, plans and budgets")
        stage, offices = _begin(seed, now)
        with _helper(stage) as helper:
            _live(stage, settings, helper, progress)
        _finish(stage, offices, settings, progress)


_HURRY = {"synchronous_commit": "off", "plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"}
"""What a connection of the building asks for: a plan that is kept from when tables were empty must use their indexes."""


@contextmanager
def _in_a_hurry() -> Iterator[None]:
    """Do not wait for the disk at each commit, nor sweep memory often: a world that breaks is built anew.

    The same few hundred statements run a hundred thousand times: each is prepared and planned once.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    db.engine.dispose()

    @event.listens_for(db.engine, "connect")
    def relax(connection: Any, _record: Any) -> None:
        connection.prepare_threshold, connection.prepared_max = 0, None
        for setting, value in _HURRY.items():
            connection.execute(f"SET {setting} = {value}")
        connection.commit()

    try:
        yield
    finally:
        event.remove(db.engine, "connect", relax)
        db.session.remove()
        db.engine.dispose()
        gc.set_threshold(*usual)
        gc.unfreeze()


def _begin(seed: int, now: datetime) -> tuple[Stage, list[schemes.Office]]:
    """What stands before the first SME: people, plans, money, schemes, providers."""
    calendar, password_hash = Calendar(now), people.hashed_password()
    staff = identity.employ(calendar, password_hash)
    random = Random(f"{seed}:ground")
    seed_reference(actor=SYSTEM, now=calendar.at(EMPLOYED, random))
    found = db.session.execute(sa.select(ServiceCategory.code, ServiceCategory.id))
    category_ids = {row.code: row.id for row in found}
    end_reading()
    opened, offices = dict[tuple[str, int], schemes.OpenScheme](), list[schemes.Office]()
    strategies.lay(calendar, staff)
    for generation in calendar.years.generations:
        hosts = projects.lay(calendar, staff, generation, random)
        offices.append(schemes.Office(calendar, staff, category_ids, generation, hosts))
        opened |= schemes.lay(offices[-1], random)
    stage = Stage(calendar, seed, password_hash, staff, category_ids, opened)
    return replace(stage, suppliers=tuple(registration.settle(stage))), offices


def _street(stage: Stage, part: int) -> Clockwork:
    """The SMEs of one process, waiting to begin."""
    clockwork = Clockwork()
    for sme in plan.draw(stage.seed, stage.calendar.years):
        if sme.number % 2 == part:
            clockwork.add(smes.life(stage, clockwork, sme))
    return clockwork


def _live(stage: Stage, settings: Settings, helper: Connection, progress: Progress) -> None:
    """Let the year pass, the treasury's deeds in between."""
    street = _street(stage, 0)
    for life in [*lives.newcomers(stage), *lives.later(stage)]:
        street.add(life)
    with payouts.schedule(stage) as deeds:
        deeds += [*lives.endings(stage), *schemes.endings(stage), *year_end.endings(stage)]
        for moment, deed in sorted(deeds, key=lambda told: told[0]):
            _both_until(moment, stage, street, helper, progress)
            deed()
            lapse_applications(now=moment)
            lapse_proposals(now=moment)
            roll_up()
            seal_audit(settings.seal_key, now=moment)
    _both_until(datetime.max.replace(tzinfo=stage.calendar.now.tzinfo), stage, street, helper, progress)


def _both_until(
    moment: datetime, stage: Stage, street: Clockwork, helper: Connection, progress: Progress
) -> None:
    """Let both processes play up to that moment, a week at a time to say how far they are."""
    try:
        helper.send(moment)
        week = stage.calendar.now - timedelta(days=REMEMBERED)
        while (week := week + timedelta(days=7)) < min(moment, stage.calendar.now):
            street.run_until(week)
            progress.say(*_how_far(week, stage.calendar))
        street.run_until(moment)
        failure: str | None = helper.recv()
    except (BrokenPipeError, EOFError) as ended:
        raise WorldBroken("the second process ended; what it said stands above") from ended
    if failure is not None:
        raise WorldBroken(failure)


def _how_far(moment: datetime, calendar: Calendar) -> tuple[float, str]:
    """The share of the whole that is done when the world has come to that moment, and its month."""
    gone = 1 - (calendar.now - moment) / timedelta(days=REMEMBERED)
    day = bangkok_date(moment)
    return BEFORE_SMES + (
        BEFORE_CLOSING - BEFORE_SMES
    ) * gone**2, f"life in {day:%B} {day.year + BUDDHIST_ERA}"


@contextmanager
def _helper(stage: Stage) -> Iterator[Connection]:
    """A second process, a copy of this one: what we have imported and compiled by now costs it nothing."""
    db.session.remove()
    db.engine.dispose()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_help, args=(stage, ours, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
        ours.send(None)
        process.join(30)
    finally:
        if process.is_alive():
            process.terminate()
            process.join()
        ours.close()


def _help(stage: Stage, ours: Connection, orders: Connection) -> None:
    """The second process: play its SMEs up to each moment it is given, until the first has ended."""
    ours.close()  # held by the first process alone, it ends with it
    street = _street(stage, 1)
    while (moment := orders.recv()) is not None:
        try:
            street.run_until(moment)
        except Exception as error:
            orders.send("".join(traceback.format_exception(error)))
            return
        orders.send(None)


CLOSING = (identity, strategies, projects, indicators, budgets, year_end, smes, approvals, openness)
"""What lies on the desks today, scene by scene."""


def _finish(stage: Stage, offices: list[schemes.Office], settings: Settings, progress: Progress) -> None:
    """Bring about what waits today, roll up, seal, and prove the whole."""
    now = stage.calendar.now
    progress.say(BEFORE_CLOSING, "what waits today")
    while lapse_applications(now=now):
        pass
    review_holds(now=now)
    schemes.today(stage, offices[-1])
    for scene in CLOSING:
        scene.today(stage)
    progress.say(BEFORE_PROOF, "proof that ledger and audit trail hold")
    roll_up()
    seal_audit(settings.seal_key, now=now)
    findings = [*run_all(), *sealing.verify_seals(db.session(), settings.seal_key)]
    end_reading()
    if findings:
        raise WorldBroken("; ".join(f"{f.check}: {f.subject}: {f.message}" for f in findings[:20]))
    progress.end()
    print("Ledger and audit trail verified: nothing found.", flush=True)
