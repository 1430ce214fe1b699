"""Failed sign-ins and refused commands are in the audit trail, name nobody by e-mail, and cannot fill it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.audit.models import AuditEvent
from core.audit.services.record_refusal import MOST, record_refusal
from core.db import db, transaction
from core.permissions import Role
from identity.accounts.models import SignInAttempt
from identity.accounts.services import report_failed_sign_ins as reporting
from identity.accounts.services.report_failed_sign_ins import report_failed_sign_ins
from identity.accounts.states import AttemptKind
from identity.accounts.views import account
from identity.accounts.views.security.devices import account_digest
from identity.people.models import Person
from identity.staff.queries import officers
from tests.factories import World, build
from tests.identity.conftest import SignIn

SECRET = "ข้าวต้มปลาสองชามตอนเช้า"


def events(name: str) -> list[AuditEvent]:
    db.session.expire_all()
    return list(
        db.session.scalars(sa.select(AuditEvent).where(AuditEvent.name == name).order_by(AuditEvent.id))
    )


def report(after: timedelta = timedelta(minutes=2)) -> int:
    return report_failed_sign_ins(account_digest, officers, now=clock.now() + after)


def guess(client: FlaskClient, email: str, password: str = "wrong wrong wrong") -> Any:
    return client.post("/sign-in", data={"email": email, "password": password})


@pytest.fixture
def officer(db_app: Flask, world: World, with_password: Any) -> Person:
    actor = build(lambda tx: world.staff(tx, Role.FINANCE_OFFICER))
    person = db.session.get(Person, actor.person_id)
    assert person is not None
    with_password(person, SECRET)
    return person


def test_failures_are_told_once_for_each_account_with_their_number(
    officer: Person, client: FlaskClient
) -> None:
    for _ in range(3):
        guess(client, officer.email)
    guess(client, "nobody@example.com")
    guess(client, officer.email, SECRET)
    assert report() == 2
    assert report() == 0, "what was told is not told again"
    known, unknown = events("sign_in.failed")
    assert (known.subject_kind, known.subject_id) == ("person", officer.id)
    assert known.fields == {"kind": "password", "count": 3, "networks": 1}
    assert unknown.fields["account"] == account_digest("nobody@example.com").hex()
    assert "example" not in str([unknown.fields, known.fields])


def test_a_guess_that_is_being_looked_at_is_not_told_yet(officer: Person, client: FlaskClient) -> None:
    guess(client, officer.email)
    assert report(after=timedelta(0)) == 0
    assert report() == 1


def test_a_flood_is_told_in_few_events(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "MOST_ACCOUNTS", 5)
    with transaction() as tx:
        for number in range(40):
            tx.add(
                SignInAttempt(
                    kind=AttemptKind.PASSWORD,
                    account=account_digest(f"{number}@example.com"),
                    network=b"n",
                    at=clock.now(),
                    failed=True,
                )
            )
    assert report() == 6
    [rest] = events("sign_in.failed_many")
    assert rest.fields == {"accounts": 35, "count": 35}


def test_a_page_without_the_permission_is_told_once(officer: Person, sign_in: SignIn) -> None:
    browser = sign_in(officer.id)
    for _ in range(3):
        assert browser.get("/people").status_code == 403
    assert browser.get("/audit").status_code == 403
    told = [(event.actor_person_id, event.fields) for event in events("command.refused")]
    assert told == [
        (officer.id, {"command": "identity.people", "reason": "permission"}),
        (officer.id, {"command": "identity.trail", "reason": "permission"}),
    ]


def test_a_command_that_a_view_answers_itself_is_told(
    officer: Person, sign_in: SignIn, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Views catch most refusals: what is told hangs on the judgement, not on who hears of it."""
    from core.commands import AuthorityRefusal, note_refusal
    from core.errors import Refused
    from web.access import current_actor

    def refused(*_: Any, **__: Any) -> None:
        note_refusal("identity.save_profile", AuthorityRefusal.CONNECTED, current_actor())
        raise Refused(AuthorityRefusal.CONNECTED)

    monkeypatch.setattr(account, "save_profile", refused)
    form = {"full_name": "ก ข", "phone": "", "locale": "th"}
    assert sign_in(officer.id).post("/me/profile", data=form).status_code == 409
    assert [event.fields for event in events("command.refused")] == [
        {"command": "identity.save_profile", "reason": "connected"}
    ]


def test_a_form_that_was_refused_does_its_work_when_sent_again(
    officer: Person, sign_in: SignIn, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The event that tells of the refusal is no effect of the form: its token stays unused."""
    from core.errors import Forbidden

    def refused(*_: Any, **__: Any) -> None:
        raise Forbidden("identity.save_profile")

    browser = sign_in(officer.id)
    form = {"full_name": "สมศรี ใจดี", "phone": "", "locale": "th", "form_token": "token-of-one-form"}
    with monkeypatch.context() as without_the_right:
        without_the_right.setattr(account, "save_profile", refused)
        assert browser.post("/me/profile", data=form).status_code == 403
    assert len(events("command.refused")) == 1
    assert browser.post("/me/profile", data=form).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Person, officer.id).full_name == "สมศรี ใจดี"


def test_a_person_cannot_fill_the_trail_with_refusals(officer: Person) -> None:
    actor = actor_of(officer)
    now = clock.now()
    written = [
        record_refusal(f"identity.command_{number}", "permission", actor=actor, now=now)
        for number in range(60)
    ]
    assert sum(written) == MOST
    assert record_refusal("identity.command_0", "permission", actor=actor, now=now + timedelta(minutes=61))


def actor_of(person: Person) -> Actor:
    from core.actor import actor_with

    return actor_with(frozenset({Role.FINANCE_OFFICER}), person_id=person.id)


def test_a_stranger_leaves_no_trail(client: FlaskClient) -> None:
    client.get("/people")
    assert events("command.refused") == []
