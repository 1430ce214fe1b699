"""People to sign in as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import transaction
from identity.models import Person
from tests.factories import World
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
