"""The server process of the embedded PostgreSQL: whether it lives, its end, and the keeper that ends it with its last user.

Run as a program this file is the keeper: `python postmaster.py FOLDER LOGIN COMMAND…` runs the server as its child and stops
it once nobody holds the folder in use. The kernel gives back what a process holds however it ends, so a killed user counts as
gone. It imports little: one runs beside each server.
"""

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
from threading import Thread
from typing import Any

import psutil

STOP_SECONDS = 60
"""How long a server may take to end its connections and write what it holds, before it is ended at once."""


VANISH_SECONDS = 5
"""How long a process that was killed may still hold its socket."""


SOCKET = ".s.PGSQL.5432"


def hold(folder: Path, kind: int) -> int:
    """A descriptor of the folder, locked in that way (fcntl.LOCK_…); closing it, or dying, gives it back.

    Whoever uses a server holds its data folder shared. Locks on the folders themselves leave no files behind.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, kind)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def held(folder: Path, kind: int) -> Iterator[None]:
    """`hold` for as long as the block runs."""
    descriptor = hold(folder, kind)
    try:
        yield
    finally:
        os.close(descriptor)


def _said(folder: Path) -> list[str]:
    """The lines of postmaster.pid: number, folder, time, port, folder of the socket, …; none without the file."""
    try:
        return (folder / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def find(folder: Path) -> psutil.Process | None:
    """The server that runs on the data folder.

    A number in postmaster.pid is believed only of a process that was started as a postgres on this very folder: after
    a power cut, or in a new container, another process has the number.
    """
    lines = _said(folder)
    try:
        process = psutil.Process(int(lines[0]))
        program, *arguments = process.cmdline()
    except (IndexError, ValueError, psutil.Error):
        return None
    if Path(program).name != "postgres" or "-D" not in arguments[:-1]:
        return None
    return process if Path(arguments[arguments.index("-D") + 1]).resolve() == folder.resolve() else None


def is_persistent(folder: Path) -> bool:
    """Whether a keeper runs the server on the data folder; one that was started by hand has none, and stays."""
    try:
        process = find(folder)
        keeper = process.parent() if process else None
        return keeper is not None and Path(__file__).name in {Path(part).name for part in keeper.cmdline()}
    except psutil.Error:
        return False


def socket_folder(folder: Path) -> Path | None:
    """Return the address at which the server on the data folder listens."""
    lines = _said(folder)
    return Path(lines[4]) if len(lines) > 4 and lines[4] else None


def _answers(socket_file: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(socket_file))
        except OSError:
            return False
    return True


def clear_stale(folder: Path, socket_dir: Path) -> None:
    """Remove what names a process that is no server of this folder: PostgreSQL would believe any living one.

    A number that nobody has stays: PostgreSQL decides about it, and whether processes of that server still write. RuntimeError
    when a server that we cannot see listens on the socket: one of another container, say.
    """
    places = {socket_dir, socket_folder(folder) or socket_dir}
    if not _until(lambda: not any(_answers(where / SOCKET) for where in places), VANISH_SECONDS):
        raise RuntimeError(f"another server, whose process is not seen from here, uses {folder}")
    for where in places:
        _unlink_if_taken(where / f"{SOCKET}.lock")
    _unlink_if_taken(folder / "postmaster.pid")


def _unlink_if_taken(file: Path) -> None:
    number = file.read_text().partition("\n")[0] if file.exists() else ""
    if not number.isdecimal() or psutil.pid_exists(int(number)):
        file.unlink(missing_ok=True)


def _until(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def stop(folder: Path) -> None:
    """End the server on the data folder: in order, as `pg_ctl stop` does, or at once when that takes too long."""
    for sign in (signal.SIGINT, signal.SIGQUIT):
        process = find(folder)
        if process is None:
            return
        process.send_signal(sign)
        if _until(lambda: find(folder) is None, STOP_SECONDS):
            return
    raise RuntimeError(f"the server on {folder} did not end")


def _end_with_last_user(folder: Path, server: subprocess.Popen[bytes]) -> None:
    with held(folder, fcntl.LOCK_EX):
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait()


def keep(folder: Path, login: str, command: list[str]) -> int:
    """Run the server until its last user has left, or until it ends by itself.

    Returns at once in the process that was started, so that nobody has to wait for it; a fork of it is the keeper. Who
    reads its standard output sees the end of that when it ends.
    """
    if os.fork():
        return 0
    os.chdir("/")  # the login may not be able to look into ours
    server = subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr, **as_login(login)
    )
    Thread(target=_end_with_last_user, args=(folder, server), daemon=True).start()
    return server.wait()


def as_login(login: str) -> dict[str, Any]:
    """Arguments of subprocess that run a command as that login; none for the empty one, ourselves."""
    return {"user": login, "group": login, "extra_groups": []} if login else {}


if __name__ == "__main__":
    sys.exit(keep(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
