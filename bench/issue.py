"""Approvals per CPU-second: eligibility is checked, its money committed, its code issued – among years of others.

Ours: one process after another approval, with the CPU of its database connection counted, in a world of GROWN
applications. The limit: the same in a world of a tenth; the ratio says what growth costs. Plans are those of
prepared statements: what runs first, to warm up, is not counted.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench import _http
from core import clock
from core.db import db
from coupons.applications.services.approve_application import approve_application
from tests.grown import grow

GROWN = 376_000
WARM_UP, COUNTED = 20, 400


def _cpu_of(pid: int) -> float:
    """Seconds that a process has computed."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _approvals(size: int) -> dict[str, float]:
    """Approvals per CPU-second, and per second, in a world of that size."""
    with _http.open_bench() as bench, bench.app.app_context(), bench.superuser() as connection:
        grown = grow(connection, clock.now(), size, to_approve=WARM_UP + COUNTED)
        connection.execute("CHECKPOINT")
        waiting = iter(grown.to_approve)
        for _ in range(WARM_UP):
            approve_application(next(waiting), actor=grown.approver, now=grown.now)
        backend: int = db.session.scalars(sa.select(sa.func.pg_backend_pid())).one()
        db.session.rollback()
        began, cpu = time.perf_counter(), time.process_time() + _cpu_of(backend)
        for _ in range(COUNTED):
            approve_application(next(waiting), actor=grown.approver, now=grown.now)
        spent = time.process_time() + _cpu_of(backend) - cpu
        took = time.perf_counter() - began
    return {"cpu": COUNTED / spent, "wall": COUNTED / took}


def run() -> dict[str, Any]:
    """Ours at full size and, as the limit, at a tenth."""
    small, grown = _approvals(GROWN // 10), _approvals(GROWN)
    return {
        "ours": round(grown["cpu"], 1),
        "limit": round(small["cpu"], 1),
        "unit": "approvals per CPU-second, one process and its connection",
        "better": "higher",
        "applications": GROWN,
        "per_second": round(grown["wall"], 1),
        "per_second_at_a_tenth": round(small["wall"], 1),
    }
