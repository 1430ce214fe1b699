"""A bank's file taken and a batch released by the worker: refused at once, refused later, or done – never in part."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import FRESH_FOR, Actor
from core.calendar.due import is_official
from core.commands import ProofNeeded
from core.db import db, transaction
from core.documents.models import Document
from core.labels import name_of
from core.permissions import Role
from core.tasks import long_work
from core.tasks.models import LongWork
from core.tasks.services.retry_work import retry_work
from core.tasks.states import WorkRefusal, WorkState
from core.terms import Calendar
from demo.bank import answers
from identity.people.models import Person
from identity.staff.models import StaffRole
from ledger.models import Posting
from payouts.batches.services.ask_release import ask_release
from payouts.batches.services.cancel_batch import cancel_batch
from payouts.models.reconciliation import BankImport
from payouts.reconciliation.services.ask_import import ask_import
from payouts.states import PayoutRefusal
from providers.services.suspend_provider import suspend_provider
from tests.crawl import counted, sign_in
from tests.factories import build
from tests.payouts.world import MONDAY, Finance, findings, order_of, payable_of, payments_of, state_of
from tests.works import run_work, work_of

MOST_STATEMENTS = 12
DAY = Calendar(is_official).next_working_day(clock.bangkok_date(MONDAY))


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


def browse(client: FlaskClient, actor: Actor) -> FlaskClient:
    sign_in(client, db.session.get_one(Person, actor.person_id), None)
    return client


def give_in(client: FlaskClient, content: bytes, name: str = "C053.xml") -> str:
    """Post the file as the page does; answers where it leads."""
    sent = client.post(
        "/statements/import",
        data={"answer": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303, sent.text
    return sent.location


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def reported_statuses(finance: Finance, payments: int = 2) -> tuple[int, bytes]:
    """A released batch, and the statement in which the bank pays all of it."""
    finance.claims_of(payments)
    batch_id = finance.released()
    return batch_id, answers(order_of(batch_id)).camt053[1]


def take_right_away(actor: Actor) -> None:
    ended = sa.update(StaffRole).where(StaffRole.person_id == actor.person_id).values(ended_at=MONDAY)
    build(lambda tx: tx.execute(ended))


def test_what_can_be_refused_at_once_is_and_nothing_is_kept(finance: Finance, client: FlaskClient) -> None:
    _batch_id, statement = reported_statuses(finance)
    finance.take(statement)
    documents = count(Document)
    browse(client, finance.officer)
    for content in (b"", b"x", statement[: len(statement) // 2], statement):
        answer = client.post(
            "/statements/import",
            data={"answer": (io.BytesIO(content), "a.xml")},
            content_type="multipart/form-data",
        )
        assert answer.status_code in (400, 409)
        assert "govuk-error-summary" in answer.text
    assert (count(LongWork), count(Document)) == (0, documents)


def test_lines_are_counted_for_others_while_none_is_taken_yet(
    finance: Finance, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id, statement = reported_statuses(finance, 3)
    work_id = ask_import(statement, "C053.xml", actor=finance.officer, now=MONDAY)
    seen: list[tuple[int, int, int]] = []
    step = long_work.ProgressReporter.step

    def look(progress: long_work.ProgressReporter) -> None:
        step(progress)
        with psycopg.connect(app.installation.reach.url) as other:
            reported = "SELECT done, total, (SELECT count(*) FROM bank_imports) FROM long_works WHERE id = %s"
            seen.extend(other.execute(reported, (work_id,)).fetchall())  # type: ignore[arg-type]  # a row of three

    monkeypatch.setattr(long_work, "REPORT_EVERY_SECONDS", 0)
    monkeypatch.setattr(long_work.ProgressReporter, "step", look)
    work = run_work(app, work_id)
    assert seen == [(1, 3, 0), (2, 3, 0), (3, 3, 0)]
    assert (work.state, work.done, work.total) == (WorkState.DONE, 3, 3)
    assert state_of(batch_id) == "settled"
    assert findings() == []


def test_the_same_work_run_twice_has_one_effect(finance: Finance, app: Flask) -> None:
    finance.claims_of(2)
    batch_id = finance.approved()
    release = ask_release(batch_id, "03", DAY, actor=finance.releaser, now=MONDAY)
    assert run_work(app, release).result_id == batch_id
    order, sent = order_of(batch_id), count(Posting)
    assert run_work(app, release).state is WorkState.DONE
    assert (order_of(batch_id), count(Posting)) == (order, sent)
    statement = answers(order).camt053[1]
    taking = ask_import(statement, "C053.xml", actor=finance.officer, now=MONDAY)
    first = run_work(app, taking).result_id
    paid = count(Posting)
    assert run_work(app, taking).result_id == first
    assert (count(BankImport), count(Posting)) == (1, paid)
    assert findings() == []


def test_two_who_give_in_one_file_come_to_one_work(finance: Finance, app: Flask, client: FlaskClient) -> None:
    _batch_id, statement = reported_statuses(finance)
    colleague = build(lambda tx: finance.world.staff(tx, Role.FINANCE_OFFICER))
    first = give_in(browse(client, finance.officer), statement)
    twin = browse(app.test_client(), colleague)
    assert give_in(twin, statement, "again.xml") == first
    page = twin.get(f"{first}?lang=en")
    assert "เรื่องนี้กำลังดำเนินการอยู่แล้ว" in page.text
    assert "by somebody else" in page.text
    run_work(app, work_of(first))
    assert count(BankImport) == 1


def test_a_file_taken_meanwhile_is_refused_in_both_languages_and_kept(
    finance: Finance, app: Flask, client: FlaskClient
) -> None:
    _batch_id, statement = reported_statuses(finance)
    browse(client, finance.officer)
    way = give_in(client, statement, "ธันวาคม.xml")
    finance.take(statement)
    work = run_work(app, work_of(way))
    assert (work.state, work.refusal) == (
        WorkState.REFUSED,
        name_of(PayoutRefusal.FILE_IMPORTED_BEFORE),
    )
    for language, words in (("th", "ไฟล์"), ("en", "has already been imported")):
        page = client.get(f"{way}?lang={language}")
        assert words in page.text
        assert "ธันวาคม.xml" in page.text
        assert 'href="/statements/import"' in page.text
        assert f'action="{way}/again"' in page.text
    again = client.post(f"{way}/again").location
    assert run_work(app, work_of(again)).state is WorkState.REFUSED
    assert count(BankImport) == 1


def test_a_payee_suspended_meanwhile_stops_the_release_and_is_named(
    finance: Finance, app: Flask, client: FlaskClient
) -> None:
    provider_id = finance.provider()
    finance.claim(provider_id)
    batch_id = finance.approved()
    browse(client, finance.releaser)
    form = {"version": "03", "execution_date": DAY.isoformat()}
    way = client.post(f"/batches/{batch_id}/release", data=form).location
    approver = build(lambda tx: finance.world.staff(tx, Role.PROGRAMME_APPROVER))
    suspend_provider(provider_id, "ตรวจสอบ", actor=approver, now=MONDAY)
    assert run_work(app, work_of(way)).refusal == name_of(PayoutRefusal.PAYEE_NOT_PAYABLE)
    payee = payable_of(payments_of(batch_id)[0].payable.redemption_id).payee.name_th
    for language in ("th", "en"):
        assert payee in client.get(f"{way}?lang={language}").text
    assert state_of(batch_id) == "approved"
    assert 'name="version"' in client.get(f"/batches/{batch_id}").text, "it may be released again"
    assert findings() == []


def test_a_batch_cancelled_meanwhile_is_not_released(finance: Finance, app: Flask) -> None:
    finance.claims_of(1)
    batch_id = finance.approved()
    work_id = ask_release(batch_id, "03", DAY, actor=finance.releaser, now=MONDAY)
    cancel_batch(batch_id, "ผิดงวด", actor=finance.officer, now=MONDAY)
    assert run_work(app, work_id).state is WorkState.REFUSED
    assert state_of(batch_id) == "cancelled"


def test_asking_again_wants_the_second_factor_that_asking_wanted(
    finance: Finance, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    finance.claims_of(1)
    batch_id = finance.approved()
    work_id = ask_release(batch_id, "03", DAY, actor=finance.releaser, now=MONDAY)
    with transaction() as tx:
        tx.execute(sa.update(LongWork).where(LongWork.id == work_id).values(state=WorkState.FAILED))
    settings = app.installation.settings
    monkeypatch.setattr(app.installation, "settings", replace(settings, second_factor_waived=False))
    stale = replace(finance.releaser, second_factor_at=MONDAY - FRESH_FOR - timedelta(minutes=1))
    with pytest.raises(ProofNeeded):
        retry_work(work_id, actor=stale, now=MONDAY)
    assert retry_work(work_id, actor=replace(stale, second_factor_at=MONDAY), now=MONDAY) != work_id


def test_whose_right_was_withdrawn_meanwhile_releases_and_imports_nothing(
    finance: Finance, app: Flask
) -> None:
    _batch_id, statement = reported_statuses(finance)
    finance.claims_of(1)
    other_id = finance.approved()
    works = [
        ask_import(statement, "C053.xml", actor=finance.officer, now=MONDAY),
        ask_release(other_id, "03", DAY, actor=finance.releaser, now=MONDAY),
    ]
    take_right_away(finance.officer)
    take_right_away(finance.releaser)
    for work_id in works:
        assert run_work(app, work_id).refusal == name_of(WorkRefusal.RIGHT_WITHDRAWN)
    assert count(BankImport) == 0
    assert state_of(other_id) == "approved"


def test_a_form_sent_twice_is_one_work(finance: Finance, client: FlaskClient) -> None:
    finance.claims_of(1)
    batch_id = finance.approved()
    browse(client, finance.releaser)
    form = {"version": "03", "execution_date": DAY.isoformat(), "form_token": "once-and-only-once"}
    first, second = (client.post(f"/batches/{batch_id}/release", data=form).location for _ in range(2))
    assert first == second
    assert count(LongWork) == 1


def test_its_pages_are_lean_and_not_everybodys(finance: Finance, app: Flask, client: FlaskClient) -> None:
    _batch_id, statement = reported_statuses(finance)
    way = give_in(browse(client, finance.officer), statement)
    with counted(app) as statements:
        for path in (way, f"{way}/progress"):
            assert client.get(path).status_code == 200
    assert max(statements) <= MOST_STATEMENTS
    assert browse(app.test_client(), finance.claims).get(way).status_code == 404
