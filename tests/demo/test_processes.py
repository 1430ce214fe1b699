"""However the demo is told to end, its processes end with it and give their port back; two demos of one folder agree."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

import config
from demo import __main__ as demo
from tests.journeys.conftest import free_port

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60
LISTEN = """
import signal, socket, subprocess, sys
stubborn = sys.argv[2] == "stubborn"
for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP) if stubborn else ():
    signal.signal(sign, signal.SIG_IGN)
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
more = [subprocess.Popen(["sleep", "600"], pass_fds=[listener.fileno()])] if stubborn else []
signal.pause()
"""
DEMO = f"""
import sys, time
from demo import processes
processes.STOP_SECONDS = 1
processes.end_when_told()
try:
    with processes.running([[sys.executable, "-c", {LISTEN!r}, *sys.argv[1:]]]):
        time.sleep(600)
except processes.Told:
    print("Stopped.", flush=True)
"""


def until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def demo_with(port: int, manner: str) -> Iterator[subprocess.Popen[bytes]]:
    """What `make demo` does with its processes, with one that listens on the port."""
    with subprocess.Popen(
        [sys.executable, "-c", DEMO, str(port), manner],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            assert until(lambda: is_taken(port))
            yield process
        finally:
            for left in (
                psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
            ):
                left.kill()
            process.kill()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("manner", ["obedient", "stubborn"])
def test_a_signal_for_the_whole_group_frees_the_port(sign: signal.Signals, manner: str) -> None:
    port = free_port()
    with demo_with(port, manner) as process:
        os.killpg(process.pid, sign)
        os.killpg(process.pid, sign)  # an impatient second one interrupts nothing
        assert process.wait(PATIENCE_SECONDS) == 0
        assert process.stdout is not None
        assert process.stdout.read() == b"Stopped.\n"
        assert not is_taken(port)


def test_a_killed_demo_takes_its_processes_along() -> None:
    port = free_port()
    with demo_with(port, "obedient") as process:
        os.killpg(process.pid, signal.SIGKILL)
        assert until(lambda: not is_taken(port))


def refusal(folder: Path, held: int) -> str:
    """What a demo says that wants to make its world while another holds the folder so."""
    settings = config.load({}, environment="demo", data_dir=folder)
    with (folder / "demo.lock").open("w") as other, (folder / "demo.lock").open("w") as ours:
        fcntl.flock(other, held)
        with pytest.raises(SystemExit) as refused:
            demo.load_once(None, settings, 1, ours)  # type: ignore[arg-type]  # refused before it asks the server
    return str(refused.value)


def test_a_world_that_another_demo_serves_is_not_made_anew(tmp_path: Path) -> None:
    (tmp_path / "demo-world").write_text("of another seed")
    assert "runs in" in refusal(tmp_path, fcntl.LOCK_SH)
    assert (tmp_path / "demo-world").exists()


def test_a_world_that_another_demo_builds_is_waited_for(tmp_path: Path) -> None:
    assert "builds its world" in refusal(tmp_path, fcntl.LOCK_EX)


def test_demos_of_one_world_share_it(tmp_path: Path) -> None:
    (tmp_path / "demo-world").write_text(demo._stamp(1))
    settings = config.load({}, environment="demo", data_dir=tmp_path)
    with (tmp_path / "demo.lock").open("w") as other, (tmp_path / "demo.lock").open("w") as ours:
        fcntl.flock(other, fcntl.LOCK_SH)
        demo.load_once(None, settings, 1, ours)  # type: ignore[arg-type]  # nothing is made
