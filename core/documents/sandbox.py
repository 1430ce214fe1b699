"""Parses untrusted bytes in a process of its own, with limits, that returns little. Nothing else parses uploads.

Whoever uploads a file chooses what a parser does; so no parser of files runs in a process that serves pages or does
tasks. A `Reader` names a function; it runs in a fresh Python (core/documents/sandbox_child.py) without our environment, secrets
or connections, within its limits of processor time, memory, open files and output, and is killed when it outlasts them.
It returns JSON. At most a few run at once on one machine, whichever of our processes asked (docs/decisions/0025).
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import structlog

from core.db import release_connection
from core.documents import slots
from core.documents.slots import Busy
from core.errors import TryLater
from core.settings import installation

log = structlog.get_logger("sandbox")


CHILD = Path(__file__).with_name("sandbox_child.py")


AT_ONCE = 2
"""Files parsed at the same time on one machine, by reader."""


RETRY_SECONDS = 10


_LOOK_EVERY_SECONDS = 0.05


class Unread(Exception):
    """The parser broke, or outlasted its limits: nothing is known of the file but that it cannot be used."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A kind of file, the function that reads it in the child, and what that may cost.

    `function` is `module:function`; it takes bytes and returns a JSON value.
    """

    name: str
    function: str
    cpu_seconds: int
    seconds: int
    """By the clock, for a machine that is busy."""
    memory_bytes: int
    answer_bytes: int
    patience_seconds: float = 5
    """How long one waits for others' files."""


@contextlib.contextmanager
def _one_of_few(reader: Reader) -> Iterator[None]:
    """Hold one of the machine's places, after waiting a little for it."""
    end = time.monotonic() + reader.patience_seconds
    while True:
        with slots.one_of(AT_ONCE, reader.name, installation.settings()) as free:
            if free:
                yield
                return
        if time.monotonic() >= end:
            log.warning("sandbox.busy", reader=reader.name)
            raise TryLater(Busy.OTHER_FILES, RETRY_SECONDS)
        time.sleep(_LOOK_EVERY_SECONDS)


def read(reader: Reader, content: bytes) -> Any:
    """What the reader's function returned for these bytes.

    Raises Unread when it broke or outlasted its limits, TryLater when other files are being read. Holds no database
    connection meanwhile; RuntimeError within a transaction.
    """
    release_connection()
    with _one_of_few(reader), tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(content)
        given.seek(0)
        how = _run(reader, given, answer)
        answer.seek(0)
        said = answer.read(reader.answer_bytes)
    try:
        if how == 0:
            return json.loads(said)
    except (ValueError, RecursionError):
        how = -1
    log.warning("sandbox.unread", reader=reader.name, size=len(content), how=how)
    raise Unread(reader.name)


def _run(reader: Reader, given: IO[bytes], answer: IO[bytes]) -> int:
    """The child's exit status; negative for the signal that ended it."""
    limits = (reader.cpu_seconds, reader.memory_bytes, reader.answer_bytes)
    with subprocess.Popen(  # noqa: S603 - our own interpreter and file; the bytes come on standard input
        [sys.executable, "-I", "-B", CHILD, reader.function, *map(str, limits)],
        stdin=given,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    ) as child:
        try:
            return child.wait(reader.seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()
        except BaseException:
            child.kill()
            raise
