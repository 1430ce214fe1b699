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
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from random import Random
from typing import Any

from sqlalchemy import event

from config import Settings
from core import clock
from core.actor import Actor
from core.audit import sealing
from core.audit.services.seal_audit import seal_audit
from core.db import db
from core.settings import installation
from coupons.applications.services.lapse_applications import lapse_applications
from coupons.redemptions.services.lapse_proposals import lapse_proposals
from demo import businesses, ground, people, plan, suppliers, treasury, waiting
from demo.clockwork import Calendar
from demo.people import who_may_sign_in
from identity.notifications.services.read_all_notices import read_all_notices
from ledger.checks import run_all
from ledger.services.roll_up import roll_up
from openness.tasks import count as count_figures
from payouts.payables.services.review_holds import review_holds

__all__ = ["load", "who_may_sign_in"]


@dataclass(frozen=True, slots=True)
class Share:
    """What a second process needs to play its part of the world."""

    settings: Settings
    seed: int
    now: datetime
    staff: dict[str, Actor]
    ground: ground.Ground
    suppliers: list[suppliers.Supplier]
    password_hash: str


class WorldBroken(Exception):
    """The loaded world does not hold; the findings say where."""


def load(seed: int) -> None:
    """Build the world in the current application's empty database, and prove it."""
    settings: Settings = installation.settings()
    with _in_a_hurry():
        with _helper(settings) as helper:
            share = _begin(seed, settings)
            helper.send(share)
            _live(share, helper)
        _finish(share)


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


def _begin(seed: int, settings: Settings) -> Share:
    """What stands before the first SME: people, plans, money, schemes, providers."""
    now = clock.now()
    calendar = Calendar(now)
    password_hash = people.hashed_password()
    staff = people.employ(calendar, password_hash)
    laid = ground.lay(calendar, staff, Random(f"{seed}:ground"))
    makers = suppliers.Makers(calendar, staff, laid.category_ids, password_hash, seed)
    return Share(settings, seed, now, staff, laid, suppliers.settle(makers), password_hash)


def _street(share: Share, part: int) -> businesses.Street:
    """The SMEs of one process, waiting to begin."""
    street = businesses.Street(
        Calendar(share.now), share.staff, share.ground, share.suppliers, share.password_hash, share.seed
    )
    for sme in plan.draw(share.seed):
        if sme.number % 2 == part:
            street.clockwork.add(businesses.life(street, sme))
    return street


def _live(share: Share, helper: Connection) -> None:
    """Let the year pass, the treasury's deeds in between."""
    calendar = Calendar(share.now)
    street = _street(share, 0)
    makers = suppliers.Makers(
        calendar, share.staff, share.ground.category_ids, share.password_hash, share.seed
    )
    for life in [*suppliers.newcomers(makers), *suppliers.later(makers, share.suppliers)]:
        street.clockwork.add(life)
    money = treasury.Treasury(calendar, share.staff)
    with treasury.schedule(money, share.ground.schemes[plan.SPENT_SCHEME]) as deeds:
        deeds += suppliers.endings(makers, share.suppliers)
        for moment, deed in sorted(deeds, key=lambda told: told[0]):
            _both_until(moment, street, helper)
            deed()
            lapse_applications(now=moment)
            lapse_proposals(now=moment)
            roll_up()
            seal_audit(share.settings.seal_key, now=moment)
    _both_until(datetime.max.replace(tzinfo=share.now.tzinfo), street, helper)


def _both_until(moment: datetime, street: businesses.Street, helper: Connection) -> None:
    try:
        helper.send(moment)
        street.clockwork.run_until(moment)
        trouble: str | None = helper.recv()
    except (BrokenPipeError, EOFError) as ended:
        raise WorldBroken("the second process ended; what it said stands above") from ended
    if trouble is not None:
        raise WorldBroken(trouble)


@contextmanager
def _helper(settings: Settings) -> Iterator[Connection]:
    """A second process, started early so that it is ready when it is needed."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_help, args=(settings, theirs), daemon=True)
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


def _help(settings: Settings, orders: Connection) -> None:
    """The second process: play its SMEs up to each moment it is given."""
    from app import create_app

    with create_app(settings).app_context(), _in_a_hurry():
        share: Share = orders.recv()
        street = _street(share, 1)
        while (moment := orders.recv()) is not None:
            try:
                street.clockwork.run_until(moment)
            except Exception as error:
                orders.send("".join(traceback.format_exception(error)))
                return
            orders.send(None)


def _finish(share: Share) -> None:
    """Hold what cannot be paid, read some letters, roll up, seal, and prove the whole."""
    now = share.now
    while lapse_applications(now=now):
        pass
    review_holds(now=now)
    waiting.set_up(Calendar(now), share.staff, share.suppliers, share.password_hash, share.seed)
    read_all_notices(actor=share.staff["claims2"], now=now)
    roll_up()
    count_figures()
    seal_audit(share.settings.seal_key, now=now)
    findings = [*run_all(), *sealing.verify_seals(db.session(), share.settings.seal_key)]
    db.session.rollback()
    if findings:
        raise WorldBroken("; ".join(f"{f.check}: {f.subject}: {f.message}" for f in findings[:20]))
    print("Ledger and audit trail verified: nothing found.", flush=True)
