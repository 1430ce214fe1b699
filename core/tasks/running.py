"""The worker's side of long work: run it as the person who asked, and take up again what was cut off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from core import clock
from core.db import db
from core.errors import Forbidden, Refused
from core.settings import installation
from core.tasks import long_work
from core.tasks import queue as jobs
from core.tasks.services.begin_work import Begun, begin_work
from core.tasks.services.fail_work import fail_work
from core.tasks.services.refuse_work import refuse_work
from core.tasks.services.revive_work import revive_work
from core.tasks.states import MOST_TRIES, WorkRefusal

log = structlog.get_logger("long_work")


@jobs.task(long_work.TASK, jobs.Queue.FILES)
def run(work_id: int) -> None:
    """Do one piece of work, unless it is done or somebody is at it. Raises, and is tried again, while tries are left."""
    do_work(work_id, clock.now)


def do_work(work_id: int, now: Callable[[], datetime]) -> None:
    """As run(), at the hours that `now` tells: the demo does the work of days that are over."""
    with long_work.runner_of(work_id) as connection:
        begun = begin_work(work_id, now=now()) if connection is not None else None
        if connection is None or begun is None:
            return
        if begun.tries > MOST_TRIES:  # each worker that began it was killed
            fail_work(work_id, now=now())
            return
        try:
            _do(begun, long_work.Reporting(connection, work_id), now())
        except Refused as refused:
            refuse_work(work_id, refused, now=now())
        except Forbidden:
            refuse_work(work_id, Refused(WorkRefusal.RIGHT_WITHDRAWN), now=now())
        except Exception as error:
            db.session.rollback()
            log.exception("long_work.broke", work_id=work_id, tries=begun.tries, error=type(error).__name__)
            if begun.tries < MOST_TRIES:
                raise
            fail_work(work_id, now=now())


def _do(begun: Begun, watch: long_work.Reporting, now: datetime) -> None:
    actor = installation.people().in_absence(db.session(), begun.asked_by_id, begun.acting_as, now)
    long_work.kinds[begun.kind].run(begun.arguments, actor=actor, now=now, watch=watch)
    if not watch.is_finished:
        raise RuntimeError(f"{begun.kind} ended without finishing its watch")


@jobs.task("house.revive_long_work", jobs.Queue.UPKEEP, cron="* * * * *")
def revive() -> None:
    """Every minute: what a killed worker left is queued again, or given up when it was begun often enough."""
    for work_id in revive_work(now=clock.now()):
        with long_work.runner_of(work_id) as connection:
            if connection is not None:
                fail_work(work_id, now=clock.now())


TASKS = (
    run,
    revive,
)
