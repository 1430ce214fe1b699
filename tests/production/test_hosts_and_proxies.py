"""Hosts and proxies in production mode: addresses of configuration, clients of their own network."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from core.db import db
from core.mail.models import OutboundMail
from identity.accounts.models import SignInAttempt
from identity.accounts.rules import FREE_GUESSES_NETWORK
from tests.identity.conftest import answer_mail_requests
from tests.production.conftest import Before
from tests.production.proxy import Proxy
from tests.production.site import HOST, PASSWORD, Site

EVIL = "evil.example"


def test_a_page_is_served_through_the_proxy(site: Site) -> None:
    answer = site.client().get("/")
    assert answer.status == 200
    assert answer.header("Strict-Transport-Security"), "the proxy's scheme is believed"


@pytest.mark.parametrize(
    "host",
    [
        EVIL,
        f"{HOST}.{EVIL}",
        f"{EVIL}/{HOST}",
        f"user@{HOST}",
        "x" * 300,
        "127.0.0.1",
        "a b",
        "[::1",
    ],
)
@pytest.mark.parametrize("path", ["/", "/reset-password", "/healthz", "/static/css/app.css"])
def test_a_host_that_is_not_ours_is_refused(site: Site, host: str, path: str) -> None:
    assert site.client().request("GET", path, host=host).status == 400


def test_our_host_at_another_port_is_not_ours_without_the_proxy_which_leaves_ports_out(site: Site) -> None:
    assert site.direct("/", Host=f"{HOST}:8443").status == 400


@pytest.mark.parametrize("host", [HOST, HOST.upper(), f"{HOST}:443", f"{HOST}:8443"])
def test_our_host_is_ours_however_it_is_written(site: Site, host: str) -> None:
    assert site.client().request("GET", "/", host=host).status == 200


def test_no_e_mail_carries_the_host_of_a_request(site: Site, somchai: str) -> None:
    client = site.client()
    answer = client.post(
        "/reset-password", {"email": somchai}, X_Forwarded_Host=EVIL, Forwarded=f"host={EVIL}"
    )
    assert answer.status == 200
    refused = client.request(
        "POST",
        "/reset-password",
        b"email=" + somchai.encode(),
        host=EVIL,
        Content_Type="application/x-www-form-urlencoded",
    )
    assert refused.status == 400
    answer_mail_requests()
    bodies = db.session.scalars(sa.select(OutboundMail.body)).all()
    assert len(bodies) == 1
    assert re.findall(r"https?://[^/\s]+", bodies[0]) == [f"https://{HOST}"]


def test_wrong_passwords_of_one_client_do_not_lock_out_another(site: Site, somchai: str) -> None:
    attacker = site.client("127.0.66.2")
    token = attacker.csrf("/sign-in")
    for number in range(FREE_GUESSES_NETWORK + 2):
        attacker.send(
            "/sign-in",
            {"email": f"nobody{number}@example.test", "password": "wrong wrong", "csrf_token": token},
        )
    assert "นาที" in attacker.sign_in(somchai).problem, "the attacker's own network waits"
    assert site.client("127.0.77.2").sign_in(somchai, PASSWORD).location == "/today"


def test_a_client_cannot_choose_its_own_network(site: Site, somchai: str) -> None:
    client = site.client("127.0.66.2")
    for number in range(3):
        client.send(
            "/sign-in",
            {"email": somchai, "password": "wrong wrong", "csrf_token": client.csrf("/sign-in")},
            X_Forwarded_For=f"203.0.{number}.7",
            X_Real_IP=f"203.0.{number}.7",
        )
    assert db.session.scalar(sa.select(sa.func.count(sa.distinct(SignInAttempt.network)))) == 1


def wrong_passwords(site: Site, email: str, proxy: Proxy) -> int:
    """As how many networks two clients of different networks count, each with a wrong password."""
    for address in ("127.0.66.2", "127.0.77.2"):
        site.client(address, proxy=proxy).sign_in(email, "wrong wrong")
    return db.session.scalar(sa.select(sa.func.count(sa.distinct(SignInAttempt.network)))) or 0


def test_clients_count_apart_behind_two_trusted_proxies(site: Site, somchai: str, before: Before) -> None:
    outer = before(f"https://127.0.0.1:{site.proxy.port}")
    assert wrong_passwords(site, somchai, outer) == 2


def test_a_proxy_that_is_not_named_is_not_believed(site: Site, somchai: str, before: Before) -> None:
    outer = before(f"https://127.0.0.1:{site.proxy.port}", address="127.0.88.2")
    assert wrong_passwords(site, somchai, outer) == 1


def test_what_a_stranger_reports_is_not_believed(site: Site) -> None:
    answer = site.direct("/", Host=HOST, X_Forwarded_Proto="https", X_Forwarded_For="203.0.113.7")
    assert answer.status == 200
    assert not answer.header("Strict-Transport-Security")
