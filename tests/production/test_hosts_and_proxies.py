"""Hosts and proxies in production mode: addresses of configuration, clients of their own network."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from core.db import db
from core.models import OutboundMail
from identity.models import SignInAttempt
from identity.rules import FREE_GUESSES_NETWORK
from tests.identity.conftest import answer_mail_requests
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
        f"{HOST}:8443",
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


@pytest.mark.parametrize("host", [HOST, HOST.upper(), f"{HOST}:443"])
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


def test_what_a_stranger_reports_is_not_believed(site: Site) -> None:
    answer = site.direct("/", Host=HOST, X_Forwarded_Proto="https", X_Forwarded_For="203.0.113.7")
    assert answer.status == 200
    assert not answer.header("Strict-Transport-Security")
