"""People to sign in as."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import db, transaction
from identity.models import Person
from tests.factories import World

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def sign_in(db_app: Flask) -> SignIn:
    """A browser in which a person is signed in, in a capacity, as of just now."""

    def enter(person_id: int, acting_as: str = "") -> FlaskClient:
        person = db.session.get(Person, person_id)
        assert person is not None
        browser = db_app.test_client()
        with browser.session_transaction() as session:
            session["_user_id"] = person.fs_uniquifier
            session["_fresh"] = True
            session["fs_paa"] = time.time()
            session["fs_cc"] = "set"
            if acting_as:
                session["acting_as"] = acting_as
        return browser

    return enter


@pytest.fixture
def with_password(db_app: Flask) -> Callable[[Person, str], None]:
    """Give a person a password."""
    from flask_security.utils import hash_password

    def give(person: Person, password: str) -> None:
        with transaction() as tx:
            tx.get(Person, person.id).password = hash_password(password)

    return give
