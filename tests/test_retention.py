"""What is kept for a time is gone after it, and nothing else: seen in the database a month and three months later."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx, db, transaction
from core.documents import operations as documents
from core.documents import uploads
from core.documents.models import Document
from core.idempotency import RequestKey, claim
from core.mail import operations as mail
from core.mail.models import OutboundMail
from core.mail.services.claim_mail import claim_mail
from core.mail.services.record_mail_failure import record_mail_failure
from core.mail.services.record_mail_sent import record_mail_sent
from core.mail.states import MailState
from core.permissions import Role
from core.tasks import long_work, worker
from core.tasks import queue as jobs
from core.tasks.models import LongWork
from coupons.coupons.models import Coupon
from identity.accounts.models import MailRequest, SignInAttempt
from identity.accounts.operations import NewSession, open_session, session_of_token
from identity.accounts.services.sign_out import sign_out
from identity.accounts.states import AttemptKind, MailKind
from identity.organisations.invitations import NewInvitation, offer
from identity.organisations.models import Invitation
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from openness.retention import retention_rules
from smes.models import Sme
from smes.states import SmeState
from tests.factories import World
from web.lists.exports import EXPORT

NIGHT = timedelta(hours=30)
"Nothing is stored until the minute: the sweeps run by night."


class Filled:
    """One of each thing that is kept for a time, and things that stay."""

    owner: Actor
    orphan: Path
    exported: Path
    paper: Path


def _sent_and_given_up(tx: Tx, now: datetime) -> tuple[int, int, int]:
    return tuple(  # type: ignore[return-value]  # three of them
        mail.send(tx, f"{name}@example.test", "Reset", "https://coupon.example/reset/secret", now=now)
        for name in ("sent", "given-up", "waiting")
    )


def _file(tx: Tx, kind: str, text: bytes, actor: Actor, now: datetime, tmp_path: Path) -> Document:
    path = tmp_path / kind
    path.write_bytes(text)
    return documents.store_file(tx, path, "text/csv", f"{kind}.csv", kind, actor=actor, now=now)


def _reminded(world: World, now: datetime) -> None:
    """Officers were told of two registrations; one of them was decided since, the other waits to this day."""

    def waits(tx: Tx) -> int:
        return int(world.sme(tx, state=SmeState.SUBMITTED, submitted_at=now).organisation_id)

    with transaction() as tx:
        world.staff(tx, Role.PROGRAMME_OFFICER)
        decided, _waiting = waits(tx), waits(tx)
    jobs.tasks["identity.send_reminders"].run()
    with transaction() as tx:
        verified = {"state": SmeState.VERIFIED, "verified_at": now, "verified_by_id": world.person(tx).id}
        tx.execute(sa.update(Sme).where(Sme.organisation_id == decided).values(verified))


@pytest.fixture
def filled(db_app: Flask, tmp_path: Path) -> Iterator[Filled]:
    now, filled = clock.now(), Filled()
    world = World(now)
    with transaction() as tx:
        category = world.category(tx)
        sme, scheme = world.sme(tx), world.scheme(tx, category)
        filled.owner = owner = world.member(tx, sme.organisation_id, Capacity.SME)
        world.coupon(tx, scheme, sme)
        person_id = owner.known_person_id
        claim(tx.session, RequestKey(person_id, "projects.new", "token", bytes(32)))
        tx.add(SignInAttempt(kind=AttemptKind.PASSWORD, account=bytes(32), network=bytes(32), at=now))
        tx.add(MailRequest(kind=MailKind.RESET, address="nobody@example.test", asked_at=now))
        new = NewInvitation(
            email="invited@example.test",
            organisation_id=sme.organisation_id,
            capacity=Capacity.SME,
            member_role=MemberRole.MEMBER,
        )
        offer(tx, new, actor=owner, now=now)
        reason_id = audit.store_reason(tx, person_id, "เพราะเอกสารไม่ครบ")
        audit.record(tx, "coupon.held", "coupon", 1, owner, now, reason_id=reason_id)
        mails = _sent_and_given_up(tx, now)
        paper = _file(tx, "evidence", b"kept", owner, now, tmp_path)
        paper.organisation_id = sme.organisation_id
        export = _file(tx, documents.EXPORT, b"a list", owner, now, tmp_path)
        arguments = {"name": "people", "address": "/people?q=somebody", "format": "csv", "language": "th"}
        work_id = long_work.ask(tx, EXPORT, "1", arguments, actor=owner, now=now)
        token = open_session(tx, NewSession(person_id, password_at=now, second_factor_at=None), now=now)
        session_id = session_of_token(tx, person_id, token)
        filled.paper, filled.exported = documents.path_of(paper.sha256), documents.path_of(export.sha256)
        export_id = export.id
    with transaction() as tx:
        work = tx.get(LongWork, work_id)
        work.state, work.result_id = "done", export_id
    assert session_id is not None
    sign_out(session_id, actor=owner, now=now)
    for mail_id in mails[:2]:
        claimed = claim_mail(mail_id, now=now)
        assert claimed is not None
        if mail_id == mails[0]:
            record_mail_sent(mail_id, now=now)
        else:
            record_mail_failure(claimed, "recipient refused: 550", for_good=True, now=now)
    uploads.count(person_id, 3, most=100, now=now)
    filled.orphan = documents.path_of(os.urandom(32))
    filled.orphan.parent.mkdir(parents=True, exist_ok=True)
    filled.orphan.write_bytes(b"nobody's")
    with transaction() as tx:
        jobs.defer(tx, "mail.send", mail_id=mails[1])
        tx.execute(sa.text("UPDATE procrastinate_jobs SET status = 'doing'"))
        tx.execute(sa.text("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'mail.send'"))
    _reminded(world, now)
    yield filled
    for path in (filled.orphan, filled.exported, filled.paper):
        path.unlink(missing_ok=True)


def keys() -> dict[str, set[tuple[Any, ...]]]:
    """The keys of all rows there are, by table; procrastinate's failed jobs too."""
    db.session.rollback()
    found = {
        table.name: {tuple(row) for row in db.session.execute(sa.select(*table.primary_key.columns))}
        for table in db.metadata.sorted_tables
    }
    failed = sa.text("SELECT id FROM procrastinate_jobs WHERE status = 'failed'")
    return found | {"procrastinate_jobs": {tuple(row) for row in db.session.execute(failed)}}


