"""Long work: once however often it is run, told how far it is while it goes on, and never running for ever."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib import import_module
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock, registry
from core.actor import Actor
from core.db import db, transaction
from core.documents.operations import FileProblem
from core.errors import NotFound, Refused
from core.labels import member_named, name_of
from core.mail.operations import OutboundMail
from core.permissions import Permission, Role
from core.tasks import long_work
from core.tasks import queue as jobs
from core.tasks.long_work import Kind, Progress
from core.tasks.queue import Queue
from core.tasks.services.begin_work import begin_work
from core.tasks.services.requeue_work import GRACE, requeue_work
from core.tasks.services.retry_work import retry_work
from core.tasks.states import MOST_TRIES, WorkRefusal, WorkState
from identity.staff.models import StaffRole
from tests.crawl import counted, sign_in
from tests.factories import World, build
from tests.works import kept_work, queued, run_work

STEPS = 5
MOST_STATEMENTS = 12


class Letters:
    """A service to work with: it writes a letter for each step, in one transaction, and does what the test bids."""

    def __init__(self) -> None:
        self.bids: list[Callable[[int], None]] = []

    def __call__(self, arguments: Mapping[str, Any], *, actor: Actor, now: Any, progress: Progress) -> None:
        actor.require(Permission.PAYOUTS_STATEMENT_IMPORT)
        with transaction() as tx:
            progress.expect(STEPS)
            for step in range(STEPS):
                tx.add(OutboundMail(to_address="a@b.test", subject="x", body=str(step), created_at=now))
                for bid in self.bids:
                    bid(step)
                progress.step()
            progress.finish(tx, arguments["key"], now)


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Letters:
    service = Letters()
    kind = Kind(
        name="test.letters",
        queue=Queue.FILES,
        title="Writing letters",
        needs=Permission.PAYOUTS_STATEMENT_IMPORT,
        seen_by=Permission.PAYOUTS_STATEMENT_READ,
        run=service,
        subject=lambda _session, arguments: f"number {arguments['key']}",
        steps="Letters",
        result_url=lambda key: f"/statements/{key}",
        back_url=lambda _arguments: "/statements/import",
        done="All letters are written.",
        kept="No letter was written.",
    )
    monkeypatch.setitem(long_work.kinds, kind.name, kind)
    monkeypatch.setattr(long_work, "REPORT_EVERY_SECONDS", 0)
    return service


@pytest.fixture
def officer(db_app: Flask) -> Actor:
    return build(lambda tx: World(clock.now()).staff(tx, Role.FINANCE_OFFICER))


def asked(officer: Actor, key: int = 7) -> int:
    with transaction() as tx:
        kind = long_work.kinds["test.letters"]
        return long_work.ask(tx, kind, str(key), {"key": key}, actor=officer, now=clock.now())


def written() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(OutboundMail)) or 0


def browser(app: Flask, actor: Actor) -> FlaskClient:
    from identity.people.models import Person

    client = app.test_client()
    sign_in(client, db.session.get_one(Person, actor.person_id), None)
    return client


def refuse(_step: int) -> None:
    raise Refused(FileProblem.TOO_LARGE)


def break_down(_step: int) -> None:
    raise ZeroDivisionError


def test_what_was_asked_for_is_queued_with_it_and_done_once(
    app: Flask, letters: Letters, officer: Actor
) -> None:
    work_id = asked(officer)
    assert queued(long_work.TASK) == [{"work_id": work_id}]
    work = run_work(app, work_id)
    assert (work.state, work.result_id, work.done, work.total) == (WorkState.DONE, 7, STEPS, STEPS)
    run_work(app, work_id)
    assert written() == STEPS


def test_what_is_rolled_back_is_neither_asked_for_nor_queued(letters: Letters, officer: Actor) -> None:
    with pytest.raises(ZeroDivisionError), transaction() as tx:
        long_work.ask(tx, long_work.kinds["test.letters"], "1", {}, actor=officer, now=clock.now())
        raise ZeroDivisionError
    assert queued(long_work.TASK) == []
    assert db.session.scalars(sa.select(long_work.LongWork)).all() == []


def test_one_thing_is_worked_on_once_at_a_time(app: Flask, letters: Letters, officer: Actor) -> None:
    first = asked(officer)
    with pytest.raises(Refused) as refused:
        asked(officer)
    assert (refused.value.reason, refused.value.facts) == (WorkRefusal.UNDER_WAY, {"work_id": first})
    assert asked(officer, 8) != first
    run_work(app, first)
    assert asked(officer) != first, "what is done may be asked for again: the service knows whether it may be"


def test_progress_is_seen_by_others_while_the_work_is_still_open(
    app: Flask, letters: Letters, officer: Actor
) -> None:
    work_id = asked(officer)
    seen: list[tuple[int, int, str, int]] = []

    def look(_step: int) -> None:
        with psycopg.connect(app.installation.reach.url) as other:
            row = other.execute(
                "SELECT done, total, state, (SELECT count(*) FROM outbound_mails) FROM long_works WHERE id = %s",
                (work_id,),
            ).fetchone()
            assert row is not None
            seen.append(row)

    letters.bids.append(look)
    run_work(app, work_id)
    assert seen == [(step, STEPS, "running", 0) for step in range(STEPS)]
    assert written() == STEPS


def test_a_second_runner_leaves_it_to_the_first(app: Flask, letters: Letters, officer: Actor) -> None:
    work_id = asked(officer)
    letters.bids.append(lambda _step: jobs.run_now(app, long_work.TASK, work_id=work_id))
    assert run_work(app, work_id).state is WorkState.DONE
    assert written() == STEPS


def test_a_refusal_is_kept_and_told_in_both_languages(app: Flask, letters: Letters, officer: Actor) -> None:
    work_id = asked(officer)
    letters.bids.append(refuse)
    work = run_work(app, work_id)
    assert (work.state, work.refusal, written()) == (WorkState.REFUSED, name_of(FileProblem.TOO_LARGE), 0)
    assert member_named(work.refusal or "") is FileProblem.TOO_LARGE
    client = browser(app, officer)
    for language, words in (("th", "ไฟล์"), ("en", "The file is too large (at most 10 MB).")):
        page = client.get(f"/work/{work_id}?lang={language}")
        assert page.status_code == 200
        assert words in page.text
        assert 'href="/statements/import"' in page.text
    assert client.get(f"/work/{work_id}/progress").json["state"] == "failed"
    assert f'href="/work/{work_id}"' in client.get("/today").text
    assert client.post(f"/work/{work_id}/noted").status_code == 303
    assert f'href="/work/{work_id}"' not in client.get("/today").text


def test_a_reason_kept_with_the_module_of_its_enum_is_found_after_the_migration(
    app: Flask, letters: Letters, officer: Actor
) -> None:
    migration = import_module("migrations.versions.0039_reasons_by_name")
    work_id = asked(officer)
    letters.bids.append(refuse)
    run_work(app, work_id)

    def as_kept_after(*statements: str) -> str | None:
        build(lambda tx: [tx.execute(sa.text(each)) for each in statements])
        return kept_work(work_id).refusal

    assert as_kept_after(*migration.back()) == "core.documents.FileProblem:too_large"
    assert as_kept_after(migration.WITHOUT_MODULE) == name_of(FileProblem.TOO_LARGE)
    assert as_kept_after(migration.WITHOUT_MODULE) == name_of(FileProblem.TOO_LARGE), "twice is once"


def test_facts_of_a_refusal_come_back_in_its_words(app: Flask, letters: Letters, officer: Actor) -> None:
    from payouts.states import PayoutRefusal

    def say(_step: int) -> None:
        raise Refused(PayoutRefusal.PAYEE_NOT_PAYABLE, payee="ร้านนวลจันทร์ 100%")

    work_id = asked(officer)
    letters.bids.append(say)
    run_work(app, work_id)
    client = browser(app, officer)
    for language in ("th", "en"):
        assert "ร้านนวลจันทร์ 100%" in client.get(f"/work/{work_id}?lang={language}").text


def test_who_lost_the_right_meanwhile_does_nothing_more(app: Flask, letters: Letters, officer: Actor) -> None:
    work_id = asked(officer)
    build(lambda tx: tx.execute(sa.update(StaffRole).values(ended_at=clock.now())))
    work = run_work(app, work_id)
    assert (work.state, work.refusal) == (WorkState.REFUSED, name_of(WorkRefusal.RIGHT_WITHDRAWN))
    assert written() == 0
    assert "You no longer had permission" in browser(app, officer).get(f"/work/{work_id}?lang=en").text


def test_who_is_barred_meanwhile_does_nothing_more(app: Flask, letters: Letters, officer: Actor) -> None:
    from identity.people.models import Person

    work_id = asked(officer)
    build(lambda tx: tx.execute(sa.update(Person).values(active=False)))
    assert run_work(app, work_id).state is WorkState.REFUSED


def test_others_work_is_not_there_but_for_staff_who_may_see_its_result(
    app: Flask, letters: Letters, officer: Actor
) -> None:
    work_id = asked(officer)
    world = World(clock.now(), first=500)
    stranger = build(lambda tx: world.staff(tx, Role.PLAN_OFFICER))
    auditor = build(lambda tx: world.staff(tx, Role.AUDITOR))
    person = build(lambda tx: world.person(tx).id)
    for other in (stranger, Actor(stranger.kind, person, frozenset(), frozenset())):
        client = browser(app, other)
        for path in ("", "/progress"):
            assert client.get(f"/work/{work_id}{path}").status_code == 404
        for verb in ("again", "noted"):
            assert client.post(f"/work/{work_id}/{verb}").status_code == 404
    reader = browser(app, auditor)
    assert reader.get(f"/work/{work_id}").status_code == 200
    assert reader.post(f"/work/{work_id}/again").status_code == 404
    assert reader.get(f"/work/{work_id + 1}").status_code == 404
    assert f"/work/{work_id}" not in reader.get("/today").text


def test_the_page_goes_on_to_the_result(app: Flask, letters: Letters, officer: Actor) -> None:
    work_id = asked(officer)
    client = browser(app, officer)
    with counted(app) as statements:
        page = client.get(f"/work/{work_id}?lang=en")
        told = client.get(f"/work/{work_id}/progress").json
    assert max(statements) <= MOST_STATEMENTS
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert f'data-url="/work/{work_id}/progress"' in page.text
    assert told == {"state": "waiting", "done": 0, "total": None, "text": "Waiting to start"}
    assert "In progress: Writing letters" in client.get("/today").text
    run_work(app, work_id)
    answer = client.get(f"/work/{work_id}")
    assert (answer.status_code, answer.location) == (303, "/statements/7")
    assert f'href="/work/{work_id}"' not in client.get("/today").text


def test_the_same_again_is_a_new_piece_with_what_the_first_was_asked_with(
    app: Flask, letters: Letters, officer: Actor
) -> None:
    work_id = asked(officer)
    with pytest.raises(NotFound):
        retry_work(work_id, actor=officer, now=clock.now())
    letters.bids.append(refuse)
    run_work(app, work_id)
    letters.bids.clear()
    answer = browser(app, officer).post(f"/work/{work_id}/again")
    again = int(answer.location.rpartition("/")[2])
    assert run_work(app, again).state is WorkState.DONE
    assert kept_work(work_id).noted_at is not None
    assert written() == STEPS


def test_a_fault_is_tried_again_and_in_the_end_said_plainly(
    app: Flask, letters: Letters, officer: Actor
) -> None:
    work_id = asked(officer)
    letters.bids.append(break_down)
    for tries in range(1, MOST_TRIES):
        with pytest.raises(ZeroDivisionError):
            run_work(app, work_id)
        assert (kept_work(work_id).state, kept_work(work_id).tries) == (WorkState.RUNNING, tries)
    assert run_work(app, work_id).state is WorkState.FAILED
    assert written() == 0
    assert f"Tried {MOST_TRIES} times" in browser(app, officer).get(f"/work/{work_id}?lang=en").text


def orphaned(work_id: int) -> None:
    """As a killed worker leaves it: begun, its job fetched and gone, its lock with its connection."""
    begin_work(work_id, now=clock.now() - GRACE - timedelta(seconds=1))
    build(lambda tx: tx.execute(sa.text("UPDATE procrastinate_jobs SET status = 'doing'")))


def test_what_a_killed_worker_left_is_taken_up_again(app: Flask, letters: Letters, officer: Actor) -> None:
    work_id = asked(officer)
    assert requeue_work(now=clock.now() + timedelta(hours=1)) == []
    assert len(queued(long_work.TASK)) == 1, "what waits for its turn is not queued twice"
    orphaned(work_id)
    with long_work.runner_of(work_id):
        jobs.run_now(app, "house.revive_long_work")
        assert queued(long_work.TASK) == [], "somebody is at it"
    jobs.run_now(app, "house.revive_long_work")
    assert queued(long_work.TASK) == [{"work_id": work_id}]
    assert run_work(app, work_id).state is WorkState.DONE
    assert written() == STEPS


def test_what_kills_its_worker_each_time_is_given_up(app: Flask, letters: Letters, officer: Actor) -> None:
    work_id = asked(officer)
    for _ in range(MOST_TRIES):
        orphaned(work_id)
    jobs.run_now(app, "house.revive_long_work")
    db.session.rollback()
    assert queued(long_work.TASK) == []
    assert kept_work(work_id).state is WorkState.FAILED


def test_a_job_that_is_queued_again_does_not_begin_it_once_more_than_often_enough(
    app: Flask, letters: Letters, officer: Actor
) -> None:
    work_id = asked(officer)
    for _ in range(MOST_TRIES):
        orphaned(work_id)
    assert run_work(app, work_id).state is WorkState.FAILED
    assert written() == 0


def test_a_service_that_forgets_to_finish_is_a_fault(app: Flask, letters: Letters, officer: Actor) -> None:
    work_id = asked(officer)
    long_work.kinds["test.letters"] = forgetful(long_work.kinds["test.letters"])
    with pytest.raises(RuntimeError, match="without finishing"):
        run_work(app, work_id)


def forgetful(kind: Kind) -> Kind:
    from dataclasses import replace

    return replace(kind, run=lambda *_args, **_more: None)


def test_words_of_a_reason_that_is_no_more_are_none() -> None:
    assert member_named(f"core.documents.operations.FileProblem:gone{os.getpid()}") is None


def test_what_waits_and_what_came_to_nothing_is_counted(app: Flask, letters: Letters, officer: Actor) -> None:
    asked(officer, 1)
    letters.bids.append(refuse)
    run_work(app, asked(officer, 2))
    db.session.rollback()
    counted_now = registry.metrics["work"](db.session())
    assert sorted((labels["state"], count) for _name, labels, count in counted_now) == [
        ("refused", 1),
        ("waiting", 1),
    ]
