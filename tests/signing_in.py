"""The one way in which tests and benchmarks sign in without a password: a session of the kind that a sign-in makes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import db, transaction
from identity.accounts.models import SignInSession
from identity.accounts.operations import NewSession, open_session
from identity.accounts.rules import digest_of
from identity.accounts.views.session_identity import CHOICE, WHO


def new_token(
    person_id: int, *, now: datetime | None = None, second_factor: bool = True, **facts: Any
) -> str:
    """The token of a session just begun; password, and second factor unless told otherwise, were just given."""
    at = now or clock.now()
    new = NewSession(person_id, password_at=at, second_factor_at=at if second_factor else None)
    with transaction() as tx:
        token = open_session(tx, new, now=at)
        if facts:
            _rewrite(tx, token, facts)
    db.session.expire_all()
    return token


def _rewrite(tx: Any, token: str, facts: dict[str, Any]) -> None:
    tx.execute(sa.update(SignInSession).where(SignInSession.token_digest == digest_of(token)).values(**facts))


def sign_in(
    browser: FlaskClient, person_id: int, /, acting_as: str | None = None, **facts: Any
) -> FlaskClient:
    """Have the browser signed in as that person, in that capacity; `facts` as `new_token` takes them."""
    token = new_token(person_id, **facts)
    with browser.session_transaction() as session:
        session[WHO] = token
        if acting_as:
            session[CHOICE] = acting_as
    return browser


def browser_of(app: Flask, person_id: int, /, acting_as: str | None = None, **facts: Any) -> FlaskClient:
    """A browser in which that person has just signed in."""
    return sign_in(app.test_client(), person_id, acting_as, **facts)
