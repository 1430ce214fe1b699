"""Real processes: gunicorn and a worker on a database of their own, and a real browser before them."""

from __future__ import annotations

import email
import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask
from flask_security import hash_password
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from config import Settings
from core import clock
from core.actor import Actor
from core.database import embedded
from core.db import db, transaction
from core.money import Money
from core.permissions import Role
from demo.bank import Bank, open_bank
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from scripts import browser as browsers
from tests.conftest import TEMPLATE, settings_for
from tests.factories import PASSWORD, World

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 60
MAIL_SECONDS = 90
GUNICORN = ["gunicorn", "--log-level", "warning", "app:create_app()"]


@dataclass(frozen=True, slots=True)
class House:
    """The running application: where it is, and an in-process application on the same database."""

    url: str
    app: Flask
    database: str
    environment: dict[str, str]


class MailBox:
    """Everybody's letter box: keeps what the mail server was given."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, Any]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take one."""
        mail = email.message_from_bytes(envelope.content, policy=default)
        self.mails += [(str(address), mail) for address in envelope.rcpt_tos]
        return "250 OK"

    def of(self, address: str) -> list[Any]:
        """What came for this address, the oldest first."""
        return [mail for to, mail in list(self.mails) if to == address]

    def newest(self, address: str, before: int = 0) -> Any:
        """The newest for this address, once more than `before` have come."""
        deadline = time.monotonic() + MAIL_SECONDS
        while len(found := self.of(address)) <= before:
            assert time.monotonic() < deadline, f"no mail came for {address}"
            time.sleep(0.1)
        return found[-1]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


@contextmanager
def served(settings: Settings, port: int, log: Path, *commands: list[str]) -> Iterator[dict[str, str]]:
    """Processes of the application with these settings, until left; their environment."""
    environment = os.environ | {
        "FLASK_APP": "app",
        "PORT": str(port),
        "CCS_ENVIRONMENT": "test",
        "CCS_SECOND_FACTOR_WAIVED": "1" if settings.second_factor_waived else "0",
        "CCS_PUBLIC_HOST": settings.public_host,
        "CCS_DATA_DIR": str(settings.data_dir),
        "CCS_MAIL_HOST": settings.mail_host,
        "CCS_MAIL_PORT": str(settings.mail_port),
        "DATABASE_URL": settings.database_url,
        "DATABASE_OWNER_URL": settings.database_owner_url,
    }
    with log.open("ab") as sink:
        children = [
            subprocess.Popen(
                [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=sink, stderr=sink
            )
            for command in commands
        ]
        try:
            _wait_for(port)
            yield environment
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(20)


@pytest.fixture(scope="session")
def mail_box() -> Iterator[tuple[MailBox, int]]:
    """A mail server on the loopback, and its port."""
    box, port = MailBox(), free_port()
    running = Controller(box, hostname="127.0.0.1", port=port)
    running.start()
    yield box, port
    running.stop()


@pytest.fixture
def mails(mail_box: tuple[MailBox, int]) -> MailBox:
    """What was mailed."""
    return mail_box[0]


@pytest.fixture(scope="session")
def bank() -> Iterator[Bank]:
    """One bank for all journeys: it numbers its statements, and its days go on."""
    with open_bank(clock.now()) as running:
        yield running


@pytest.fixture(scope="session")
def house(
    server: embedded.EmbeddedServer, mail_box: tuple[MailBox, int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """gunicorn with two processes, and the worker."""
    from app import create_app

    database, port = f"ccs_journey_{os.getpid()}", free_port()
    embedded.ensure_database(server, database, template=TEMPLATE)
    settings = settings_for(database, server, public_host=f"LOCALHOST:{port}", mail_port=mail_box[1])
    app = create_app(settings)
    log = tmp_path_factory.mktemp("house") / "log"
    try:
        with served(settings, port, log, GUNICORN, ["flask", "worker"]) as environment:
            yield House(f"http://localhost:{port}", app, database, environment)
    finally:
        with app.app_context():
            db.engine.dispose()
        embedded.drop_database(server, database)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver."""
    with sync_playwright() as driver:
        yield driver


def launch(playwright: Playwright, *more: str) -> Browser:
    """A real Chromium; `more` are further flags, such as a camera's."""
    path = browsers.find()
    if path is None:
        raise AssertionError(browsers.ADVICE)
    return playwright.chromium.launch(executable_path=path, args=[*browsers.launch_arguments(), *more])


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser without a camera."""
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture
def new_context(browser: Browser, house: House) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts (each its own cookies), closed after the test."""
    made: list[BrowserContext] = []

    def make(
        width: int = 360,
        height: int = 780,
        language: str = "th",
        source: Browser = browser,
        url: str = house.url,
    ) -> BrowserContext:
        context = source.new_context(
            base_url=url,
            viewport={"width": width, "height": height},
            locale=language,
            permissions=["camera"],
        )
        context.add_cookies([{"name": "lang", "value": language, "url": url}])
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


WORLDS = itertools.count(1, 1000)
"""Both languages walk in one database: their worlds number apart."""
STAFF = (
    Role.PROGRAMME_OFFICER,
    Role.PROGRAMME_APPROVER,
    Role.CLAIM_OFFICER,
    Role.FINANCE_OFFICER,
    Role.FINANCE_APPROVER,
    Role.FINANCE_RELEASER,
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who walks, by e-mail, and where they start."""

    scheme_id: int
    owner: str
    cashier: str
    staff: dict[Role, str]


def email_of(actor: Actor) -> str:
    return db.session.scalars(sa.select(Person.email).where(Person.id == actor.person_id)).one()


@pytest.fixture
def cast(house: House) -> Cast:
    """A scheme with money, an approved provider with a priced service, a verified SME, and the people of all three."""
    world = World(now=clock.now(), first=next(WORLDS))
    with house.app.app_context():
        with transaction() as tx:
            category = world.category(tx)
            scheme = world.scheme(tx, category)
            sme = world.sme(tx)
            provider = world.provider(tx, category)
            world.service(tx, provider, category, price_to_satang=Money.baht(50_000).satang)
            owner = world.member(tx, sme.organisation_id, Capacity.SME)
            cashier = world.member(tx, provider.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER)
            staff = {role: world.staff(tx, role) for role in STAFF}
            tx.execute(sa.update(Person).values(password=hash_password(PASSWORD)))
        made = Cast(
            scheme.id,
            email_of(owner),
            email_of(cashier),
            {role: email_of(each) for role, each in staff.items()},
        )
        db.session.remove()
    return made
