"""The one commit, guarded moves of state, and one effect for what is sent twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask, g

from core import clock, idempotency
from core.database.models import IdempotencyKey
from core.db import db, transaction
from core.errors import NotFound, WrongState
from core.idempotency import KeyReused, Repeated, RequestKey
from core.mail.models import OutboundMail
from core.mail.states import MailState
from schemes.models import Scheme
from schemes.states import SCHEME_MACHINE, SchemeState
from tests.factories import NOW, World
from tests.statements import sent

KEY = RequestKey(7, "coupons.consent", "k-1", b"\x01" * 32)


def letter(address: str = "a@example.test") -> OutboundMail:
    return OutboundMail(to_address=address, subject="s", body="b", created_at=datetime.now(UTC))


def test_what_fails_leaves_nothing(db_app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction() as tx:
        tx.add(letter())
        raise ZeroDivisionError

    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboundMail)) == 0


def test_transactions_do_not_nest(db_app: Flask) -> None:
    with transaction(), pytest.raises(RuntimeError, match="do not nest"), transaction():
        pass


def test_an_inserted_row_has_its_key_and_comes_after_what_was_added_before(db_app: Flask) -> None:
    with transaction() as tx:
        tx.session.add(letter("first@example.test"))
        row = {"to_address": "second@example.test", "subject": "s", "body": "b", "created_at": NOW}
        key = tx.insert(OutboundMail, {**row, "attempts": 0, "state": MailState.WAITING, "unsettled": 0})

    first, second = db.session.scalars(sa.select(OutboundMail).order_by(OutboundMail.id))
    assert (second.id, second.to_address, second.state) == (key, "second@example.test", MailState.WAITING)
    assert first.to_address == "first@example.test"


def test_a_wake_up_comes_after_the_commit_and_only_then(db_app: Flask) -> None:
    woken: list[int] = []
    with transaction() as tx:
        tx.add(letter())
        tx.after_commit(lambda: woken.append(1))
        assert woken == []
    with pytest.raises(ValueError), transaction() as tx:
        tx.after_commit(lambda: woken.append(2))
        raise ValueError

    assert woken == [1]


def test_a_missing_row_is_not_found(db_app: Flask) -> None:
    with transaction() as tx, pytest.raises(NotFound):
        tx.lock(Scheme, 404)


def test_of_two_who_move_a_state_one_is_first(db_app: Flask) -> None:
    world = World()
    with transaction() as tx:
        scheme_id = world.scheme(tx, world.category(tx)).id
    start, outcomes = threading.Barrier(2), []

    def pause() -> None:
        with db_app.app_context():
            start.wait()
            try:
                with transaction() as tx:
                    outcomes.append(
                        tx.advance(Scheme, scheme_id, SCHEME_MACHINE, "pause", state_since=clock.now())
                    )
            except WrongState as refused:
                outcomes.append(refused.reason)

    threads = [threading.Thread(target=pause) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["moved_on", SchemeState.PAUSED]


def test_advance_shows_the_new_state_on_the_row_at_hand(db_app: Flask) -> None:
    world = World()
    with transaction() as tx:
        scheme = world.scheme(tx, world.category(tx))
        tx.advance(Scheme, scheme.id, SCHEME_MACHINE, "pause", state_since=clock.now())
        assert scheme.state is SchemeState.PAUSED


def test_what_advance_sets_with_the_state_is_seen_without_asking_again(db_app: Flask) -> None:
    world = World()
    with transaction() as tx:
        scheme = tx.lock(Scheme, world.scheme(tx, world.category(tx)).id)
        before = scheme.name_en
        with sent() as texts:
            tx.advance(
                Scheme,
                scheme.id,
                SCHEME_MACHINE,
                "pause",
                state_since=NOW,
                name_en=Scheme.name_en + " II",
            )
            seen = scheme.state_since, scheme.name_en

    assert seen == (NOW, before + " II") == (NOW, db.session.get(Scheme, scheme.id).name_en)
    assert [text.partition(" ")[0] for text in texts] == ["UPDATE"]


def test_a_row_that_keeps_since_when_is_never_moved_without(db_app: Flask) -> None:
    world = World()
    with transaction() as tx:
        scheme = world.scheme(tx, world.category(tx))
        with pytest.raises(TypeError, match="state_since"):
            tx.advance(Scheme, scheme.id, SCHEME_MACHINE, "pause")


def claim_and_answer(answer: str | None = None) -> None:
    with transaction() as tx:
        idempotency.claim(tx.session, KEY)
        tx.add(letter())
        if answer:
            idempotency.store_answer(tx.session, KEY, answer)


def test_the_same_request_again_gets_the_first_answer(db_app: Flask) -> None:
    claim_and_answer("/done/1")

    with pytest.raises(Repeated) as again:
        claim_and_answer("/done/2")

    assert again.value.answer == "/done/1"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboundMail)) == 1


def test_another_body_under_the_same_key_is_refused(db_app: Flask) -> None:
    claim_and_answer()

    with pytest.raises(KeyReused), transaction() as tx:
        idempotency.claim(tx.session, RequestKey(KEY.person_id, KEY.route, KEY.key, b"\x02" * 32))


def test_a_request_that_failed_may_be_sent_again(db_app: Flask) -> None:
    with pytest.raises(ValueError), transaction() as tx:
        idempotency.claim(tx.session, KEY)
        raise ValueError

    claim_and_answer()


def test_a_named_key_is_claimed_by_the_first_transaction(db_app: Flask) -> None:
    g.unclaimed_request_key = KEY
    with transaction() as tx:
        tx.add(letter())

    assert db.session.scalar(sa.select(IdempotencyKey.key)) == KEY.key


def test_old_keys_are_swept(db_app: Flask) -> None:
    claim_and_answer()
    with transaction() as tx:
        assert idempotency.sweep(tx.session, datetime.now(UTC)) == 0
        assert idempotency.sweep(tx.session, datetime.now(UTC) + 2 * idempotency.RETENTION) == 1