def the_worker_runs_at(app: Flask, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Everything that the worker's queues have on their schedule, as procrastinate calls it."""
    monkeypatch.setattr(clock, "now", lambda: moment)
    db.session.remove()
    for queue in jobs.Queue:
        for periodic in worker.queue_app(app, queue).periodic_registry.periodic_tasks.values():
            if not periodic.task.name.startswith(
                "house.retry_cut_off"
            ):  # no timed work: it looks for dead workers
                periodic.task.func(timestamp=int(moment.timestamp()))


def lost(before: dict[str, set[Any]], after: dict[str, set[Any]]) -> dict[str, int]:
    """How many rows of each table are gone."""
    gone = {table: len(rows - after[table]) for table, rows in before.items()}
    return {table: count for table, count in gone.items() if count}


def mails() -> dict[str, tuple[str, str, str]]:
    rows = db.session.scalars(sa.select(OutboundMail))
    return {row.to_address.partition("@")[0]: (row.state.value, row.subject, row.body) for row in rows}


def test_a_month_later_what_was_kept_for_a_month_is_gone_and_all_else_is_there(
    db_app: Flask, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, before = clock.now(), keys()
    assert {"idempotency_keys", "sign_in_attempts", "upload_hours", "procrastinate_jobs"} <= {
        table for table, rows in before.items() if rows
    }
    the_worker_runs_at(db_app, monkeypatch, began + timedelta(days=30) + NIGHT)

    assert lost(before, keys()) == {
        "documents": 1,
        "idempotency_keys": 1,
        "mail_requests": 1,
        "procrastinate_jobs": 1,
        "reminders": 1,
        "sign_in_attempts": 1,
        "upload_hours": 1,
    }
    assert not filled.orphan.exists()
    assert not filled.exported.exists()
    assert filled.paper.exists()
    assert mails()["sent"] == (MailState.SENT, "", "")
    assert mails()["given-up"] == (MailState.ERASED, "", "")
    assert mails()["waiting"][1] == "Reset"
    assert db.session.scalars(sa.select(LongWork)).one().arguments["address"] == "/people"


def test_three_months_later_sessions_and_addresses_are_gone_too(
    db_app: Flask, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, before = clock.now(), keys()
    the_worker_runs_at(db_app, monkeypatch, began + timedelta(days=30) + NIGHT)
    the_worker_runs_at(db_app, monkeypatch, began + timedelta(days=120) + 2 * NIGHT)

    gone = lost(before, keys())
    assert {table: gone.get(table) for table in ("sign_in_sessions", "outbound_mails", "invitations")} == {
        "sign_in_sessions": 1,
        "outbound_mails": 2,
        "invitations": 1,
    }
    assert not db.session.scalar(sa.select(sa.func.count()).select_from(Invitation))
    for table in (
        "audit_events",
        "reasons",
        "person_keys",
        "people",
        "coupons",
        "applications",
        "ledger_postings",
    ):
        assert table not in gone
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Coupon)) == 1


def test_erased_free_texts_are_read_no_more_and_the_trail_that_names_them_stays(
    db_app: Flask, filled: Filled
) -> None:
    person_id, before = filled.owner.known_person_id, keys()
    erase = ["audit", "erase-reasons", str(person_id), "--yes"]

    assert db_app.test_cli_runner().invoke(args=erase).exit_code == 0
    assert lost(before, keys()) == {"person_keys": 1}
    held, erased = (audit.history(db.session(), each)[-1] for each in (("coupon", 1), ("person", person_id)))
    assert (held.name, held.reason) == ("coupon.held", None)
    assert erased.name == "person.reasons_erased"
    again = db_app.test_cli_runner().invoke(args=erase)
    assert again.exit_code == 1
    assert f"nothing is kept under a key of person {person_id}" in again.output


def test_a_person_with_no_free_texts_is_named_by_number(db_app: Flask) -> None:
    with transaction() as tx:
        person: Person = World(clock.now()).person(tx)
        person_id = person.id
    told = db_app.test_cli_runner().invoke(args=["audit", "erase-reasons", str(person_id), "--yes"])
    assert told.exit_code == 1


def test_what_is_said_to_be_deleted_by_itself_is_on_the_schedule_of_the_worker(db_app: Flask) -> None:
    said = {each.task for each in retention_rules(db_app.installation.settings)}
    scheduled = {name for name, task in jobs.tasks.items() if task.cron is not None}
    assert said <= scheduled
