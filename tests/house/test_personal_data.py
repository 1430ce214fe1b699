"""What a person may have a copy of holds every table that says something of a person (PDPA s.30)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from unittest import mock

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.sql import visitors

from core.db import db
from core.personal_data import Subject, chapters, heads, read_by
from tests.house.house import told

SUBJECT = Subject(1, "somebody@example.test", bytes(32))
OF_NO_PERSON = {
    "action_plans": "the state's plans; who wrote and approved them is in the trail",
    "audit_seals": "digests",
    "bank_files": "orders to the bank, of many payees; each payment is given out with its payee",
    "bank_imports": "files of the bank; who took them in is in the trail",
    "batches": "orders to pay; who signed them is in the trail",
    "budget_lines": "the state's money; who opened them is in the trail",
    "budget_moves": "the state's money; who moved it is in the trail",
    "consent_days": "counts of wrong codes between two organisations",
    "coupon_codes": "digests of secrets",
    "holiday_changes": "the calendar; who changed it is in the trail",
    "kpis": "targets of projects",
    "reminders": "which stage of what waits was told; what was told to whom stands in the notices",
    "ledger_accounts": "accounts of lines and schemes",
    "ledger_horizon": "how far the roll-up is",
    "ledger_lines": "accounts of lines and schemes",
    "ledger_postings": "amounts between accounts; who moved them is in the trail",
    "ledger_rollups": "sums",
    "ledger_stripes": "sums",
    "manual_findings": "what officers found of a payment; who stated it is in the trail",
    "projects": "the state's projects; who wrote and approved them is in the trail",
    "scheme_categories": "rules of a scheme",
    "scheme_provinces": "rules of a scheme",
    "scheme_sectors": "rules of a scheme",
    "scheme_tiers": "rules of a scheme",
    "schemes": "the state's schemes; who wrote and approved them is in the trail",
    "service_categories": "master data",
    "staff_units": "master data",
}
"""Tables that are in no part, and why."""
NOT_GIVEN = {
    "audit_events.fields": "opaque values of the thing that was acted on, which may be another's",
    "idempotency_keys.key": "random",
    "long_works.about": "the number of the thing, which may be another's",
    "long_works.arguments": "what was searched for may name others; deleted with the file",
    "long_works.refusal": "words about the thing, which may be another's",
    "long_works.refusal_facts": "as the refusal",
    "notices.about": "the kind of work that it gathers, which the notice says",
    "organisations.name_order": "made from the name",
    "outbound_mails.body": "erased once sent; until then it may hold a link that lets in",
    "outbound_mails.last_error": "a code of the mail server",
    "outbound_mails.subject": "erased once sent",
    "passkeys.extensions": "technical",
    "passkeys.transports": "technical",
    "passkeys.usage": "technical",
    "people.fs_uniquifier": "a secret",
    "people.fs_webauthn_user_handle": "a secret",
    "people.mf_recovery_codes": "secrets",
    "people.password": "a secret",
    "people.tf_totp_secret": "a secret",
    "services.name_order": "made from the name",
    "statement_lines.account": "our own account",
}
"""Columns of text in tables that are given out, which are not, and why."""
TEXT = (sa.String, sa.Text, sa.JSON)
NOTHING = lambda _subject: sa.select(sa.null())  # noqa: E731 - a value
"""In place of what only says whose something is: it gives nothing out."""
ADD_A_PART = (
    "Give it out in the package's personal_data.py, or say in this test why it says nothing of a person."
)


def columns_read() -> tuple[set[str], set[str]]:
    """Tables and columns that the parts read, in whatever place of a statement."""
    tables, columns = set(), set()
    for part in (part for chapter in chapters.values() for part in chapter.parts):
        with mock.patch.dict(read_by, dict.fromkeys(read_by, NOTHING)):
            statement = part.rows(SUBJECT)
        for each in visitors.iterate(statement):
            if isinstance(each, sa.Table):
                tables.add(each.name)
            if isinstance(each, sa.Column) and each.table is not None:
                columns.add(f"{each.table.name}.{each.name}")
    return tables, columns


def names_a_person(column: sa.Column[object]) -> bool:
    return column.name in ("person_id", "user_id", "actor_person_id") or any(
        key.column.table.name == "people" for key in column.foreign_keys
    )


def is_an_act(column: sa.Column[object]) -> bool:
    """Who did something: the trail tells it, for every command writes there."""
    return column.name.endswith("_by_id")


def unread(
    metadata: sa.MetaData, tables: set[str], columns: set[str], exempt: Mapping[str, str]
) -> Iterable[str]:
    """Tables in no part, columns that name a person and are not read, texts that are not given out."""
    for table in metadata.sorted_tables:
        names = [
            column
            for column in table.columns
            if names_a_person(column)
            and not is_an_act(column)
            and f"{table.name}.{column.name}" not in exempt
        ]
        if table.name not in tables:
            yield from () if table.name in exempt and not names else [table.name]
            continue
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            is_text = isinstance(column.type, TEXT) and not isinstance(column.type, sa.Enum)
            if name not in columns and name not in exempt and (column in names or is_text):
                yield name


ACTS = {
    "ledger_postings.actor_person_id": "who moved it, which the trail tells",
    "payment_events.person_id": "an officer's act, which the trail tells",
}


def test_every_table_is_given_out_or_says_nothing_of_a_person(app: Flask) -> None:
    tables, columns = columns_read()
    found = [*unread(db.metadata, tables, columns, OF_NO_PERSON | NOT_GIVEN | ACTS)]
    assert not found, told(found, ADD_A_PART)


def test_no_exemption_is_left_of_what_is_gone_or_given_out(app: Flask) -> None:
    tables, columns = columns_read()
    known = {f"{table.name}.{column.name}" for table in db.metadata.sorted_tables for column in table.columns}
    stale = [name for name in OF_NO_PERSON if name in tables or name not in db.metadata.tables]
    stale += [name for name in NOT_GIVEN | ACTS if name in columns or name not in known]
    assert not stale, told(stale, "Take it from the list.")


def test_a_table_that_nobody_gives_out_is_found() -> None:
    metadata = sa.MetaData()
    sa.Table("diaries", metadata, sa.Column("person_id", sa.BigInteger), sa.Column("text", sa.String))
    assert [*unread(metadata, set(), set(), {})] == ["diaries"]
    assert [*unread(metadata, set(), set(), {"diaries": "a wrong reason"})] == ["diaries"]
    assert [*unread(metadata, {"diaries"}, {"diaries.person_id"}, {})] == ["diaries.text"]


def test_every_column_that_is_given_out_has_words(app: Flask) -> None:
    named = {
        column.name
        for chapter in chapters.values()
        for part in chapter.parts
        if part.shown.__name__ == "_as_read"
        for column in part.rows(SUBJECT).selected_columns
    }
    assert not named - set(heads), told(named - set(heads), "Give the column words with register_heads.")
