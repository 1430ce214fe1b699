"""So many at once on this machine, whichever processes they are in: places that a process takes by locking a file.

The kernel lets a lock go with the process that holds it, so a killed one leaves no place taken.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import IO

from config import Settings


class Busy(StrEnum):
    """What takes all the places."""

    OTHER_FILES = "other_files"
    OTHER_LISTS = "other_lists"


def _folder(settings: Settings) -> Path:
    """This installation's folder on this machine, ours alone. Not the data folder: nodes share that."""
    name = hashlib.sha256(str(settings.data_dir.absolute()).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"ccs-{os.geteuid()}-{name}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if found.st_uid != os.geteuid() or not stat.S_ISDIR(found.st_mode):
        raise RuntimeError(f"{folder} belongs to somebody else")
    return folder


@contextmanager
def one_of(count: int, name: str, settings: Settings) -> Iterator[bool]:
    """Take one of `count` places of that name while the block runs; False when all are taken. Waits for nobody."""
    folder = _folder(settings)
    for place in range(count):
        with (folder / f"{name}.{place}").open("w") as file:
            if _locked(file):
                yield True
                return
    yield False


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
