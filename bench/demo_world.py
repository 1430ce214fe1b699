"""CPU-seconds of building the demo world of `make demo`: python, its second process, and the database server. Lower is better."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import config
from bench._cpu import server_seconds
from core.database import embedded

MOST = 90.0


def build() -> None:
    """What `python -m demo` does before it serves, in the folder CCS_DATA_DIR."""
    from demo.__main__ import DEFAULT_SEED, load_once, settings_on

    server = embedded.start(config.load(environment="demo").data_dir / "postgres")
    settings = settings_on(server, 5000)
    with (settings.data_dir / "demo.lock").open("w") as lock:
        load_once(server, settings, int(DEFAULT_SEED), lock)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run() -> dict[str, Any]:
    """From an empty folder to the proven world; the making of the server's folder and all that takes part are counted."""
    above = Path("/var/lib") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    with tempfile.TemporaryDirectory(prefix="ccs-bench-", dir=above) as name:
        began = _children()
        server = embedded.start(Path(name) / "postgres")
        try:
            subprocess.run(
                [sys.executable, "-c", "from bench.demo_world import build; build()"],
                env=os.environ | {"CCS_DATA_DIR": name},
                stdout=sys.stderr,
                check=True,
            )
            python, database = _children() - began, server_seconds(server)
        finally:
            server.stop()
    return {
        "ours": round(python + database, 1),
        "limit": MOST,
        "unit": "CPU seconds",
        "better": "lower",
        "python": round(python, 1),
        "database": round(database, 1),
    }
