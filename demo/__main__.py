"""`make demo`: the database, the world, the web server and the worker, until Ctrl-C.

The loaded world is kept; it is made anew when the seed, a migration or the world's own code changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import IO

from flask_migrate import upgrade

import config
from app import create_app
from core import clock
from core.database import embedded
from core.db import db
from demo import building, certificate, greeting, processes, world
from demo.progress import Progress
from demo.years import Years

ROOT = Path(__file__).parent.parent
DATABASE = "ccs_demo"
DEFAULT_SEED = "2569"


def settings_on(server: embedded.EmbeddedServer, port: int) -> config.Settings:
    """The demo's settings on that server, for a web server on that port."""
    return config.load(
        environment="demo",
        database_url=server.url(embedded.APP_ROLE, DATABASE),
        database_owner_url=server.url(embedded.OWNER_ROLE, DATABASE),
        public_host=f"LOCALHOST:{port}",
        second_factor_waived=True,
    )


def _stamp(seed: int) -> str:
    digest = hashlib.sha256(str(seed).encode())
    digest.update(str(Years(clock.bangkok_date(clock.now())).this).encode())
    for path in sorted([*ROOT.glob("migrations/**/*.py"), *ROOT.glob("demo/**/*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _lock(lock: IO[str], kind: int, refusal: str) -> None:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit(f"{refusal} Or name another folder: CCS_DATA_DIR=…") from None


def load_once(
    server: embedded.EmbeddedServer,
    settings: config.Settings,
    seed: int,
    lock: IO[str],
    port: int | None = None,
) -> None:
    """Make the world unless the one that stands is of this seed and code. An interrupted one is made anew.

    While it is made, a browser that comes to `port` sees how far it is.

    Demos of one folder share its world: all hold the lock, and who makes one holds it alone. SystemExit, with what to
    do, when another demo stands in the way.
    """
    marker = settings.data_dir / "demo-world"
    folder = settings.data_dir
    _lock(lock, fcntl.LOCK_SH, f"Another demo builds its world in {folder}. Start again when it has.")
    if marker.exists() and marker.read_text() == _stamp(seed):
        return
    _lock(lock, fcntl.LOCK_EX, f"Another demo runs in {folder} with a world of other seed or code. End it.")
    marker.unlink(missing_ok=True)
    embedded.drop_database(server, DATABASE)
    embedded.ensure_database(server, DATABASE)
    app = create_app(settings)
    with app.app_context():
        upgrade()
        print(f"Building the demo world (seed {seed}), once; the next start is quick.", flush=True)
        progress = Progress()
        with building.told_at(port, progress) if port else nullcontext():
            world.load(seed, now=clock.now(), progress=progress)
        db.session.remove()
        db.engine.dispose()
    marker.write_text(_stamp(seed))
    fcntl.flock(lock, fcntl.LOCK_SH)


def _environment(settings: config.Settings, port: int) -> dict[str, str]:
    return os.environ | {
        "FLASK_APP": "app",
        "PORT": str(port),
        "CCS_ENVIRONMENT": "demo",
        "CCS_SECOND_FACTOR_WAIVED": "1",
        "CCS_PUBLIC_HOST": settings.public_host,
        "CCS_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "DATABASE_OWNER_URL": settings.database_owner_url,
    }


def _serve(settings: config.Settings, port: int, https: bool) -> None:
    """Serve until told to end. SystemExit when a process of ours ends by itself."""
    tls: Sequence[str] = certificate.arguments(settings.data_dir) if https else ()
    logs = settings.data_dir / "demo.log"
    python = sys.executable
    commands = [
        [python, "-m", "flask", "worker"],
        [python, "-m", "gunicorn", "--log-level", "warning", *tls, "app:create_app()"],
    ]
    with logs.open("ab") as log:
        how = {"cwd": ROOT, "env": _environment(settings, port), "stdout": log, "stderr": log}
        with processes.running(commands, **how) as children:
            greeted = False
            while all(child.poll() is None for child in children):
                if not greeted and _is_taken(port):
                    _greet(port, https, logs)
                    greeted = True
                time.sleep(0.25)
    raise SystemExit(f"A process of the demo ended by itself; see {logs}.")


def _greet(port: int, https: bool, logs: Path) -> None:
    print(greeting.who_may_sign_in())
    scheme = "https" if https else "http"
    print(f"\n{greeting.where_to_look(f'{scheme}://localhost:{port}')}")
    print(f"(logs: {logs}; Ctrl-C stops)", flush=True)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> None:
    """Run the demo."""
    processes.end_when_told()
    port = int(os.environ.get("PORT") or "5000")
    seed = int(os.environ.get("DEMO_SEED") or DEFAULT_SEED)
    if _is_taken(port):
        raise SystemExit(f"Port {port} is in use. Choose another: make demo PORT=5001")
    https = os.environ.get("HTTPS") == "1"
    server = embedded.start(config.load(environment="demo").data_dir / "postgres")
    try:
        settings = settings_on(server, port)
        with (settings.data_dir / "demo.lock").open("w") as lock:
            load_once(server, settings, seed, lock, None if https else port)
            _serve(settings, port, https)
    except processes.Told:
        print("\nStopped.")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
