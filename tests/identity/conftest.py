"""People to sign in as."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient

from core.db import db, transaction
from core.permissions import Role
from core.tasks import queue as jobs
from identity.accounts.models import MailRequest
from identity.organisations.states import Capacity
from identity.people.models import Person
from tests.factories import World, build
from tests.identity.sessions import SECRET
from tests.signing_in import browser_of

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def sign_in(db_app: Flask) -> SignIn:
    """A browser in which a person is signed in, in a capacity, as of just now."""

    def enter(person_id: int, acting_as: str = "", **facts: Any) -> FlaskClient:
        return browser_of(db_app, person_id, acting_as, **facts)

    return enter


@pytest.fixture
def with_password(db_app: Flask) -> Callable[[Person, str], None]:
    """Give a person a password."""
    from flask_security.utils import hash_password

    def give(person: Person, password: str) -> None:
        with transaction() as tx:
            tx.get(Person, person.id).password = hash_password(password)

    return give


@pytest.fixture
def strict(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application as in production: no waiver of the second factor."""
    settings = replace(db_app.installation.settings, second_factor_waived=False)

    def tighten() -> None:
        g.settings = settings

    monkeypatch.setattr(db_app.installation, "settings", settings)
    hooks = db_app.before_request_funcs[None]
    hooks.insert(1, tighten)
    yield db_app
    hooks.remove(tighten)


@pytest.fixture
def officer(db_app: Flask, world: World, with_password: Any) -> Person:
    return _staff(world, with_password, Role.FINANCE_OFFICER)


@pytest.fixture
def admin(db_app: Flask, world: World, with_password: Any) -> Person:
    return _staff(world, with_password, Role.ADMINISTRATOR)


@pytest.fixture
def owner(db_app: Flask, world: World, with_password: Any) -> Person:
    organisation_id = build(lambda tx: world.organisation(tx).id)
    actor = build(lambda tx: world.member(tx, organisation_id, Capacity.SME))
    return _known(actor.known_person_id, with_password)


def _staff(world: World, with_password: Any, *roles: Role) -> Person:
    return _known(build(lambda tx: world.staff(tx, *roles)).known_person_id, with_password)


def _known(person_id: int, with_password: Any) -> Person:
    person = db.session.get_one(Person, person_id)
    with_password(person, SECRET)
    return person


def answer_mail_requests() -> None:
    """Do what the worker does with requests for e-mails."""
    for request_id in db.session.scalars(sa.select(MailRequest.id)).all():
        jobs.tasks["identity.answer_mail_request"].run(request_id=request_id)
