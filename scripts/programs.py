"""Programs that tests need and no Python package brings: found on the machine, or fetched."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

MOST_SECONDS = 600


def ran(*command: str, folder: Path | None = None, quiet: bool = False) -> bool:
    """Whether the command ended well; what it complains of is seen, unless it is to be quiet."""
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            command,
            cwd=folder,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if quiet else None,
            timeout=MOST_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def provide(find: Callable[[], str | None], fetch: Callable[[], str | None], advice: str) -> int:
    """Find or fetch a program; exit status 1 with advice when neither works."""
    if find() or fetch():
        return 0
    print(advice, file=sys.stderr)
    return 1
