"""What the tests of sign-in sessions share."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core.audit.models import AuditEvent
from core.db import db, transaction
from identity.accounts.models import SignInSession
from identity.accounts.states import SessionEnd
from identity.notifications.models import Notice
from identity.people.models import Person

SECRET = "a password to remember"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def rows(person: Person) -> list[SignInSession]:
    db.session.rollback()
    db.session.expire_all()
    of = sa.select(SignInSession).where(SignInSession.person_id == person.id).order_by(SignInSession.id)
    return list(db.session.scalars(of))


def live(person: Person) -> list[SignInSession]:
    return [row for row in rows(person) if row.ended_at is None]


def ends(person: Person) -> list[SessionEnd | None]:
    return [row.end_reason for row in rows(person)]


def enter(browser: FlaskClient, person: Person, **more: str) -> Any:
    return browser.post("/sign-in", data={"email": person.email, "password": SECRET, **more})


def is_in(browser: FlaskClient, path: str = "/me") -> bool:
    answer = browser.get(path)
    assert answer.status_code in (200, 302), answer.status_code
    return answer.status_code == 200


def cookie(browser: FlaskClient, app: Flask) -> str:
    found = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert found is not None
    return found.value


def move(person: Person, **columns: datetime) -> None:
    """As if it had happened then."""
    with transaction() as tx:
        tx.execute(sa.update(SignInSession).where(SignInSession.person_id == person.id).values(**columns))
    db.session.expire_all()


def told(person: Person) -> list[str]:
    found = sa.select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)
    return list(db.session.scalars(found))


def audited() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEvent.name).order_by(AuditEvent.id)))
