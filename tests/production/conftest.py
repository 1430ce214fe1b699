"""The application in production mode: gunicorn with secrets of its own behind nginx, which speaks TLS."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from flask_security.utils import hash_password

import config
from core.database import embedded
from core.db import Tx, db, transaction
from identity.people.models import Person
from tests.conftest import TEMPLATE, _data_dir, empty_database
from tests.factories import World
from tests.production.processes import free_port, wait_for
from tests.production.proxy import Proxy, make_certificate
from tests.production.site import HOST, PASSWORD, Site

ROOT = Path(__file__).parent.parent.parent


def production_environment(server: embedded.EmbeddedServer, database: str, port: int) -> dict[str, str]:
    """What an operator sets: docs/operations.md, with secrets made for this run."""
    return {
        "CCS_ENVIRONMENT": "production",
        "CCS_SECRET_KEY": secrets.token_urlsafe(48),
        "CCS_CODE_KEYS": f"1:{secrets.token_urlsafe(48)}",
        "CCS_CONSENT_KEY": secrets.token_urlsafe(48),
        "CCS_SEAL_KEY": secrets.token_urlsafe(48),
        "CCS_METRICS_TOKEN": secrets.token_urlsafe(48),
        "CCS_PUBLIC_HOST": HOST.upper(),
        "CCS_TRUSTED_PROXIES": "127.0.0.1",
        "CCS_DATA_DIR": str(_data_dir() / "files" / database),
        "CCS_PAYER_ACCOUNT": "1234567890",
        "CCS_FUND_PAYER_ACCOUNT": "1234567891",
        "CCS_MAIL_FROM": f"coupon@{HOST}",
        "DATABASE_URL": server.url(embedded.APP_ROLE, database),
        "PORT": str(port),
    }


@pytest.fixture(scope="session")
def running(server: embedded.EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """gunicorn and the proxy, once a run."""
    from app import create_app

    database, port = f"ccs_production_{os.getpid()}", free_port()
    embedded.ensure_database(server, database, template=TEMPLATE)
    folder = tmp_path_factory.mktemp("production")
    environment = production_environment(server, database, port)
    log = folder / "log"
    certificate = make_certificate(folder, HOST)
    outside = {
        name: value for name, value in os.environ.items() if not name.startswith(("CCS_", "DATABASE_"))
    }
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--log-level", "warning", "app:create_app()"],
            cwd=ROOT,
            env=outside | environment,
            stdout=sink,
            stderr=sink,
        )
    proxy = Proxy(folder / "proxy", f"http://127.0.0.1:{port}", certificate, host=HOST)
    app = create_app(config.load(environment))
    try:
        wait_for(port, process, log)
        proxy.start()
        yield Site(app, database, port, proxy, certificate, log)
    finally:
        proxy.stop()
        process.terminate()
        process.wait(30)
        with app.app_context():
            db.engine.dispose()
        embedded.drop_database(server, database)


@pytest.fixture
def site(running: Site, server: embedded.EmbeddedServer) -> Iterator[Site]:
    """The running site with an empty database, and a context of an application with the same settings pushed."""
    empty_database(server, running.database)
    with running.app.app_context():
        yield running
        db.session.rollback()
        db.session.remove()


class Before(Protocol):
    """Starts a further proxy in front of an address."""

    def __call__(self, upstream: str, *, address: str = "127.0.0.1") -> Proxy: ...


@pytest.fixture
def before(site: Site, tmp_path: Path) -> Iterator[Before]:
    """Further proxies, which end with the test."""
    started: list[Proxy] = []

    def start(upstream: str, *, address: str = "127.0.0.1") -> Proxy:
        folder = tmp_path / f"proxy-{len(started)}"
        proxy = Proxy(folder, upstream, site.certificate, host=HOST, address=address)
        started.append(proxy)
        proxy.start()
        return proxy

    yield start
    for proxy in started:
        proxy.stop()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def production_app(site: Site) -> Flask:
    """The application in this process with the site's settings, for what no request can show."""
    return site.app


@pytest.fixture
def somchai(site: Site, world: World) -> str:
    """The e-mail of somebody with `PASSWORD`."""

    def enter(tx: Tx) -> str:
        person: Person = world.person(tx)
        person.email, person.password = "somchai@example.com", hash_password(PASSWORD)
        return str(person.email)

    with transaction() as tx:
        return enter(tx)
