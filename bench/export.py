"""The coupons' list as a workbook and as CSV, by the background task that prepares it: rows a second, and memory.

Memory is the most that the process held while it wrote, over what it held before (both resident, in MB): it must not
grow with the rows.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from bench._http import Bench, open_bench
from core import clock
from core.actor import Actor
from core.database import binding as database
from core.db import Tx, db
from core.money import Money
from core.permissions import Role
from core.tasks import long_work
from core.tasks import queue as jobs
from core.tasks.long_work import LongWork
from core.tasks.states import WorkState
from tests.copied import insert_like
from tests.factories import World, build
from web.lists.exports import EXPORT
from web.lists.services.ask_export import ask_export

ROWS = 100_000
MOST_MB = 100


def _seed(bench: Bench) -> Actor:
    """A list of ROWS coupons, and an officer who reads it."""
    world = World(clock.now())

    def make(tx: Tx) -> Actor:
        scheme = world.scheme(tx, world.category(tx), money=Money.baht(100_000_000))
        world.coupon(tx, scheme, world.sme(tx))
        return world.staff(tx, Role.AUDITOR)

    with bench.app.app_context():
        actor: Actor = build(make)
    with bench.superuser() as connection:
        connection.execute("SET session_replication_role = replica")
        for table, columns in (("applications", {}), ("coupons", {"application_id": "o.application_id + g"})):
            given = {"id": "o.id + g", "number": "'B' || (o.id + g)", **columns}
            connection.execute(insert_like(table, given, ROWS - 1))
        connection.execute("ANALYZE")
    return actor


def _resident(name: str) -> float:
    """A line of /proc/self/status in MB: VmRSS now, VmHWM at most since the mark."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def _prepare(bench: Bench, actor: Actor, kind: str, query: str) -> tuple[float, float]:
    """Seconds, and MB over rest, of one file."""
    with bench.app.app_context():
        address = f"/coupons/?{query}format={kind}"
        work_id = ask_export(EXPORT, "coupons", address, kind, "th", actor=actor, now=clock.now())
    Path("/proc/self/clear_refs").write_text("5")  # begin the mark anew
    rest, began = _resident("VmRSS"), time.perf_counter()
    jobs.run_now(bench.app, long_work.TASK, work_id=work_id)
    seconds, most = time.perf_counter() - began, _resident("VmHWM")
    with bench.app.app_context():
        work = db.session.get_one(LongWork, work_id)
        if work.state is not WorkState.DONE:
            raise AssertionError(f"the file was not prepared: {work.state}")
    return seconds, most - rest


def run() -> dict[str, Any]:
    """Rows a second of a workbook; beside it those of CSV, and the memory that each took."""
    with open_bench() as bench:
        database.use_for(bench.app, database.Work.COMMAND)
        actor = _seed(bench)
        _prepare(bench, actor, "xlsx", f"q=B{ROWS // 10}&")  # what is loaded once is not growth
        told: dict[str, Any] = {}
        for kind in ("xlsx", "csv"):
            seconds, memory = _prepare(bench, actor, kind, "")
            told |= {f"{kind}_per_s": round(ROWS / seconds), f"{kind}_memory_mb": round(memory, 1)}
    memory = max(told["xlsx_memory_mb"], told["csv_memory_mb"])
    return {
        "ours": told["xlsx_per_s"],
        "unit": "rows per second",
        "better": "higher",
        "rows": ROWS,
        **told,
        "memory_mb": memory,
        "memory_limit_mb": MOST_MB,
    }
