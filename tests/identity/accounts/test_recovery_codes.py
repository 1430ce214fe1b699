"""Recovery codes: shown once, kept as digests, read as people type them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.actor import Actor
from core.audit.models import AuditEvent
from core.db import db
from identity.accounts.recovery_codes import ALPHABET, HOW_MANY, digest_of, new_codes
from identity.accounts.services.make_recovery_codes import make_recovery_codes
from identity.accounts.services.use_recovery_code import use_recovery_code
from identity.people.models import Person
from tests.factories import World, build
from tests.identity.conftest import SignIn


@pytest.fixture
def person(db_app: Flask, world: World) -> Actor:
    from core.actor import actor_with
    from core.permissions import Role

    return actor_with(frozenset({Role.PERSON}), person_id=build(world.person).id)


def kept(actor: Actor) -> list[str]:
    db.session.expire_all()
    return db.session.scalar(sa.select(Person.mf_recovery_codes).where(Person.id == actor.person_id)) or []


def use(code: str, actor: Actor) -> bool:
    return use_recovery_code(code, actor=actor, now=clock.now())


def test_a_code_has_eighty_bits_and_is_not_kept(person: Actor) -> None:
    codes = make_recovery_codes(actor=person, now=clock.now())
    assert len(set(codes)) == HOW_MANY
    assert len(ALPHABET) ** 16 == 2**80
    for code in codes:
        assert code not in str(kept(person))
        assert digest_of(person.known_person_id, code) in kept(person)


def test_a_code_is_read_as_it_was_meant(person: Actor) -> None:
    code = make_recovery_codes(actor=person, now=clock.now())[0]
    typed = code.replace("-", " ").upper().replace("0", "O").replace("1", "l")
    assert use(f" {typed} ", person)
    assert not use(code, person)


@pytest.mark.parametrize("typed", ["", "-", "\x00", "\ud800", "🙂" * 50, "0" * 10_000])
def test_what_is_no_code_is_refused(typed: str, person: Actor) -> None:
    make_recovery_codes(actor=person, now=clock.now())
    assert not use(typed, person)
    assert len(kept(person)) == HOW_MANY


def test_a_code_of_another_person_opens_nothing(person: Actor, world: World) -> None:
    from core.actor import actor_with

    other = actor_with(person.roles, person_id=build(world.person).id)
    code = make_recovery_codes(actor=other, now=clock.now())[0]
    make_recovery_codes(actor=person, now=clock.now())
    assert not use(code, person)


def test_making_and_using_are_in_the_trail(person: Actor) -> None:
    code = make_recovery_codes(actor=person, now=clock.now())[0]
    use(code, person)
    names = db.session.scalars(sa.select(AuditEvent.name).order_by(AuditEvent.id)).all()
    assert names == ["person.recovery_codes_made", "person.recovery_code_used"]


def test_codes_are_shown_once(person: Actor, sign_in: SignIn) -> None:
    browser = sign_in(person.known_person_id)
    page = browser.post("/recovery-codes", data={"generate_new_codes": "1"}).text
    assert page.count("<code>") == HOW_MANY
    assert "<code>" not in browser.get("/recovery-codes?show_codes=1").text


def test_no_two_sets_share_a_code() -> None:
    assert not set(new_codes()) & set(new_codes())
