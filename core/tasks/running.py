"""The worker's side of background tasks: runs each as the person who asked, and requeues what was interrupted."""

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
from core.tasks.services.requeue_work import requeue_work
from core.tasks.states import MOST_TRIES, WorkRefusal

log = structlog.get_logger("long_work")


@jobs.task(long_work.TASK, jobs.Queue.FILES)
def run(work_id: int) -> None:
    """Do one piece of work, unless it is done or somebody is at it. Raises, and is tried again, while tries are left."""
    do_work(work_id, clock.now)


def do_work(work_id: int, now: Callable[[], datetime]) -> None:
    """As run(), at the hours given by `now`: the demo does the work of days that are over."""
    with long_work.runner_of(work_id) as connection:
        begun = begin_work(work_id, now=now()) if connection is not None else None
        if connection is None or begun is None:
            return
        if begun.tries > MOST_TRIES:  # each worker that began it was killed
            fail_work(work_id, now=now())
            return
        try:
            _do(begun, long_work.ProgressReporter(connection, work_id), now())
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


def _do(begun: Begun, progress: long_work.ProgressReporter, now: datetime) -> None:
    actor = installation.people().on_behalf(db.session(), begun.asked_by_id, begun.acting_as, now)
    long_work.kinds[begun.kind].run(begun.arguments, actor=actor, now=now, progress=progress)
    if not progress.is_finished:
        raise RuntimeError(f"{begun.kind} ended without finishing its watch")


@jobs.task("house.revive_long_work", jobs.Queue.UPKEEP, cron="* * * * *")
def requeue() -> None:
    """Every minute: what a killed worker left is queued again, or given up when it was begun often enough."""
    for work_id in requeue_work(now=clock.now()):
        with long_work.runner_of(work_id) as connection:
            if connection is not None:
                fail_work(work_id, now=clock.now())


TASKS = (
    run,
    requeue,
)
