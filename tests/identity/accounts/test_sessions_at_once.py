"""Sign-in sessions when several requests come at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.db import db, transaction
from identity.accounts.operations import NewSession, end_sessions, open_session, refuse_overtaken
from identity.accounts.services.pass_attempt import pass_attempt
from identity.accounts.services.record_use import record_use
from identity.accounts.states import SessionEnd
from identity.accounts.views.security import guarded
from identity.accounts.views.session_identity import WHO, session_identity
from identity.people.models import Person
from tests.identity.sessions import (
    HOUR,
    ends,
    enter,
    is_in,
    rows,
)
from tests.signing_in import new_token


def in_threads(app: Flask, *works: Any) -> list[BaseException]:
    """Do them at the same time, each with a connection of its own; the errors of those that failed."""
    failed: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: Any) -> None:
        with app.app_context():
            try:
                db.session.connection()
                start.wait(20)
                work()
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failed


def test_of_two_workers_one_writes_the_use(owner: Person, db_app: Flask) -> None:
    new_token(owner.id, last_seen_at=clock.now() - HOUR)
    (row,) = rows(owner)
    db.session.rollback()
    first, second = clock.now(), clock.now() + timedelta(seconds=1)
    row_id = row.id
    assert (
        in_threads(db_app, lambda: record_use(row_id, now=first), lambda: record_use(row_id, now=second))
        == []
    )
    seen = rows(owner)[0].last_seen_at
    assert seen in (first, second)
    record_use(row.id, now=seen + timedelta(seconds=59))
    assert rows(owner)[0].last_seen_at == seen


def test_a_request_that_runs_while_one_signs_out_revives_nothing(owner: Person, db_app: Flask) -> None:
    token = new_token(owner.id, last_seen_at=clock.now() - HOUR)
    (row,) = rows(owner)
    reader, leaver = db_app.test_client(), db_app.test_client()
    for browser in (reader, leaver):
        with browser.session_transaction() as session:
            session[WHO] = token
    entered, left = threading.Event(), threading.Event()

    def wait() -> None:
        """The slow request: it has read who asks, and its page is still being made."""
        if threading.current_thread() is slow:
            assert session_identity() is not None
            entered.set()
            left.wait(20)

    db_app.before_request_funcs[None].append(wait)
    answers: list[Any] = []

    def read() -> None:
        with db_app.app_context():
            answers.append(reader.get("/me"))
            db.session.remove()

    slow = threading.Thread(target=read)
    try:
        slow.start()
        assert entered.wait(20)
        leaver.post("/sign-out")
        left.set()
        slow.join(60)
    finally:
        db_app.before_request_funcs[None].remove(wait)
    assert answers[0].status_code == 200, "what had begun is answered"
    ended_at = rows(owner)[0].ended_at
    assert ended_at is not None
    assert not is_in(reader)
    record_use(row.id, now=clock.now() + HOUR)
    assert rows(owner)[0].last_seen_at < ended_at


def test_who_signs_in_with_a_password_just_changed_is_not_signed_in(
    owner: Person, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change commits between the look at the old password and the session's row."""

    def change_meanwhile(*args: Any) -> None:
        pass_attempt(*args)
        new = {"fs_uniquifier": "n" * 32, "password": "x"}
        with db.engine.begin() as other:
            other.execute(sa.update(Person).where(Person.id == owner.id).values(new))

    monkeypatch.setattr(guarded, "pass_attempt", change_meanwhile)
    assert enter(db_app.test_client(), owner).status_code == 409
    assert rows(owner) == []


def test_a_change_of_password_waits_for_a_sign_in_and_ends_it(owner: Person, db_app: Flask) -> None:
    """The other order: the session's row is written first, and the change of password ends it too."""
    uniquifier, person_id = owner.fs_uniquifier, owner.id
    db.session.rollback()
    inside, go = threading.Event(), threading.Event()

    def sign_in() -> None:
        with transaction() as tx:
            refuse_overtaken(tx, person_id, uniquifier)
            inside.set()
            go.wait(20)
            open_session(tx, NewSession(person_id, password_at=clock.now()), now=clock.now())

    def change() -> None:
        inside.wait(20)
        threading.Timer(0.3, go.set).start()
        with transaction() as tx:
            tx.execute(sa.update(Person).where(Person.id == person_id).values(fs_uniquifier="n" * 32))
            end_sessions(tx, person_id, SessionEnd.PASSWORD_CHANGED, by_id=person_id, now=clock.now())

    assert in_threads(db_app, sign_in, change) == []
    assert ends(owner) == [SessionEnd.PASSWORD_CHANGED]
