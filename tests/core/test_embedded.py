"""The embedded server's life: who starts it, who it outlives, and what it makes of what others left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from core.database import embedded, postmaster
from tests.conftest import _data_dir

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120
USE = "import sys, pathlib; from core.database import embedded; embedded.start(pathlib.Path(sys.argv[1])); print('uses', flush=True)"
STAY = "; sys.stdin.read()"


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data folder whose name a shell, PostgreSQL's lists and an address would read otherwise."""
    around = _data_dir() / f"life-{os.getpid()}"
    folder = around / "two words and po's $HOME"
    embedded.start(folder).stop()
    yield folder
    shutil.rmtree(around)


@pytest.fixture
def folder(made: Path) -> Iterator[Path]:
    """The same for a test, which leaves no server behind."""
    yield made
    postmaster.stop(made)


def until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def answers(server: embedded.EmbeddedServer) -> bool:
    with psycopg.connect(server.url(embedded.APP_ROLE, "postgres")) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def number(folder: Path) -> int:
    found = postmaster.find(folder)
    assert found is not None
    return int(found.pid)


@contextmanager
def process(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdin, child.stdout:
        yield child
        child.kill()
        child.wait()


@contextmanager
def user(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that uses the server."""
    with process(sys.executable, "-c", USE + STAY, str(folder)) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"uses\n"
        yield child


def leave_behind(folder: Path, pid: int) -> None:
    """What a server leaves that lost its power, with a number that now belongs to somebody else."""
    for name in ("postmaster.pid", f"{postmaster.SOCKET}.lock"):
        (folder / name).write_text(f"{pid}\n{folder}\n1700000000\n5432\n{folder}\n\n  0 0\nready   \n")


def test_a_server_is_started_stopped_and_started_again_in_one_process(folder: Path) -> None:
    for _ in range(3):
        server = embedded.start(folder)
        assert answers(server)
        server.stop()
        assert postmaster.find(folder) is None


def test_to_stop_twice_is_to_stop_once(folder: Path) -> None:
    first, second = embedded.start(folder), embedded.start(folder)
    first.stop()
    first.stop()
    assert answers(second)
    second.stop()


def test_a_path_too_long_for_a_socket_gets_a_short_one(folder: Path) -> None:
    long = folder.parent / ("long" * 40)
    folder.rename(long)
    try:
        server = embedded.start(long)
        assert answers(server)
        assert len(server.socket_dir) < len(str(long))
        server.stop()
    finally:
        long.rename(folder)


def test_the_number_of_another_process_is_not_believed_and_the_process_lives_on(folder: Path) -> None:
    with process("sleep", "600") as stranger:
        leave_behind(folder, stranger.pid)
        server = embedded.start(folder)
        assert answers(server)
        assert number(folder) != stranger.pid
        server.stop()
        assert stranger.poll() is None


def test_the_number_of_a_server_on_another_folder_is_not_believed(
    server: embedded.EmbeddedServer, folder: Path
) -> None:
    leave_behind(folder, number(server.folder))
    embedded.start(folder).stop()
    assert answers(server)


def test_a_server_whose_process_is_not_seen_keeps_its_folder(folder: Path) -> None:
    server = embedded.start(folder)
    running = (folder / "postmaster.pid").read_text()
    with process("sleep", "600") as stranger:
        leave_behind(folder, stranger.pid)
        with pytest.raises(RuntimeError, match="not seen from here"):
            embedded.start(folder)
        (folder / "postmaster.pid").write_text(running)
    assert answers(server)
    server.stop()


def test_the_first_of_two_users_leaves_and_the_server_stays(folder: Path) -> None:
    ours = embedded.start(folder)
    with user(folder):
        before = number(folder)
        ours.stop()
        assert number(folder) == before
    assert until(lambda: postmaster.find(folder) is None), "its last user has gone"


def test_the_second_of_two_users_does_not_stop_the_first_ones_server(folder: Path) -> None:
    with user(folder):
        embedded.start(folder).stop()
        assert postmaster.find(folder) is not None


def test_a_killed_last_user_leaves_a_folder_in_order(folder: Path) -> None:
    with user(folder) as killed:
        killed.send_signal(signal.SIGKILL)
        assert until(lambda: postmaster.find(folder) is None)
    assert until(lambda: (folder / "log").read_text().endswith("database system is shut down\n"))
    assert not (folder / "postmaster.pid").exists()
    server = embedded.start(folder)
    assert answers(server)
    server.stop()


def test_users_who_come_at_once_get_one_server(folder: Path) -> None:
    with user(folder), user(folder), user(folder):
        found = number(folder)
    assert until(lambda: postmaster.find(folder) is None)
    told = [line for line in (folder / "log").read_text().splitlines() if f"[{found}]" in line]
    assert told[-1].endswith("database system is shut down")


def test_a_killed_server_is_started_again_while_its_user_lives(folder: Path) -> None:
    server = embedded.start(folder)
    os.kill(number(folder), signal.SIGKILL)
    assert until(lambda: postmaster.find(folder) is None)
    again = embedded.start(folder)
    assert answers(again)
    again.stop()
    server.stop()


def test_a_server_started_by_hand_is_used_and_left_running(folder: Path) -> None:
    login = embedded.ROOTS_LOGIN if os.geteuid() == 0 else ""
    command = [str(embedded.programs() / "postgres"), "-D", str(folder), "-h", "", "-k", f'"{folder}"']
    with (folder / "log").open("ab") as log:
        by_hand = subprocess.Popen(command, cwd="/", stderr=log, **postmaster.as_login(login))
    try:
        assert until(lambda: (folder / postmaster.SOCKET).exists())
        server = embedded.start(folder)
        assert number(folder) == by_hand.pid
        server.stop()
        assert by_hand.poll() is None
    finally:
        by_hand.send_signal(signal.SIGINT)
        by_hand.wait(PATIENCE_SECONDS)


def test_a_folder_whose_making_was_interrupted_is_made_anew(folder: Path) -> None:
    for attempt in range(5):  # on a busy machine it may be made before it is interrupted
        new = folder.with_name(f"new{attempt}")
        with process(sys.executable, "-c", USE, str(new)) as interrupted:
            assert until((new.with_name(f".{new.name}.new") / "PG_VERSION").exists)
            interrupted.send_signal(signal.SIGINT)
            if interrupted.wait(PATIENCE_SECONDS) != 0:
                break
    assert not new.exists()
    server = embedded.start(new)
    assert answers(server)
    server.stop()


def test_a_server_that_does_not_start_says_why(folder: Path) -> None:
    settings = folder / "postgresql.auto.conf"
    whole = settings.read_text()
    settings.write_text("no_such_setting = 1\n")
    try:
        with pytest.raises(RuntimeError, match="no_such_setting"):
            embedded.start(folder)
    finally:
        settings.write_text(whole)
