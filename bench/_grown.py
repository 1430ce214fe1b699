"""A world of years, made from the demo world by SQL: every business, provider and claim again and again.

Copy `g` of a row has its id plus `g` times STRIDE, and so have the rows it refers to; staff, plans, schemes, accounts
and kinds of service are shared. What the originals posted is posted again by each copy, and budgets oftener than
anything that is paid from them: so the books of the whole add up, which `flask ledger verify` proves.

The copies pass triggers and foreign keys by, as the superuser: each is sound because its original is.
"""

# ruff: noqa: S608 - the names of tables and columns are our own

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import psycopg
import sqlalchemy as sa

from core.db import db, transaction
from ledger.services.rebuild_rollups import rebuild_rollups
from payouts.batches.operations import ordered
from payouts.batches.rules import control_digest
from payouts.models.batches import Batch
from payouts.models.payments import Payment
from payouts.states import PaymentState

STRIDE = 1_000_000
"""Above every id of the demo world."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many copies are made of each row, by what it belongs to."""

    ordinary: int
    """A business of the many."""
    busy: int
    """One of the BUSY businesses that have most claims; a batch, and an answer of the bank."""
    provider: int

    @property
    def of_sides(self) -> dict[str, int]:
        """Copies by side, as `_find_sides` names them. Of budgets twice what the busy ones may ask for."""
        return {"s": self.ordinary, "r": self.busy, "p": self.provider, "b": 2 * self.busy}


FULL = Size(ordinary=52, busy=1040, provider=249)
"""100,000 SMEs, 10,000 providers, 300,000 applications, 280,000 coupons, 200,000 claims."""
SMALL = Size(ordinary=1, busy=16, provider=5)
"""2,000 SMEs, for a test."""
BUSY = 80
OWNERS: dict[str, str] = {
    "smes": "organisation_id:organisations",
    "providers": "organisation_id:organisations",
    "memberships": "organisation_id:organisations",
    "invitations": "organisation_id:organisations",
    "bank_accounts": "organisation_id:organisations",
    "number_reports": "organisation_id:organisations",
    "documents": "organisation_id:organisations",
    "sme_documents": "organisation_id:organisations",
    "sme_updates": "organisation_id:organisations",
    "provider_categories": "provider_id:organisations",
    "category_renewals": "provider_category_id:provider_categories",
    "services": "provider_id:organisations",
    "service_changes": "service_id:services",
    "applications": "sme_id:organisations",
    "application_verdicts": "application_id:applications",
    "coupons": "sme_id:organisations",
    "coupon_codes": "coupon_id:coupons",
    "consent_days": "coupon_id:coupons",
    "proposals": "coupon_id:coupons",
    "redemptions": "coupon_id:coupons",
    "developments": "coupon_id:coupons",
    "evidence": "redemption_id:redemptions",
    "payables": "redemption_id:redemptions",
    "payments": "payable_id:payables",
    "payment_events": "payment_id:payments",
    "manual_findings": "payment_id:payments",
    "notices": "person_id:people",
    "muted_mails": "person_id:people",
    "sign_in_sessions": "person_id:people",
    "rights_requests": "person_id:people",
}
"""Tables whose rows are copied as often as the row they belong to, in an order that makes that one first."""
ON_A_SIDE = {
    "batches": "r",
    "bank_files": "r",
    "bank_imports": "r",
    "outbound_mails": "p",
    "sign_in_attempts": "p",
}
"""Tables whose rows are all copied so often."""
BY_SEVERAL = ("organisations", "people", "scans", "statement_lines", "ledger_postings", "audit_events")
"""Tables whose rows belong to one thing or another."""
COPIED_WHERE = {
    "audit_events": "(o.id + g) % 100 < 47",
    "application_verdicts": "(o.application_id, o.judged_at) IN"
    " (SELECT application_id, max(judged_at) FROM application_verdicts GROUP BY 1)",
}
"""Of these not every row is copied."""
SUBJECTS = {
    "application": "applications",
    "bank_account": "bank_accounts",
    "batch": "batches",
    "category_renewal": "category_renewals",
    "coupon": "coupons",
    "development": "developments",
    "invitation": "invitations",
    "manual_finding": "manual_findings",
    "membership": "memberships",
    "number_report": "number_reports",
    "organisation": "organisations",
    "payable": "payables",
    "payment": "payments",
    "person": "people",
    "proposal": "proposals",
    "provider": "organisations",
    "provider_category": "provider_categories",
    "redemption": "redemptions",
    "rights_request": "rights_requests",
    "service": "services",
    "service_change": "service_changes",
    "sme": "organisations",
    "sme_update": "sme_updates",
    "statement_line": "statement_lines",
}
"""Which table the subject of a posting or of an event of the trail is in."""
BARE = {
    "audit_events": {"actor_person_id": "people", "organisation_id": "organisations"},
    "ledger_postings": {"coupon_id": "coupons", "actor_person_id": "people"},
    "scans": {"provider_id": "organisations", "scanned_by_id": "people", "coupon_id": "coupons"},
    "documents": {"organisation_id": "organisations", "stored_by_id": "people"},
}
"""References that no foreign key states."""
_HERE = "pg_current_xact_id()::text::bigint"
_DIGEST = "sha256({} || g::text::bytea)"
_REFERENCE = "'PY' || lpad(p::text, greatest(8, length(p::text)), '0') || '-' || o.attempt_no"
_LETTERS = "translate(substr(md5({} || ':' || g), 1, 4), '0123456789abcdef', 'กขคงจฉชซญดตถทนบป')"
"""What a copy's name begins with: the copies of one thing are spread over the alphabet, as other names are."""


