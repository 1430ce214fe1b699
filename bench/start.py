"""CPU-seconds of `import app`, which every process of the web server, the worker and each command pays. Lower is better."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from typing import Any

TIMES = 7
MOST = 4.0


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _one() -> float:
    before = _cpu_seconds()
    subprocess.run([sys.executable, "-c", "import app"], check=True)
    return _cpu_seconds() - before


def run() -> dict[str, Any]:
    """Median of TIMES, the first of which finds nothing compiled and is left out."""
    _one()
    taken = sorted(_one() for _ in range(TIMES))
    return {
        "ours": round(statistics.median(taken), 2),
        "limit": MOST,
        "unit": "CPU seconds",
        "better": "lower",
        "spread": [round(taken[0], 2), round(taken[-1], 2)],
    }
