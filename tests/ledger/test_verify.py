"""`flask ledger verify`: silent on a sound ledger; for every check one thing that is wrong, done past all guards."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa

from core.db import db
from ledger.checks import OWN, counter_findings, run_all
from ledger.services.roll_up import roll_up
from ledger.states import Move
from tests.ledger.till import COUPON, cheat, close_line, commit, open_line, open_world, post, reverse, settle

ACCOUNT = "(SELECT id FROM ledger_accounts WHERE kind = '{}' ORDER BY scheme_id NULLS LAST, id LIMIT 1)"


def forged(move: str, source: str, destination: str, satang: int, **changes: str) -> str:
    """SQL that writes a posting as no code of ours would."""
    columns = {
        "source_id": ACCOUNT.format(source),
        "destination_id": ACCOUNT.format(destination),
        "amount_satang": str(satang),
        "move": f"'{move}'",
        "reference": f"'forged:{move}'",
        "subject_kind": "'redemption'",
        "subject_id": "1",
        "coupon_id": str(COUPON),
        "occurred_at": "now()",
    } | changes
    return f"INSERT INTO ledger_postings ({', '.join(columns)}) VALUES ({', '.join(columns.values())})"


OTHER_LINE = """INSERT INTO ledger_accounts (line_id, scheme_id, kind, stripe) VALUES (12, 21, 'lapsed', 0);
INSERT INTO ledger_stripes SELECT 0, 12, NULL, 0, 0 WHERE false;"""

WRONG: dict[str, str] = {
    "ledger.clock": "UPDATE ledger_postings SET xact_id = 9000000000000000 WHERE move = 'commit'",
    "ledger.closed_lines": "UPDATE ledger_lines SET closed_at = now() + interval '90 years'",
    "ledger.coupon_home": forged(
        "lapse_committed", "committed", "lapsed", 1, destination_id="(SELECT max(id) FROM ledger_accounts)"
    ),
    "ledger.coupon_kinds": forged("pay", "in_transit", "paid", 1, subject_kind="'payment'"),
    "ledger.coupons": forged("approve", "reserved", "payable", 101),
    "ledger.ends": forged("lapse_committed", "committed", "lapsed", 1, destination_id="999999"),
    "ledger.guards": "ALTER TABLE ledger_postings DISABLE TRIGGER append_only",
    "ledger.lines": forged(
        "lapse_committed", "committed", "lapsed", 1, destination_id="(SELECT max(id) FROM ledger_accounts)"
    ),
    "ledger.moves": forged("pay", "reserved", "paid", 1),
    "ledger.negative": forged("reserve", "committed", "reserved", 5000),
    "ledger.reversals": "UPDATE ledger_postings SET amount_satang = amount_satang + 1 WHERE move = 'reverse'",
    "ledger.rollups": "UPDATE ledger_rollups SET credit_satang = credit_satang + 1, debit_satang = debit_satang + 1",
    "ledger.stripes": "UPDATE ledger_stripes SET balance_satang = balance_satang + 1",
    "ledger.transfers": forged(
        "transfer_out",
        "available",
        "appropriated",
        1,
        coupon_id="NULL",
        source_id="(SELECT id FROM ledger_accounts WHERE kind = 'available' AND scheme_id IS NULL AND line_id = 11)",
        subject_kind="'budget_change'",
    ),
    "ledger.year": "UPDATE ledger_lines SET commits_from = '2025-10-01', commits_until = '2026-09-30' WHERE line_id = 11",
    "ledger.zero": "UPDATE ledger_postings SET destination_id = 999999 WHERE move = 'reserve'",
}
"""One known-bad sample for each check. Some wake several checks; each must wake its own."""


@pytest.fixture
def ledger(db_app):
    """A ledger in which everything a check looks at has happened, soundly."""
    open_world()
    open_line(line_id=12)
    commit(500)
    post(Move.RESERVE, 100)
    reverse(post(Move.RESERVE, 50))
    return db_app


def test_a_sound_ledger_passes_and_says_so(ledger):
    answer = ledger.test_cli_runner().invoke(args=["ledger", "verify"])
    assert answer.exit_code == 0, answer.output
    assert "nothing found" in answer.output


def test_every_check_has_a_known_bad_sample():
    assert set(WRONG) == set(OWN)


@pytest.mark.parametrize("check", sorted(WRONG))
def test_each_kind_of_corruption_is_found_and_named(ledger, server, database, check):
    cheat(server, database, OTHER_LINE)
    try:
        settle() if check == "ledger.rollups" else roll_up()
        cheat(server, database, WRONG[check])
        found = {finding.check for finding in run_all()}
        assert check in found
        answer = ledger.test_cli_runner().invoke(args=["ledger", "verify"])
        assert answer.exit_code == 1
        assert check in answer.output
    finally:
        cheat(server, database, "ALTER TABLE ledger_postings ENABLE TRIGGER append_only")


def test_a_right_too_many_is_found(ledger, server, database):
    with psycopg.connect(server.url("postgres", database), autocommit=True) as connection:
        connection.execute("GRANT DELETE ON ledger_postings TO ccs_app")
        try:
            assert [finding.message for finding in run_all()] == ["ccs_app may DELETE it"]
        finally:
            connection.execute("REVOKE DELETE ON ledger_postings FROM ccs_app")


def test_a_closed_line_is_sound_too(ledger):
    close_line()
    assert run_all() == []


@pytest.mark.parametrize(("spent", "found"), [(100, []), (99, [f"coupon {COUPON}"])])
def test_stored_counters_are_compared_with_what_was_posted(ledger, spent, found):
    stored = sa.select(sa.literal(COUPON), sa.literal(500), sa.literal(spent), sa.literal(0))
    assert [
        finding.subject for finding in counter_findings(db.session(), "coupons.counters", stored)
    ] == found


def test_postings_of_a_coupon_that_does_not_exist_are_found(ledger):
    nothing = sa.select(sa.literal(1), sa.literal(0), sa.literal(0), sa.literal(0)).where(sa.false())
    (finding,) = counter_findings(db.session(), "coupons.counters", nothing)
    assert "no such coupon" in finding.message
