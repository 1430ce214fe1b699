"""The trail, the reasons that can be erased, and the seals that show what even the owner did."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import errors

from core.actor import ANONYMOUS, SYSTEM, actor_with
from core.audit import operations as audit
from core.audit.models import AuditSeal, Reason
from core.audit.rules import LONGEST_REASON
from core.audit.rules import ReasonRefusal as R
from core.audit.sealing import Receipt, sealed_tables, verify_seals
from core.audit.services.seal_audit import seal_audit
from core.database.embedded import APP_ROLE, OWNER_ROLE
from core.db import db, transaction
from core.errors import Refused
from core.permissions import Role
from core.settings.keyring import Keyring
from core.tasks import queue as jobs
from tests.sealing import settle_and_seal

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
OFFICER = actor_with(frozenset({Role.FINANCE_OFFICER, Role.AUDITOR}), person_id=42)
KEY = Keyring.parse("a-key-that-no-database-holds")


def happen(name: str = "coupon.held", subject_id: int = 1, **fields: object) -> None:
    with transaction() as tx:
        audit.record(tx, name, "coupon", subject_id, OFFICER, NOW, fields=fields)


def broken(*receipts: Receipt, key: Keyring = KEY) -> list[tuple[str, str]]:
    db.session.rollback()
    db.session.expunge_all()
    return [(finding.check, finding.subject) for finding in verify_seals(db.session(), key, receipts)]


def test_an_event_says_who_did_what_in_which_role(db_app):
    happen(limit_satang=500, state="held", digest="ab" * 32)
    (event,) = audit.history(db.session(), ("coupon", 1))
    assert (event.name, event.actor_person_id, event.actor_roles) == (
        "coupon.held",
        42,
        ("auditor", "finance_officer"),
    )
    assert event.fields == {"limit_satang": 500, "state": "held", "digest": "ab" * 32}
    assert (event.occurred_at, event.reason) == (NOW, None)


@pytest.mark.parametrize(("actor", "role"), [(SYSTEM, "system"), (ANONYMOUS, "stranger")])
def test_who_is_no_person_is_named_by_kind(db_app, actor, role):
    with transaction() as tx:
        audit.record(tx, "coupon.expired", "coupon", 1, actor, NOW)
    assert audit.history(db.session(), ("coupon", 1))[0].actor_roles == (role,)


def test_history_joins_several_subjects_in_order_and_keeps_the_latest(db_app):
    for subject_id in (1, 2, 3, 1):
        happen(subject_id=subject_id)
    events = audit.history(db.session(), ("coupon", 1), ("coupon", 2))
    assert [event.subject_id for event in events] == [1, 2, 1]
    assert len(audit.history(db.session(), ("coupon", 1), limit=1)) == 1
    assert audit.history(db.session()) == []


@pytest.mark.parametrize("value", ["สมชาย ใจดี", "a.person@example.com", "two words", 0.5, {"a": 1}, ["x y"]])
def test_what_could_name_a_person_never_enters_the_trail(value):
    with pytest.raises(ValueError, match="not opaque"):
        audit.event_values("coupon.held", "coupon", 1, OFFICER, NOW, {"note": value})


@pytest.mark.parametrize("name", ["held", "Coupon.Held", "coupon held", "coupon."])
def test_a_name_that_is_not_dotted_is_refused(name):
    with pytest.raises(ValueError, match="dotted"):
        audit.event_values(name, "coupon", 1, OFFICER, NOW)


def fail_midway() -> None:
    with transaction() as tx:
        audit.record(tx, "coupon.held", "coupon", 1, OFFICER, NOW)
        audit.record(tx, "not dotted", "coupon", 1, OFFICER, NOW)


def test_a_rolled_back_deed_leaves_no_trace(db_app):
    with pytest.raises(ValueError, match="dotted"):
        fail_midway()
    assert audit.history(db.session(), ("coupon", 1)) == []


def test_a_reason_is_read_until_its_key_is_destroyed(db_app):
    with transaction() as tx:
        reason_id = audit.store_reason(tx, 42, "เอกสารไม่ครบ")
        other_id = audit.store_reason(tx, 43, "ครบแล้ว")
        audit.record(tx, "coupon.held", "coupon", 1, OFFICER, NOW, reason_id=reason_id)
    assert audit.read_reason(db.session(), reason_id) == "เอกสารไม่ครบ"
    stored = db.session.scalar(sa.select(Reason.ciphertext).where(Reason.id == reason_id))
    assert "เอกสาร".encode() not in stored
    db.session.rollback()
    with transaction() as tx:
        assert audit.erase_reasons(tx, 42)
        assert not audit.erase_reasons(tx, 42)
    assert audit.read_reason(db.session(), reason_id) is None
    assert audit.read_reason(db.session(), other_id) == "ครบแล้ว"
    assert audit.history(db.session(), ("coupon", 1))[0].reason is None


@pytest.mark.parametrize(
    ("text", "why"),
    [(" \n", R.REASON_MISSING), ("ก" * (LONGEST_REASON + 1), R.REASON_TOO_LONG)],
)
def test_a_reason_that_says_nothing_or_too_much_is_not_kept(db_app, text, why):
    with transaction() as tx, pytest.raises(Refused) as refused:
        audit.store_reason(tx, 42, text)
    assert refused.value.reason is why


def test_a_reason_is_kept_without_the_space_around_it(db_app):
    with transaction() as tx:
        reason_id = audit.store_reason(tx, 42, f"  {'ก' * LONGEST_REASON}\n")
    assert audit.read_reason(db.session(), reason_id) == "ก" * LONGEST_REASON


def test_a_reason_that_was_not_given_is_none(db_app):
    assert audit.read_reason(db.session(), None) is None
    assert audit.read_reasons(db.session(), [None]) == {}


def test_a_new_key_does_not_open_what_was_erased(db_app):
    with transaction() as tx:
        reason_id = audit.store_reason(tx, 42, "ก่อน")
        audit.erase_reasons(tx, 42)
        later_id = audit.store_reason(tx, 42, "หลัง")
    assert audit.read_reason(db.session(), reason_id) is None
    assert audit.read_reason(db.session(), later_id) == "หลัง"


def test_nothing_new_is_not_sealed(db_app):
    assert seal_audit(KEY, now=NOW) is None


def test_a_chain_of_seals_holds(db_app):
    happen()
    first = settle_and_seal(KEY, NOW)
    happen()
    second = settle_and_seal(KEY, NOW)
    assert (first.number, second.number) == (1, 2)
    assert broken(first, second) == []
    assert "ledger_postings" in sealed_tables


def test_a_seal_waits_for_a_transaction_that_is_still_running(db_app, server, database):
    with psycopg.connect(server.url(APP_ROLE, database)) as slow:
        slow.execute("SELECT pg_current_xact_id()")
        happen()
        assert seal_audit(KEY, now=NOW) is None
        slow.rollback()
    assert settle_and_seal(KEY, NOW).number == 1


def test_the_worker_seals_the_trail_every_few_minutes(db_app, app):
    task = jobs.tasks["audit.seal"]
    assert task.cron == "*/10 * * * *"
    happen()
    db.session.rollback()
    deadline = time.monotonic() + 20
    while db.session.scalar(sa.select(sa.func.count()).select_from(AuditSeal)) == 0:
        assert time.monotonic() < deadline, "no transaction of another test runs for so long"
        jobs.run_now(app, "audit.seal")
        db.session.rollback()
    assert broken(key=app.installation.settings.seal_key) == []


TAMPERING = {
    "changed": "UPDATE audit_events SET actor_person_id = 7 WHERE subject_id = 2",
    "a field changed": """UPDATE audit_events SET fields = '{"amount_satang": 1}' WHERE subject_id = 2""",
    "deleted": "DELETE FROM audit_events WHERE subject_id = 2",
    "added": """INSERT INTO audit_events (name, subject_kind, subject_id, actor_roles, occurred_at, xact_id)
        SELECT 'coupon.held', 'coupon', 9, '', now(), xact_id FROM audit_events WHERE subject_id = 2""",
    "moved in time": "UPDATE audit_events SET occurred_at = occurred_at + interval '1 day' WHERE subject_id = 2",
}


@pytest.mark.parametrize("how", TAMPERING)
def test_the_owner_with_the_triggers_off_is_still_found_out(db_app, server, database, how):
    for subject_id in (1, 2, 3):
        happen(subject_id=subject_id, amount_satang=100)
        settle_and_seal(KEY, NOW)
    with psycopg.connect(server.url(OWNER_ROLE, database), autocommit=True) as owner:
        with pytest.raises(errors.RestrictViolation):
            owner.execute("DELETE FROM audit_events")
        owner.execute("ALTER TABLE audit_events DISABLE TRIGGER ALL")
        try:
            owner.execute(TAMPERING[how])
        finally:
            owner.execute("ALTER TABLE audit_events ENABLE TRIGGER ALL")
    assert broken() == [("audit.rows", "seal 2")]


SEAL_TAMPERING = {
    "resealed without the key": ("UPDATE audit_seals SET row_count = 0 WHERE number = 2", "audit.signature"),
    "a link taken out": ("DELETE FROM audit_seals WHERE number = 2", "audit.chain"),
    "the end cut off": ("DELETE FROM audit_seals WHERE number = 3", "audit.receipt"),
}


@pytest.mark.parametrize("how", SEAL_TAMPERING)
def test_seals_themselves_cannot_be_mended_without_the_key(db_app, server, database, how):
    receipts = []
    for subject_id in (1, 2, 3):
        happen(subject_id=subject_id)
        receipts.append(settle_and_seal(KEY, NOW))
    statement, check = SEAL_TAMPERING[how]
    with psycopg.connect(server.url("postgres", database), autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(statement)
    assert check in {found for found, _ in broken(*receipts)}


def test_another_key_signs_nothing_of_ours(db_app):
    happen()
    settle_and_seal(KEY, NOW)
    assert broken(key=Keyring.parse("another")) == [("audit.signature", "seal 1")]


def test_seals_of_each_generation_hold_as_long_as_it_is_listed(db_app):
    both, new = (
        Keyring.parse("1:a-key-that-no-database-holds,2:its-successor"),
        Keyring.parse("2:its-successor"),
    )
    happen()
    settle_and_seal(KEY, NOW)
    happen()
    settle_and_seal(both, NOW)
    assert broken(key=both) == []
    assert broken(key=new) == [("audit.key", "seal 1")]
    assert broken(key=KEY) == [("audit.key", "seal 2")]


def test_a_replaced_key_adds_no_seal_to_the_chain(db_app):
    both = Keyring.parse("1:a-key-that-no-database-holds,2:its-successor")
    for keys in (both, KEY):
        happen()
        settle_and_seal(keys, NOW)
    assert broken(key=both) == [("audit.signature", "seal 2")]


def test_the_commands_seal_and_verify_and_their_exit_status_tells(db_app, server, database):
    run = db_app.test_cli_runner().invoke
    happen()
    key = db_app.installation.settings.seal_key
    while db.session.scalar(sa.select(sa.func.count()).select_from(AuditSeal)) == 0:
        db.session.rollback()
        receipt = run(args=["audit", "seal"]).output.strip()
    db.session.rollback()
    assert str(Receipt.parse(receipt)) == receipt
    assert broken(key=key) == []
    assert run(args=["audit", "seal"]).output == "nothing new to seal\n"
    assert run(args=["audit", "verify", "--receipt", receipt]).exit_code == 0
    assert run(args=["audit", "verify", "--receipt", "1:zz"]).exit_code == 2
    with psycopg.connect(server.url("postgres", database), autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("DELETE FROM audit_events")
    answer = run(args=["audit", "verify"])
    assert (answer.exit_code, "audit.rows: seal 1" in answer.output) == (1, True)
