"""One code, many requests at the same moment: one of them is let in."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from core import clock
from core.actor import actor_with
from core.db import db, transaction
from core.permissions import Role
from identity.accounts.recovery_codes import digest_of
from identity.accounts.services.make_recovery_codes import make_recovery_codes
from identity.accounts.views.security import second_factors
from identity.people.models import Person
from tests.factories import World, build
from tests.races.crowd import crowd

AT_ONCE = 48


@dataclass(frozen=True, slots=True)
class Try:
    """One request's code; plain values, for they travel between processes."""

    person_id: int
    code: str


def _person(person_id: int) -> Person:
    found = db.session.get(Person, person_id)
    assert found is not None
    return found


def by_app(job: Try) -> bool:
    """What Flask-Security's form asks of a code from an authenticator app."""
    person = _person(job.person_id)
    factory = current_app.extensions["security"].totp_factory
    return bool(factory.verify_totp(job.code, person.tf_totp_secret, person, window=30))


def by_recovery_code(job: Try) -> bool:
    """What Flask-Security's form asks of a recovery code."""
    util = current_app.extensions["security"].mf_recovery_codes_util
    return bool(util.check_recovery_code(_person(job.person_id), job.code))


def careless() -> None:
    """The negative control: look first, write afterwards."""

    def use_app(person_id: int, step: int) -> bool:
        with transaction() as tx:
            tx.execute(sa.update(Person).where(Person.id == person_id).values(tf_last_counter=step))
        return True

    def use_recovery(code: str, *, actor: Any, now: Any) -> bool:
        kept = _person(actor.person_id).mf_recovery_codes or []
        digest = digest_of(actor.person_id, code)
        if digest not in kept:
            return False
        time.sleep(0.05)
        with transaction() as tx:
            left = [each for each in kept if each != digest]
            tx.execute(sa.update(Person).where(Person.id == actor.person_id).values(mf_recovery_codes=left))
        return True

    second_factors.use_authenticator_code = use_app
    second_factors.use_recovery_code = use_recovery


@pytest.fixture
def officer(db_app: Flask) -> int:
    """Somebody with an authenticator."""
    secret = db_app.extensions["security"].totp_factory.generate_totp_secret()
    actor = build(lambda tx: World().staff(tx, Role.FINANCE_OFFICER))
    with transaction() as tx:
        row = tx.get(Person, actor.person_id)
        row.tf_primary_method, row.tf_totp_secret = "authenticator", secret
    return actor.person_id


def _code_of(app: Flask, person_id: int) -> str:
    factory = app.extensions["security"].totp_factory
    return str(factory._totp.from_source(_person(person_id).tf_totp_secret).generate().token)


def _recovery_code(person_id: int) -> str:
    themselves = actor_with(frozenset({Role.PERSON}), person_id=person_id)
    return make_recovery_codes(actor=themselves, now=clock.now())[0]


def _let_in(app: Flask, work: Any, job: Try, before: Any = None) -> int:
    answers = crowd(app, work, [job] * AT_ONCE, before)
    assert not [answer.error for answer in answers if answer.error]
    return sum(answer.value for answer in answers)


def test_one_code_of_an_app_lets_one_request_in(db_app: Flask, officer: int) -> None:
    assert _let_in(db_app, by_app, Try(officer, _code_of(db_app, officer))) == 1


def test_one_recovery_code_lets_one_request_in(db_app: Flask, officer: int) -> None:
    assert _let_in(db_app, by_recovery_code, Try(officer, _recovery_code(officer))) == 1
    assert len(_person(officer).mf_recovery_codes or []) == 9


def test_without_the_guard_several_get_in_with_one_code(db_app: Flask, officer: int) -> None:
    """The negative control; a race may come out well by chance, so it is run until it does not."""
    for way, code in (
        (by_app, lambda: _code_of(db_app, officer)),
        (by_recovery_code, lambda: _recovery_code(officer)),
    ):
        assert any(_let_in(db_app, way, Try(officer, code()), careless) > 1 for _ in range(5))