def _named(key: str, column: str) -> str:
    return f"{_LETTERS.format(key)} || ' ' || {column} || ' ' || g"


COLUMNS: dict[str, dict[str, str]] = {
    "people": {
        "email": "'g' || g || '.' || o.email",
        "fs_uniquifier": "md5(o.fs_uniquifier || g)",
        "fs_webauthn_user_handle": "md5(o.fs_webauthn_user_handle || g)",
    },
    "organisations": {
        "registration_number": f"'8' || lpad((o.id + g * {STRIDE}::bigint)::text, 12, '0')",
        "name_th": _named("o.id", "o.name_th"),
        "name_en": "CASE o.name_en WHEN '' THEN '' ELSE o.name_en || ' ' || g END",
    },
    "bank_accounts": {"account_number": f"lpad((o.id + g * {STRIDE}::bigint)::text, 10, '0')"},
    "invitations": {"email": "'g' || g || '.' || o.email", "token_digest": _DIGEST.format("o.token_digest")},
    "outbound_mails": {"to_address": "'g' || g || '.' || o.to_address"},
    "sign_in_sessions": {"token_digest": _DIGEST.format("o.token_digest")},
    "services": {
        "name_th": _named("o.id", "o.name_th"),
        "name_en": "o.name_en || ' ' || g",
        "provider_name_th": _named("o.provider_id", "o.provider_name_th"),
    },
    "applications": {"number": "o.number || '-' || g"},
    "coupons": {"number": "o.number || '-' || g"},
    "coupon_codes": {"lookup": _DIGEST.format("o.lookup")},
    "redemptions": {"tax_invoice_number": "o.tax_invoice_number || '-' || g"},
    "batches": {"number": "o.number || '-' || g", "running_no": "o.running_no + g * 10000"},
    "bank_files": {"message_id": "left(o.message_id, 27) || '-' || g"},
    "bank_imports": {"sha256": _DIGEST.format("o.sha256")},
    "payments": {"end_to_end_id": f"(SELECT {_REFERENCE} FROM (VALUES ({{payable_id}})) AS made (p))"},
    "statement_lines": {
        "position": "o.position + g * 10000",
        "fingerprint": _DIGEST.format("o.fingerprint"),
        "end_to_end_id": "'G' || g || ' ' || o.end_to_end_id",
    },
    "ledger_postings": {"reference": "'g' || g || ':' || o.reference", "xact_id": _HERE},
    "audit_events": {"xact_id": _HERE},
}
"""What a copy does not take over: what is unique, and what tells one from another. In SQL, of `o` and `g`."""


