"""The demo's own processes: started together, and ended together, however the demo is told to end."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

STOP_SECONDS = 15
"""How long they may take to finish what they are doing."""
PR_SET_PDEATHSIG = 1
SIGNS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Told(SystemExit):
    """The demo was told to end: by Ctrl-C, by `kill`, or because its terminal went away."""


def end_when_told() -> None:
    """Let each of SIGNS raise `Told` where the program stands, once: what ends then is not interrupted by the next."""

    def tell(_number: int, _frame: FrameType | None) -> None:
        for sign in SIGNS:
            signal.signal(sign, signal.SIG_IGN)
        raise Told(0)

    for sign in SIGNS:
        if sign is not signal.SIGHUP or signal.getsignal(sign) is not signal.SIG_IGN:  # nohup
            signal.signal(sign, tell)


def _end_with_parent() -> None:
    """Run in a new child: Linux ends it when we are killed without a chance to do so."""
    if hasattr(libc := ctypes.CDLL(None), "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def running(commands: list[list[str]], **how: Any) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The commands as processes, until the block is left; neither they nor what they started live on then.

    Each gets a session of its own: a signal for our whole group reaches only us, and we pass it on.
    """
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            child = subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent, **how)
            children.append(child)
        yield children
    finally:
        _end(children)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and any(child.poll() is None for child in children):
        time.sleep(0.05)
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
