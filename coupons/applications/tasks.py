"""Timed and woken work on applications."""

from __future__ import annotations

from core import clock
from core.db import db
from core.tasks import queue as jobs
from coupons.applications.queries import schemes_with_a_line
from coupons.applications.services.approve_waitlisted import approve_waitlisted
from coupons.applications.services.keep_places import keep_places
from coupons.applications.services.lapse_applications import lapse_applications


@jobs.task("coupons.serve_waiting_list", jobs.Queue.UPKEEP)
def serve_waiting_list(scheme_id: int) -> None:
    """Serve a scheme's waiting list in order until the money or the line ends."""
    passed_over: list[int] = []
    while turn := approve_waitlisted(scheme_id, passed_over=passed_over, now=clock.now()):
        if turn.coupon_id is None:
            passed_over.append(turn.application_id)


@jobs.task("coupons.lapse_applications", jobs.Queue.UPKEEP, cron="20 17 * * *")
def lapse() -> None:
    """Shortly after midnight in Bangkok: end what nobody can take further."""
    while lapse_applications(now=clock.now()):
        pass


@jobs.task("coupons.serve_waiting_lists", jobs.Queue.UPKEEP, cron="*/10 * * * *")
def serve_waiting_lists() -> None:
    """Serve every line there is: an allotment adds money too, and whatever else may ever do so."""
    for scheme_id in schemes_with_a_line(db.session()):
        serve_waiting_list(scheme_id=scheme_id)


@jobs.task("coupons.keep_places", jobs.Queue.UPKEEP)
def follow(organisation_id: int) -> None:
    """Soon after an organisation moved to another province."""
    keep_places(organisation_id)


TASKS = (follow, lapse, serve_waiting_list, serve_waiting_lists)
