"""What production asks of the database reads what it needs, and does not walk through years of what is over."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from core import clock
from core.actor import Actor
from core.audit.models import AuditEvent
from core.database import embedded
from core.db import db
from core.tasks import queue as jobs
from coupons.applications.services.approve_application import approve_application
from coupons.redemptions.models import Proposal
from coupons.redemptions.states import ProposalState
from identity.people.models import Person
from identity.trail.queries import trail_statement
from tests.conftest import TEMPLATE, Browser, settings_for
from tests.crawl import sign_in
from tests.grown import BASE, WAITING, Grown, grow
from tests.rows_read import Read, metered, prepare_at_once

SIZE = 20_000
FEW = 300
"""Rows that any statement may read: what waits, a page of a list, the accounts and terms of a scheme."""
A_ROW = 12
"""Rows more for each row returned or changed: joins, and the checks of foreign keys."""
READS_ALL = {
    "ledger.verify": "proves every posting, each night",
    "house.draw_charts": "counts a whole fiscal year, once an hour",
    "openness.count_figures": "counts a whole fiscal year, once an hour",
}
"""Periodic tasks that read whole tables, and why."""
OWN_DATA = tuple(
    f"/me/data/{chapter}"
    for chapter in (
        "account",
        "rights",
        "business",
        "sme",
        "provider",
        "coupons",
        "services",
        "payouts",
        "traces",
        "acts",
    )
)
PAGES: dict[str, tuple[str, ...]] = {
    "everyone": (
        "/today",
        "/deadlines",
        "/audit",
        "/audit?role=auditor",
        "/today/decided",
        "/applications/",
        "/applications/?state=waiting",
        "/applications/?state=recommended",
        "/applications/?state=decided",
        "/coupons/",
        "/redemptions/",
        "/redemptions/?state=accepted",
        "/redemptions/?state=unanswered",
        "/payables?state=to-batch",
        "/payables?state=finding",
        "/batches",
        "/batches?q=zzzqqq",
        "/statements/lines",
        "/statements/lines?problem=already_failed",
        *OWN_DATA,
    ),
    "sme_owner": ("/today", "/applications/", "/coupons/", "/redemptions/", *OWN_DATA),
    "provider_owner": ("/today", "/redemptions/", "/payables/mine", *OWN_DATA),
}
"""What people open all day, by who opens it; and all that is kept of a person who has a business and of one who has none."""


@pytest.fixture(scope="module")
def grown_app(server: embedded.EmbeddedServer) -> Iterator[Flask]:
    """The application on a database of its own, each of whose statements is planned for any values at all."""
    name = f"ccs_grown_{os.getpid()}"
    embedded.ensure_database(server, name, template=TEMPLATE)
    app = create_app(settings_for(name, server, mail_port=1))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    with app.app_context():
        prepare_at_once(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()
    embedded.drop_database(server, name)


@pytest.fixture(scope="module")
def grown(grown_app: Flask, server: embedded.EmbeddedServer) -> Grown:
    """Twenty thousand applications and all that belongs to them."""
    url = server.url(
        "postgres", grown_app.config["SQLALCHEMY_DATABASE_URI"].rpartition("/")[2].partition("?")[0]
    )
    with grown_app.app_context(), psycopg.connect(url, autocommit=True) as connection:
        return grow(connection, clock.now(), SIZE)


THE_LINE = "SELECT applications.scheme_id, count(*) FILTER"
"""Who waits before a new application is counted, whatever their number: the place in line is what the page shows."""


THE_SUMS = "sum(anon_"
"""What comes to a provider and what was paid to it are summed on its home, of at most as many as their list shows."""


def too_much(reads: list[Read]) -> list[str]:
    """The statements that read out of proportion, and how much."""
    return [
        f"{each.read} read for {each.rows}: {each.statement}"
        for each in reads
        if each.read > FEW + A_ROW * each.rows
        and not (each.statement.startswith(THE_LINE) or THE_SUMS in each.statement)
    ]


def _metered(app: Flask, run: Callable[[], object]) -> list[Read]:
    with app.app_context(), metered(db.engine) as reads:
        run()
        db.session.remove()
    assert reads
    return reads


def test_an_approval_reads_what_it_decides_on(grown_app: Flask, grown: Grown) -> None:
    def approve() -> None:
        approve_application(grown.to_approve[0], actor=grown.approver, now=grown.now)

    assert too_much(_metered(grown_app, approve)) == []


@pytest.mark.usefixtures("grown")
def test_a_periodic_task_reads_what_is_due(grown_app: Flask) -> None:
    periodic = {name: task for name, task in jobs.tasks.items() if task.cron is not None}
    assert set(READS_ALL) < set(periodic)
    found = {
        name: too_much(_metered(grown_app, task.run))
        for name, task in periodic.items()
        if name not in READS_ALL
    }
    assert {name: statements for name, statements in found.items() if statements} == {}


@pytest.mark.parametrize(("who", "address"), [(who, address) for who in PAGES for address in PAGES[who]])
def test_a_page_reads_what_it_shows(grown_app: Flask, grown: Grown, who: str, address: str) -> None:
    def visit() -> None:
        actor: Actor = getattr(grown, who)
        client = grown_app.test_client()
        sign_in(client, db.session.get_one(Person, actor.person_id), None)
        answer = client.get(address)
        assert answer.status_code == 200, answer.status_code

    assert too_much(_metered(grown_app, visit)) == []


def test_the_trail_finds_the_seal_of_an_event_that_has_none_yet(grown_app: Flask, grown: Grown) -> None:
    def approve_and_read() -> None:
        approve_application(grown.to_approve[1], actor=grown.approver, now=grown.now)
        found = db.session.execute(
            trail_statement().where(AuditEvent.id < BASE).order_by(AuditEvent.id.desc()).limit(3)
        ).all()
        assert [row.seal for row in found] == [None, None, None]

    assert too_much(_metered(grown_app, approve_and_read)) == []


def test_a_statement_that_scans_is_found(grown_app: Flask, grown: Grown) -> None:
    def scan() -> None:
        state = sa.bindparam("state", ProposalState.OPEN, type_=sa.String())
        waiting = sa.select(Proposal.id).where(sa.cast(Proposal.state, sa.String) == state)
        assert len(db.session.scalars(waiting).all()) <= WAITING

    assert len(too_much(_metered(grown_app, scan))) == 1