def grow(connection: psycopg.Connection[Any], size: Size) -> None:
    """Copy the demo world that stands in the database; `connection` is the superuser's, the application context ours."""
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET synchronous_commit = off")
    connection.execute("SET maintenance_work_mem = '256MB'")
    connection.execute("SET work_mem = '128MB'")
    _find_sides(connection)
    for table in db.metadata.sorted_tables:
        _copy(connection, table, size)
    for statement in _SETTLED:
        connection.execute(statement)
    connection.execute("RESET session_replication_role")
    _sign_batches()
    rebuild_rollups()
    db.session.remove()
    connection.execute("VACUUM (FREEZE, ANALYZE)")


def _find_sides(connection: psycopg.Connection[Any]) -> None:
    """On which side each row is: 's' for ordinary businesses, 'r' for busy ones, 'p' for providers, 'b' for budgets.

    What is on none is shared.
    """
    run = connection.execute
    run("CREATE TEMP TABLE sides (owner text, id bigint, side text, PRIMARY KEY (owner, id))")
    run(
        "INSERT INTO sides SELECT 'organisations', o.id, CASE WHEN s.organisation_id IS NULL AND"
        " p.organisation_id IS NOT NULL THEN 'p' WHEN o.id IN (SELECT sme_id FROM coupons c"
        f" JOIN ledger_postings l ON l.coupon_id = c.id GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {BUSY})"
        " THEN 'r' ELSE 's' END FROM organisations o LEFT JOIN smes s ON s.organisation_id = o.id"
        " LEFT JOIN providers p ON p.organisation_id = o.id"
    )
    run(
        "INSERT INTO sides SELECT 'people', p.id, coalesce(min(side), 's') FROM people p"
        " LEFT JOIN memberships m ON m.person_id = p.id"
        " LEFT JOIN sides ON owner = 'organisations' AND sides.id = m.organisation_id"
        " WHERE p.id NOT IN (SELECT person_id FROM staff_roles) GROUP BY p.id"
    )
    for table, owner in OWNERS.items():
        column, _, of = owner.partition(":")
        if "id" in db.metadata.tables[table].columns:
            run(
                f"INSERT INTO sides SELECT '{table}', t.id, side FROM {table} t"
                f" JOIN sides ON owner = '{of}' AND sides.id = t.{column}"
            )
    for table, side in ON_A_SIDE.items():
        key = db.metadata.tables[table].primary_key.columns[0].name
        run(f"INSERT INTO sides SELECT '{table}', t.{key}, '{side}' FROM {table} t")
    run(
        "INSERT INTO sides SELECT 'scans', s.id, coalesce(c.side, p.side) FROM scans s"
        " LEFT JOIN sides c ON c.owner = 'coupons' AND c.id = s.coupon_id"
        " LEFT JOIN sides p ON p.owner = 'organisations' AND p.id = s.provider_id"
    )
    run(
        "INSERT INTO sides SELECT 'statement_lines', l.id, coalesce(side, 'r') FROM statement_lines l"
        " LEFT JOIN sides ON owner = 'payments' AND sides.id = l.payment_id"
    )
    run(
        "INSERT INTO sides SELECT 'ledger_postings', l.id, coalesce(side, 'b') FROM ledger_postings l"
        " LEFT JOIN sides ON owner = 'coupons' AND sides.id = l.coupon_id"
    )
    run(
        "INSERT INTO sides SELECT 'audit_events', e.id, coalesce(of_subject.side, of_actor.side)"
        f" FROM audit_events e {_subject_join('e')}"
        " LEFT JOIN sides of_actor ON of_actor.owner = 'people' AND of_actor.id = e.actor_person_id"
        " WHERE coalesce(of_subject.side, of_actor.side) IS NOT NULL"
    )
    run("ANALYZE sides")


def _subject_join(row: str) -> str:
    kinds = " ".join(f"WHEN '{kind}' THEN '{table}'" for kind, table in SUBJECTS.items())
    return (
        f"LEFT JOIN sides of_subject ON of_subject.owner = CASE {row}.subject_kind {kinds} END"
        f" AND of_subject.id = {row}.subject_id"
    )


