"""A person's account is changed while rows that refer to the person are being written: nothing waits for such work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_security.recoverable import generate_reset_password_token

from core import clock
from core.actor import Actor
from core.db import db, transaction
from core.permissions import Role
from identity.factor_resets.services.ask_factor_reset import ask_factor_reset
from identity.factor_resets.services.confirm_factor_reset import confirm_factor_reset
from identity.people.models import Person
from tests.factories import World, build
from tests.identity.conftest import SignIn
from tests.identity.sessions import SECRET

NEW = "a wholly different sentence"


@contextmanager
def work_that_names(person_id: int) -> Iterator[None]:
    """A transaction that has written a row which refers to the person, as a release under way has."""
    with db.engine.connect() as other:
        other.execute(
            sa.select(Person.id).where(Person.id == person_id).with_for_update(read=True, key_share=True)
        )
        yield
        other.rollback()


@pytest.fixture
def impatient(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who waits for a lock is told so at once."""

    def set_limit(session: Any, _transaction: Any, connection: Any) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")

    sa.event.listen(db.session, "after_begin", set_limit)
    yield
    sa.event.remove(db.session, "after_begin", set_limit)


def test_a_password_is_chosen_anew_while_work_names_the_person(
    db_app: Flask, world: World, with_password: Any, impatient: None
) -> None:
    person = build(world.person)
    with_password(person, "the old password")
    person_id, token = person.id, generate_reset_password_token(db.session.get_one(Person, person.id))
    db.session.rollback()
    with work_that_names(person_id):
        data = {"password": NEW, "password_confirm": NEW}
        answer = db_app.test_client().post(f"/reset-password/{token}", data=data)
    assert answer.location == "/sign-in", answer.text


def test_second_factors_are_reset_while_work_names_the_person(
    db_app: Flask, world: World, impatient: None
) -> None:
    def admin() -> Actor:
        return build(lambda tx: world.staff(tx, Role.ADMINISTRATOR))

    asker, confirmer, person = admin(), admin(), build(world.person)
    person_id = person.id
    with transaction() as tx:
        row = tx.get(Person, person_id)
        row.tf_primary_method, row.tf_totp_secret = "authenticator", SECRET
    with work_that_names(person_id):
        now = clock.now()
        reset_id = ask_factor_reset(person_id, "โทรศัพท์หาย", actor=asker, now=now)
        confirm_factor_reset(reset_id, actor=confirmer, now=now)


def test_a_profile_is_saved_while_work_names_the_person(
    db_app: Flask, world: World, sign_in: SignIn, impatient: None
) -> None:
    person = build(world.person)
    browser = sign_in(person.id)
    with work_that_names(person.id):
        answer = browser.post("/me/profile", data={"full_name": "ชื่อ ใหม่", "locale": "th"})
    assert answer.status_code == 303, answer.text
