"""`make demo`: the database, the world, the web server and the worker, until Ctrl-C.

The loaded world is kept; it is made anew when the seed, a migration or the world's own code changes.
"""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from flask_migrate import upgrade

import config
from app import create_app
from core import embedded
from core.db import db
from demo import certificate, world

ROOT = Path(__file__).parent.parent
DATABASE = "ccs_demo"
DEFAULT_SEED = "2569"
STOP_SECONDS = 15


def _settings(server: embedded.EmbeddedServer, port: int) -> config.Settings:
    return config.load(
        environment="demo",
        database_url=server.url(embedded.APP_ROLE, DATABASE),
        database_owner_url=server.url(embedded.OWNER_ROLE, DATABASE),
        public_host=f"LOCALHOST:{port}",
        second_factor_waived=True,
    )


def _stamp(seed: int) -> str:
    digest = hashlib.sha256(str(seed).encode())
    for path in sorted([*ROOT.glob("migrations/**/*.py"), *ROOT.glob("demo/*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def load_once(server: embedded.EmbeddedServer, settings: config.Settings, seed: int) -> None:
    """Make the world unless the one that stands is of this seed and code. An interrupted one is made anew."""
    marker = settings.data_dir / "demo-world"
    if marker.exists() and marker.read_text() == _stamp(seed):
        return
    marker.unlink(missing_ok=True)
    embedded.drop_database(server, DATABASE)
    embedded.ensure_database(server, DATABASE)
    app = create_app(settings)
    with app.app_context():
        upgrade()
        began = time.monotonic()
        print(f"Building the demo world (seed {seed}) …", flush=True)
        world.load(seed)
        print(f"Built in {time.monotonic() - began:.0f} seconds.", flush=True)
        db.session.remove()
        db.engine.dispose()
    marker.write_text(_stamp(seed))


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
    environment = _environment(settings, port)
    tls: Sequence[str] = certificate.arguments(settings.data_dir) if https else ()
    logs = settings.data_dir / "demo.log"
    python = sys.executable
    with logs.open("ab") as log:
        children = [
            subprocess.Popen(
                [python, "-m", "flask", "worker"], cwd=ROOT, env=environment, stderr=log, stdout=log
            ),
            subprocess.Popen(
                [python, "-m", "gunicorn", "--log-level", "warning", *tls, "app:create_app()"],
                cwd=ROOT,
                env=environment,
                stderr=log,
            ),
        ]
        _wait_and_greet(port, https, logs)
        try:
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
        finally:
            _stop(children)


def _wait_and_greet(port: int, https: bool, logs: Path) -> None:
    for _ in range(240):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.25)
    print(world.who_may_sign_in())
    print(
        f"\nOpen {'https' if https else 'http'}://localhost:{port}   (logs: {logs}; Ctrl-C stops)", flush=True
    )


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise SystemExit(f"Port {port} is in use. Choose another: make demo PORT=5001")


def main() -> None:
    """Run the demo."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    port = int(os.environ.get("PORT") or "5000")
    seed = int(os.environ.get("DEMO_SEED") or DEFAULT_SEED)
    _refuse_taken_port(port)
    server = embedded.start(config.load(environment="demo").data_dir / "postgres")
    settings = _settings(server, port)
    load_once(server, settings, seed)
    try:
        _serve(settings, port, os.environ.get("HTTPS") == "1")
    except KeyboardInterrupt:
        print("\nStopped.")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