def _shift(side: str) -> str:
    """By how much a reference moves to what is on `side`: to the copy of the same number, or to the copies in turn.

    Never to an original: what a demo person has of their own stays as much as it is, and the world grows around them.
    """
    in_turn = " ".join(f"WHEN '{each}' THEN 1 + (g - 1) %% %({each})s" for each in "srp")
    return (
        f"{STRIDE}::bigint * CASE WHEN {side} = o.own_side THEN g ELSE CASE {side} {in_turn} ELSE 0 END END"
    )


def _references(table: sa.Table) -> dict[str, str]:
    """The columns that refer to what may be copied, and to which table."""
    found = {
        column.name: next(iter(column.foreign_keys)).column.table.name
        for column in table.columns
        if column.foreign_keys
    } | BARE.get(table.name, {})
    aliases = dict.fromkeys(("smes", "providers"), "organisations")
    return {
        name: aliases.get(owner, owner)
        for name, owner in found.items()
        if owner in {*BY_SEVERAL, *OWNERS, *ON_A_SIDE}
    }


def _own_side(table: str, key: str) -> str | None:
    """The side of a row `t`, in SQL; None for tables that are shared."""
    of, column = table, key
    if table in OWNERS:
        column, _, of = OWNERS[table].partition(":")
    elif table not in {*BY_SEVERAL, *ON_A_SIDE}:
        return None
    return f"(SELECT side FROM sides WHERE owner = '{of}' AND id = t.{column})"


def _copy(connection: psycopg.Connection[Any], table: sa.Table, size: Size) -> None:
    """All copies of one table's rows."""
    name, key, references = table.name, table.primary_key.columns[0].name, _references(table)
    own_side = _own_side(name, key)
    if own_side is None:
        return
    joins = [
        f"LEFT JOIN sides r{number} ON r{number}.owner = '{of}' AND r{number}.id = t.{column}"
        for number, (column, of) in enumerate(references.items())
    ]
    sides = [f"r{number}.side AS side_{column}" for number, column in enumerate(references)]
    values = {column: f"o.{column} + {_shift(f'o.side_{column}')}" for column in references}
    if "subject_kind" in table.columns:
        joins.append(_subject_join("t"))
        sides.append("of_subject.side AS side_subject_id")
        values["subject_id"] = f"o.subject_id + {_shift('o.side_subject_id')}"
    if key == "id":
        values["id"] = f"o.id + g * {STRIDE}::bigint"
    for column, told in COLUMNS.get(name, {}).items():
        values[column] = told.replace("{payable_id}", values.get("payable_id", ""))
    written = [each.name for each in table.columns if each.computed is None]
    indexes = _put_away_indexes(connection, name)
    connection.execute(
        f"INSERT INTO {name} ({', '.join(_quoted(written))}) OVERRIDING SYSTEM VALUE"
        f" SELECT {', '.join(values.get(column) or f'o.{_quoted([column])[0]}' for column in written)} FROM"
        f" (SELECT {', '.join(['t.*', f'{own_side} AS own_side', *sides])} FROM {name} t {' '.join(joins)}) o,"
        " LATERAL generate_series(1, CASE o.own_side WHEN 's' THEN %(s)s WHEN 'r' THEN %(r)s"
        " WHEN 'p' THEN %(p)s WHEN 'b' THEN %(b)s END) g"
        f" WHERE {COPIED_WHERE.get(name, 'true').replace('%', '%%')} ORDER BY g, o.{key}",
        size.of_sides,
    )
    for index in indexes:
        connection.execute(index)


def _quoted(columns: list[str]) -> list[str]:
    return [f'"{column}"' for column in columns]


def _put_away_indexes(connection: psycopg.Connection[Any], table: str) -> list[str]:
    """Drop the indexes that prove nothing; the statements that make them again."""
    found = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = %s::regclass AND NOT indisunique",
        (table,),
    ).fetchall()
    for name, _definition in found:
        connection.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


