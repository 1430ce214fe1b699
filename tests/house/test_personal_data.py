"""What a person may have a copy of holds every table that says something of a person (PDPA s.30)."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from unittest import mock

import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.sql import visitors

from core.db import db
from core.labels import has_words
from core.personal_data import LANGUAGES, Part, Subject, chapters, codes, heads, read_by, readers, worded
from tests.house.house import dotted, sources, told

SUBJECT = Subject(1, "somebody@example.test", bytes(32))
OF_NO_PERSON = {
    "action_plans": "the state's plans; who wrote and approved them is in the trail",
    "audit_seals": "digests",
    "bank_files": "orders to the bank, of many payees; each payment is given out with its payee",
    "bank_imports": "files of the bank; who took them in is in the trail",
    "batches": "orders to pay; who signed them is in the trail",
    "budget_lines": "the state's money; who opened them is in the trail",
    "budget_changes": "the state's money; who proposed and approved it is in the trail",
    "budget_moves": "the state's money; who moved it is in the trail",
    "carried_coupons": "sums of coupons; until when a coupon's money was carried over is given out with it",
    "consent_days": "counts of wrong codes between two organisations",
    "coupon_codes": "digests of secrets",
    "five_year_plans": "the state's plans; who wrote and approved them is in the trail",
    "holiday_changes": "the calendar; who changed it is in the trail",
    "kept_charts": "sums; each decision that they count is in the trail",
    "kpi_changes": "targets of projects; who proposed and approved a change is in the trail",
    "kpi_versions": "targets of projects; who wrote and approved them is in the trail",
    "kpis": "targets of projects",
    "reminders": "which stage of what waits was told; what was told to whom stands in the notices",
    "line_closings": "the state's money; who proposed and approved the closing is in the trail",
    "ledger_accounts": "accounts of lines and schemes",
    "ledger_horizon": "how far the roll-up is",
    "ledger_lines": "accounts of lines and schemes",
    "ledger_postings": "amounts between accounts; who moved them is in the trail",
    "ledger_rollups": "sums",
    "ledger_stripes": "sums",
    "manual_findings": "what officers found of a payment; who stated it is in the trail",
    "programmes": "parts of the state's plans; the agencies that lead them are no persons",
    "projects": "the state's projects; who wrote and approved them is in the trail",
    "public_figures": "sums of the programme",
    "scheme_categories": "rules of a scheme",
    "scheme_provinces": "rules of a scheme",
    "scheme_sectors": "rules of a scheme",
    "scheme_tiers": "rules of a scheme",
    "scheme_versions": "rules of a scheme; who wrote and approved them is in the trail",
    "schemes": "the state's schemes; who wrote and approved them is in the trail",
    "source_budgets": "the state's money; who wrote and approved it is in the trail",
    "staff_units": "master data",
    "strategies": "parts of the state's plans",
}
"""Tables that are in no part, and why."""
NOT_GIVEN = {
    "audit_events.recorded_at": "when the row was written; when it happened is given out",
    "coupons.issue_no": "how many codes it had",
    "long_works.done": "how far it is",
    "long_works.noted_at": "how far it is",
    "long_works.total": "how far it is",
    "long_works.tries": "how far it is",
    "notices.in_digest": "whether the next e-mail of the day has it",
    "organisations.released_at": "of a number that was freed for another: who lost it is told by notice",
    "outbound_mails.claimed_at": "how the mail is sent",
    "outbound_mails.next_attempt_at": "how the mail is sent",
    "outbound_mails.unsettled": "how the mail is sent",
    "passkeys.backup_state": "technical",
    "passkeys.sign_count": "technical",
    "payments.attempt_no": "part of its reference, which is given out",
    "people.tf_last_counter": "a secret's",
    "person_keys.created_at": "of the key, not of the person",
    "proposals.wrong_codes": "how often a wrong code was typed at the provider's counter",
    "redemptions.delivered_at": "when the provider said so; the day of the delivery is given out",
    "service_categories.active": "master data",
    "service_categories.needs_accreditation": "master data",
    "sign_in_attempts.reported": "whether officers' failures were told to administrators",
    "statement_lines.credit": "which way the money went, which the state says",
    "statement_lines.occurrence": "the place in the bank's file",
    "statement_lines.position": "the place in the bank's file",
    "statement_lines.problem": "what officers had to find out about the bank's line",
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
    "service_categories.code": "master data",
    "services.name_order": "made from the name",
    "services.province_code": "of the provider, which is given out",
    "services.category_code": "of the kind of service, which is given out",
    "services.trigrams": "made from the names and the description",
    "services.provider_name_th": "of the provider, which is given out",
    "services.provider_name_en": "of the provider, which is given out",
    "services.provider_name_order": "made from the name",
    "services.offered_until": "of the approval, which is given out",
    "applications.sme_size": "of the SME, which is given out",
    "applications.sme_province_code": "as applications.sme_size",
    "smes.province_code": "of the organisation, which is given out",
    "smes.name_order": "of the organisation, which is given out",
    "smes.registration_number": "of the organisation, which is given out",
    "providers.province_code": "of the organisation, which is given out",
    "providers.name_order": "of the organisation, which is given out",
    "providers.registration_number": "of the organisation, which is given out",
    "statement_lines.account": "our own account",
}
"""Columns in tables that are given out, which are not, and why."""
TECHNICAL = {
    "attempts": "how often something was tried",
    "queue_since": "since when it waits for officers, for the order of their list",
    "retry_after_attempt": "how often something was tried",
    "state_since": "when it came into its state, which the days that are given out say",
    "xact_id": "of the database",
}
"""Columns of any table which say nothing of a person, and why."""
TEXT = (sa.String, sa.Text, sa.JSON)
SAID = (*TEXT, sa.Boolean, sa.Date, sa.DateTime, sa.Integer, sa.Numeric)
"""What a column may say: not what is opaque, and not the number of another row."""
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
            says = isinstance(column.type, SAID) and not (column.name.endswith("_id") or column.primary_key)
            given = name in columns or name in exempt or column.name in TECHNICAL
            if not given and (column in names or says):
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
    stale += [name for name in TECHNICAL if name not in {each.partition(".")[2] for each in known}]
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
    assert not named - set(heads), told(named - set(heads), "Give the column words in PersonalData.heads.")


AS_WRITTEN = {
    "accreditation",
    "account_name",
    "account_number",
    "address",
    "bank_ref",
    "branch",
    "browser",
    "business",
    "comment",
    "counterparty",
    "deliverables",
    "description",
    "description_en",
    "description_th",
    "email",
    "end_to_end_id",
    "expected_result",
    "problem",
    "quotation_number",
    "result",
    "work",
    "failure_words",
    "file_name",
    "full_name",
    "name_en",
    "name_th",
    "need",
    "number",
    "payee_name",
    "payee_number",
    "phone",
    "postcode",
    "profile_en",
    "profile_th",
    "registration_number",
    "tax_invoice_number",
    "title",
    "to_address",
    "track_record",
    "url",
    "wanted",
    "words",
    "category_th",
    "category_en",
}
"""Texts that read as they are kept: what somebody wrote, a name, a number, an address."""
NAMES_OF_PASSKEYS = "passkeys.name"


def unworded(parts: Iterable[Part]) -> Iterable[str]:
    """Columns of text that are kept as codes and given out without words."""
    for part in parts:
        for column in part.rows(SUBJECT).selected_columns:
            name, kind = f"{part.name}.{column.name}", getattr(column.type, "enum_class", None)
            if name in readers or name in codes or name == NAMES_OF_PASSKEYS:
                continue
            if kind is not None:
                yield from (f"{name}: {member}" for member in kind if not has_words(member))
            elif isinstance(column.type, TEXT) and column.name not in AS_WRITTEN:
                yield name


def test_every_code_that_is_given_out_has_words_in_both_languages(app: Flask) -> None:
    parts = [
        part for chapter in chapters.values() for part in chapter.parts if part.shown.__name__ == "_as_read"
    ]
    found = [*unworded(parts)]
    assert not found, told(
        found, "Word it in PersonalData.readers or .codes, or say that it reads as it is kept."
    )
    for language in LANGUAGES:
        with app.test_request_context(), force_locale(language):
            assert all(str(words) for known in codes.values() for words in known.values())


def test_a_code_without_words_is_found(app: Flask) -> None:
    table = sa.Table("diaries", sa.MetaData(), sa.Column("mood", sa.String), sa.Column("need", sa.String))
    assert [*unworded([Part("diaries", "Diaries", lambda _subject: sa.select(table))])] == ["diaries.mood"]


def test_what_no_words_are_known_for_is_no_code_either(app: Flask) -> None:
    (part,) = (part for part in chapters["traces"].parts if part.name == "documents")
    with app.test_request_context(), force_locale("en"):
        assert worded(part, "kind", "from_before", {}) == "Something else"


def test_every_form_belongs_to_a_part_of_the_system_with_words(app: Flask) -> None:
    posting = {
        rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())
    }
    nameless = posting - set(codes["forms_sent.route"])
    assert not nameless, told(nameless, "Name it in PersonalData.codes, 'forms_sent.route'.")


def kinds_stored() -> Iterable[str]:
    """The kinds that documents are stored as, where the call says them."""
    calls = (node for source in sources() for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    for call in calls:
        if dotted(call.func) in ("documents.store", "documents.store_as", "documents.store_file"):
            texts = (each.value for each in call.args if isinstance(each, ast.Constant))
            yield from (text for text in texts if isinstance(text, str) and "/" not in text)


def test_every_kind_of_document_has_words(app: Flask) -> None:
    stored = {*kinds_stored()}
    assert "sme_registration" in stored
    assert not stored - set(codes["documents.kind"]), told(stored - set(codes["documents.kind"]), ADD_A_PART)
