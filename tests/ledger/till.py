"""A small till for the ledger's tests: one actor, one clock, and short names for the moves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import psycopg
import sqlalchemy as sa

from core.actor import Actor, actor_with
from core.audit import operations as audit
from core.database.embedded import EmbeddedServer
from core.db import db, transaction
from core.money import Money
from core.permissions import Role
from ledger import moves, posting, queries
from ledger.models import Posting, Rollup
from ledger.rules import Subject
from ledger.services.roll_up import roll_up
from ledger.states import Kind, Move
from ledger.transitions import RULES

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
CLERK: Actor = actor_with(frozenset({Role.FINANCE_OFFICER}), person_id=42)
LINE, SCHEME, COUPON = 11, 21, 31
_numbers = count(1)


def reference() -> str:
    """A reference that nothing else has."""
    return f"test:{next(_numbers)}"


def open_line(appropriated: int = 0, line_id: int = LINE, commits: tuple[date, date] | None = None) -> None:
    with transaction() as tx:
        moves.open_line(tx, line_id, commits=commits, now=NOW)
        if appropriated:
            moves.appropriate(
                tx, Money(appropriated), line_id=line_id, reference=reference(), actor=CLERK, now=NOW
            )


def open_scheme(allotted: int = 0, scheme_id: int = SCHEME, line_id: int = LINE, stripes: int = 4) -> None:
    with transaction() as tx:
        moves.open_scheme(tx, line_id, scheme_id, stripes=stripes)
        if allotted:
            moves.allot_to_scheme(
                tx,
                Money(allotted),
                line_id=line_id,
                scheme_id=scheme_id,
                reference=reference(),
                actor=CLERK,
                now=NOW,
            )


def open_world(satang: int = 1000, stripes: int = 4) -> None:
    """One line with that much money, all of it with its one scheme."""
    open_line(satang)
    open_scheme(satang, stripes=stripes)


def commit(
    satang: int,
    coupon_id: int = COUPON,
    scheme_id: int = SCHEME,
    line_id: int = LINE,
    now: datetime = NOW,
) -> bool:
    with transaction() as tx:
        return moves.commit_coupon(
            tx,
            Money(satang),
            line_id=line_id,
            scheme_id=scheme_id,
            coupon_id=coupon_id,
            reference=reference(),
            actor=CLERK,
            now=now,
        )


def post(move: Move, satang: int, **changes: Any) -> int | None:
    """Post one move of COUPON, as its first lawful kind of subject."""
    per_coupon = RULES[move].per_coupon
    arguments: dict[str, Any] = {
        "line_id": LINE,
        "scheme_id": SCHEME,
        "reference": reference(),
        "subject": Subject(next(iter(RULES[move].on)), 1),
        "coupon_id": COUPON if per_coupon else None,
        "actor": CLERK,
        "now": NOW,
    }
    with transaction() as tx:
        return posting.post(tx, move, Money(satang), **(arguments | changes))


def walk(*steps: tuple[Move, int]) -> list[int]:
    """Post move after move; ids of the postings."""
    return [posting for move, satang in steps if (posting := post(move, satang)) is not None]


def reverse(posting_id: int) -> int:
    with transaction() as tx:
        reason_id = audit.store_reason(tx, CLERK.known_person_id, "พิมพ์จำนวนเงินผิด")
        return posting.reverse(tx, posting_id, reason_id, actor=CLERK, now=NOW)


def close_line(line_id: int = LINE) -> Money:
    with transaction() as tx:
        return moves.close_line(tx, line_id, actor=CLERK, now=NOW)


def balance(kind: Kind, scheme_id: int | None = SCHEME, line_id: int = LINE) -> int:
    db.session.rollback()
    return queries.balance_of(db.session(), line_id, scheme_id, kind).satang


def last_posting(move: Move) -> int:
    db.session.rollback()
    found: int = db.session.scalars(
        sa.select(Posting.id).where(Posting.move == move).order_by(Posting.id.desc())
    ).first()
    return found


def settle() -> None:
    """Roll up until all that was posted is taken: others on this server may hold the horizon back a moment."""
    for _ in range(1200):
        roll_up()
        db.session.rollback()
        taken = db.session.scalar(sa.select(sa.func.sum(Rollup.debit_satang))) or 0
        if taken == (db.session.scalar(sa.select(sa.func.sum(Posting.amount_satang))) or 0):
            db.session.rollback()
            return
        db.session.execute(sa.text("SELECT pg_sleep(0.05)"))
    raise TimeoutError("the horizon stands still")


def cheat(server: EmbeddedServer, database: str, sql: str, *values: Any) -> None:
    """What whoever owns the server can do: write with every trigger off."""
    with psycopg.connect(server.url("postgres", database)) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(sql, values or None)