_SETTLED = (
    f"""INSERT INTO ledger_postings (source_id, destination_id, amount_satang, move, reference, subject_kind,
      subject_id, actor_person_id, occurred_at, xact_id)
    SELECT a.id, lapsed.id, free.satang, p.move, p.reference || ':rest:' || a.id, p.subject_kind, p.subject_id,
      p.actor_person_id, p.occurred_at, {_HERE}
    FROM (SELECT account_id, sum(satang) AS satang FROM (
        SELECT source_id AS account_id, -amount_satang AS satang FROM ledger_postings
        UNION ALL SELECT destination_id, amount_satang FROM ledger_postings) ends GROUP BY 1) free
    JOIN ledger_accounts a ON a.id = free.account_id AND a.kind = 'available' AND free.satang > 0
    JOIN ledger_lines l ON l.line_id = a.line_id AND l.closed_at IS NOT NULL
    JOIN ledger_accounts lapsed ON lapsed.line_id = a.line_id AND lapsed.kind = 'lapsed'
      AND lapsed.scheme_id IS NOT DISTINCT FROM a.scheme_id
    JOIN LATERAL (SELECT p.* FROM ledger_postings p JOIN ledger_accounts own ON own.id = p.source_id
      WHERE own.line_id = a.line_id AND p.move = 'lapse' ORDER BY p.id LIMIT 1) p ON true""",
    """UPDATE line_closings c SET lapsed_satang = (SELECT sum(p.amount_satang) FROM ledger_postings p
      JOIN ledger_accounts a ON a.id = p.source_id
      WHERE a.line_id = c.line_id AND p.move IN ('lapse', 'lapse_committed') AND p.occurred_at = c.closed_at)
    WHERE c.state = 'closed'""",
    """UPDATE ledger_stripes s SET balance_satang = found.satang FROM (
      SELECT account_id, sum(satang) AS satang FROM (
        SELECT source_id AS account_id, -amount_satang AS satang FROM ledger_postings
        UNION ALL SELECT destination_id, amount_satang FROM ledger_postings) ends GROUP BY 1
    ) found WHERE found.account_id = s.account_id""",
    f"""UPDATE statement_lines l SET end_to_end_id = p.end_to_end_id FROM payments p
    WHERE p.id = l.payment_id AND l.id > {STRIDE} AND l.end_to_end_id IS NOT NULL""",
    """UPDATE bank_imports i SET line_count = (SELECT count(*) FROM statement_lines l WHERE l.import_id = i.id)""",
    """UPDATE batches b SET payment_count = found.number, gross_satang = found.gross,
      withheld_satang = found.withheld, net_satang = found.net
    FROM (SELECT b.id, count(y.id) AS number, coalesce(sum(y.gross_satang), 0) AS gross,
        coalesce(sum(y.withheld_satang), 0) AS withheld, coalesce(sum(y.net_satang), 0) AS net
      FROM batches b LEFT JOIN payments y ON y.batch_id = b.id
        AND (y.state <> 'withdrawn' OR b.state IN ('rejected', 'cancelled')) GROUP BY b.id) found
    WHERE found.id = b.id""",
    """UPDATE bank_files f SET payment_count = b.payment_count, total_satang = b.net_satang
    FROM batches b WHERE b.id = f.batch_id""",
)
"""What is counted or said of other rows follows from them."""


def _sign_batches() -> None:
    """The copies' signatures: each over its own payments, of which a copy of a small batch may have none."""
    with transaction() as tx:
        signed = (
            sa.select(Batch.id, Payment)
            .outerjoin(
                Payment, sa.and_(Payment.batch_id == Batch.id, Payment.state != PaymentState.WITHDRAWN)
            )
            .where(Batch.control_digest.is_not(None))
            .order_by(Batch.id)
            .execution_options(yield_per=1000)
        )
        digests = [
            {"batch": batch_id, "digest": control_digest(ordered([row[1] for row in rows if row[1]]))}
            for batch_id, rows in groupby(tx.session.execute(signed), itemgetter(0))
        ]
        tx.session.execute(sa.text("UPDATE batches SET control_digest = :digest WHERE id = :batch"), digests)
