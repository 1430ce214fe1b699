"""Those who run the server: who stands before it, and what its commands find."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.audit.models import AuditEvent
from core.database import embedded
from core.db import db
from core.mail.models import OutboundMail
from core.tasks import queue as jobs
from identity.accounts.models import SignInAttempt
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from tests.coupons.counter import Counter
from tests.factories import World, build
from tests.signing_in import sign_in
from web.edge.edge import Edge

HOST = "coupon.example.test"
ALSO_OURS = "10.0.0.5"
"""A further host that the settings name."""
EVIL = "evil.example"


@pytest.fixture
def edge(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A browser before the edge of production: one host, one trusted proxy, which is where requests come from."""
    settings = replace(
        db_app.installation.settings, public_host=HOST, extra_hosts="", trusted_proxies="127.0.0.1"
    )
    monkeypatch.setattr(db_app.installation, "settings", settings)
    inside = db_app.wsgi_app.app  # type: ignore[attr-defined]  # an Edge has it
    before = Edge(inside, settings)
    before.hosts = frozenset({HOST, ALSO_OURS})
    monkeypatch.setattr(db_app, "wsgi_app", before)
    return db_app.test_client()


@pytest.fixture
def somebody(db_app: Flask) -> Person:
    """A person with an e-mail."""
    person: Person = build(World().person)
    return person


def asked(edge: FlaskClient, path: str, **more: Any) -> Any:
    """One request for our host, with these headers."""
    headers = {"Host": HOST} | more.pop("headers", {})
    return edge.open(path, headers=headers, **more)


def test_a_host_that_is_not_ours_gets_no_page(edge: FlaskClient) -> None:
    assert asked(edge, "/").status_code == 200
    for host in (EVIL, f"{HOST}.{EVIL}", f"{HOST}:8443", "x" * 300):
        assert asked(edge, "/", headers={"Host": host}).status_code == 400, host


def test_no_e_mail_carries_the_host_of_a_request(edge: FlaskClient) -> None:
    here = World(clock.now())
    owner = build(lambda tx: here.member(tx, here.organisation(tx).id, Capacity.SME))
    signed_in = sign_in(edge, owner.person_id).get_cookie("session")
    assert signed_in is not None
    edge.set_cookie("session", signed_in.value, domain=ALSO_OURS)
    named = {"X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL}", "Host": ALSO_OURS}
    form = {"email": "guest@example.com", "role": MemberRole.MEMBER.value}
    address = f"/organisations/{owner.organisation_id}/members/invite"
    assert asked(edge, address, method="POST", data=form, headers=named).status_code == 303
    bodies = "".join(db.session.scalars(sa.select(OutboundMail.body)).all())
    assert re.findall(r"https?://[^/\s]+", bodies) == [f"http://{HOST}"]


def networks(edge: FlaskClient, somebody: Person, *chains: str) -> int:
    """As how many networks wrong passwords count that come with these chains of proxies."""
    for chain in chains:
        given = {"email": somebody.email, "password": "wrong wrong wrong"}
        asked(edge, "/sign-in", method="POST", data=given, headers={"X-Forwarded-For": chain})
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(sa.distinct(SignInAttempt.network)))) or 0


def test_clients_behind_one_proxy_count_apart(edge: FlaskClient, somebody: Person) -> None:
    assert networks(edge, somebody, "203.0.113.7", "198.51.100.7") == 2


def test_a_client_cannot_choose_the_network_it_counts_as(edge: FlaskClient, somebody: Person) -> None:
    chains = [f"192.0.{number}.1, 203.0.113.7" for number in range(3)]
    assert networks(edge, somebody, *chains) == 1


def test_a_corrupted_ledger_is_found_by_the_command(
    db_app: Flask, counter: Counter, server: embedded.EmbeddedServer, database: str
) -> None:
    counter.reserve(now=clock.now())
    run = db_app.test_cli_runner().invoke
    assert run(args=["ledger", "verify"]).exit_code == 0
    db.session.rollback()
    with psycopg.connect(server.url("postgres", database), autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("UPDATE ledger_postings SET amount_satang = amount_satang + 1 WHERE move = 'reserve'")
    db.session.remove()
    found = run(args=["ledger", "verify"])
    assert found.exit_code == 1
    assert "coupons.counters" in found.output


def test_failed_sign_ins_stand_on_the_trail_without_an_e_mail(db_app: Flask, somebody: Person) -> None:
    email, browser = somebody.email, db_app.test_client()
    for _ in range(2):
        browser.post("/sign-in", data={"email": email, "password": "wrong wrong wrong"})
    long_ago = sa.update(SignInAttempt).values(at=clock.now() - timedelta(minutes=5))
    build(lambda tx: tx.execute(long_ago))
    jobs.run_now(db_app, "identity.report_failed_sign_ins")
    db.session.rollback()
    told = db.session.scalars(sa.select(AuditEvent.fields).filter_by(name="sign_in.failed")).all()
    assert [fields["count"] for fields in told] == [2]
    assert email.partition("@")[0] not in str(told)
