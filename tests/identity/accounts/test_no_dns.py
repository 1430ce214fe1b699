"""No page asks the domain name system: what a form says does not depend on somebody else's server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import dns.resolver
import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from core.db import db
from core.mail.models import OutboundMail
from tests.conftest import Browser
from tests.factories import World, build
from tests.identity.conftest import answer_mail_requests

SECRET = "เช้านี้กินข้าวต้มสองชาม"
ADDRESS = "somsri@a-domain-of-nobody.co.th"


@pytest.fixture
def no_dns(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question to the domain name system fails, and is kept."""
    asked: list[str] = []

    def fail(*question: Any, **_more: Any) -> Any:
        asked.append(str(question))
        raise socket.gaierror("no such network")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    monkeypatch.setattr(dns.resolver.Resolver, "resolve", fail)
    return asked


@pytest.fixture(params=["production", "test"])
def house(request: pytest.FixtureRequest, db_app: Flask) -> Iterator[Flask]:
    """The application as it is set up there, over the test's database."""
    made = create_app(replace(db_app.installation.settings, environment=request.param))
    made.config.update(WTF_CSRF_ENABLED=False)
    made.test_client_class = Browser
    yield made
    with made.app_context():
        db.engine.dispose()


def origin_of(house: Flask) -> str:
    """Where this house is asked: production answers to its public host alone."""
    return f"https://{house.installation.settings.public_host.lower()}"


def test_registering_is_the_same_in_every_environment_and_asks_nobody(
    house: Flask, no_dns: list[str]
) -> None:
    form = {"full_name": "สมศรี ใจดี", "email": ADDRESS, "password": SECRET, "password_confirm": SECRET}
    answer = house.test_client().post("/register", data=form, base_url=origin_of(house))

    assert answer.status_code == 302
    assert db.session.scalars(sa.select(OutboundMail.to_address)).all() == [ADDRESS]
    assert no_dns == []


def test_a_reset_is_mailed_in_every_environment_and_asks_nobody(
    house: Flask, no_dns: list[str], world: World, with_password: Any
) -> None:
    person = build(world.person)
    with_password(person, SECRET)
    answer = house.test_client().post(
        "/reset-password", data={"email": str(person.email)}, base_url=origin_of(house)
    )

    assert answer.status_code in (200, 302)
    answer_mail_requests()
    assert db.session.scalars(sa.select(OutboundMail.to_address)).all() == [person.email]
    assert no_dns == []
