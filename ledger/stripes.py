"""The stripes of `available`: how many take from one pot at once, and when it is truly empty (docs/ledger.md#who-may-be-first-stripes).

Step one takes from one stripe that nobody holds. Step two, when that failed, locks all stripes in the one order
that everybody keeps, gathers by postings what one stripe lacks, and only then says that there is too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from core.actor import Actor
from core.db import Tx
from core.errors import Refused
from core.money import Money
from core.statements import HotStatement
from ledger.models import Account, Posting, Stripe
from ledger.rules import LedgerReason, Subject
from ledger.states import Kind, Move

SCHEME_STRIPES = 16
"""Stripes of a scheme's `available`: claims alone ran 5.5 to 6.7 times faster than with one."""

Scope = tuple[int, int | None]
"""A line, and a scheme on it or none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything that a posting says besides its two ends."""

    move: Move
    amount: Money
    reference: str
    subject: Subject
    coupon_id: int | None
    actor: Actor
    now: datetime
    reverses_id: int | None = None
    reason_id: int | None = None

    def columns(self) -> dict[str, Any]:
        """As the table has them."""
        return {
            "amount_satang": self.amount.satang,
            "move": self.move,
            "reference": self.reference,
            "subject_kind": self.subject.kind,
            "subject_id": self.subject.id,
            "coupon_id": self.coupon_id,
            "actor_person_id": self.actor.person_id,
            "occurred_at": self.now,
            "reverses_id": self.reverses_id,
            "reason_id": self.reason_id,
        }


def account_id_of(tx: Tx, scope: Scope, kind: Kind) -> int:
    """The one account of a kind that is not striped."""
    found = _account(kind, scope[1] is not None).first(
        tx.session, {"line_id": scope[0], "scheme_id": scope[1]}
    )
    if found is None:
        raise LookupError(f"no account {kind} of line {scope[0]}, scheme {scope[1]}: open it first")
    account_id: int = found.id
    return account_id


@cache
def _account(kind: Kind, of_scheme: bool) -> HotStatement[Any]:
    return HotStatement(
        sa.select(Account.id).where(
            Account.line_id == sa.bindparam("line_id", None),
            Account.scheme_id == (sa.bindparam("scheme_id", None) if of_scheme else None),
            Account.kind == kind,
            Account.stripe == sa.literal_column("0"),
        )
    )


def require_there(tx: Tx, account_id: int, entry: Entry) -> None:
    """Refuse to take from a coupon's part of an account more than it holds.

    The caller's lock on the coupon keeps the result true until the commit. Money of no coupon is
    weighed by the whole account.
    """
    values = {"account_id": account_id, "coupon_id": entry.coupon_id}
    held = _held(entry.coupon_id is not None).all(tx.session, values)[0]
    if held.satang < entry.amount.satang:
        raise Refused(LedgerReason.NOT_THERE, move=entry.move.value)


@cache
def _held(of_coupon: bool) -> HotStatement[Any]:
    """What an account holds, of one coupon or in all."""
    account_id = sa.bindparam("account_id", None, sa.BigInteger)
    owner = Posting.coupon_id == sa.bindparam("coupon_id", None, sa.BigInteger) if of_coupon else sa.true()
    arrives, leaves = Posting.destination_id == account_id, Posting.source_id == account_id
    moved = sa.case((arrives, Posting.amount_satang), else_=-Posting.amount_satang)
    held = sa.func.coalesce(sa.func.sum(moved), 0).label("satang")
    return HotStatement(sa.select(held).where(owner, sa.or_(leaves, arrives)))


def require_all_there(tx: Tx, account_id: int, wanted: Mapping[int, Money], move: Move) -> None:
    """As require_there(), of many coupons at once: `wanted` by coupon."""
    moved = sa.case(
        (Posting.destination_id == account_id, Posting.amount_satang), else_=-Posting.amount_satang
    )
    held = dict(
        tx.execute(
            sa.select(Posting.coupon_id, sa.func.sum(moved))
            .where(
                Posting.coupon_id.in_(wanted),
                sa.or_(Posting.source_id == account_id, Posting.destination_id == account_id),
            )
            .group_by(Posting.coupon_id)
        ).all()
    )
    if any(held.get(coupon_id, 0) < amount.satang for coupon_id, amount in wanted.items()):
        raise Refused(LedgerReason.NOT_THERE, move=move.value)


def insert_postings(tx: Tx, source_id: int, destination_id: int, entries: Sequence[Entry]) -> None:
    """Many postings between the same two accounts, in one statement."""
    if entries:
        ends = {"source_id": source_id, "destination_id": destination_id}
        tx.execute(sa.insert(Posting), [ends | entry.columns() for entry in entries])


def insert_posting(tx: Tx, source_id: int, destination_id: int, entry: Entry) -> int:
    """One posting; returns its id."""
    return tx.insert(Posting, {"source_id": source_id, "destination_id": destination_id, **entry.columns()})


@dataclass(slots=True)
class Held:
    """One stripe that we hold locked, and what is in it now."""

    account_id: int
    scheme_id: int | None
    balance: int


def lock_order(scope: Scope) -> tuple[int, int]:
    """Lines before their schemes, everything in the order of ids; ids start at 1."""
    return scope[0], scope[1] or 0


def stripes_of(scope: Scope) -> sa.Select[int, int | None, int]:
    """The stripes of one account, with what is in each."""
    return sa.select(Stripe.account_id, Stripe.scheme_id, Stripe.balance_satang).where(
        Stripe.line_id == scope[0], Stripe.scheme_id == scope[1]
    )


def put_somewhere(tx: Tx, scope: Scope, amount: Money) -> int:
    """Put the amount into some stripe that is free, else wait for the first; returns its account."""
    free = stripes_of(scope).order_by(Stripe.balance_satang, Stripe.stripe).limit(1)
    stripe = tx.session.execute(free.with_for_update(skip_locked=True)).one_or_none()
    if stripe is None:
        stripe = tx.session.execute(
            stripes_of(scope).order_by(Stripe.stripe).limit(1).with_for_update()
        ).one_or_none()
    if stripe is None:
        raise LookupError(f"no account available of line {scope[0]}, scheme {scope[1]}")
    account_id: int = stripe.account_id
    add_to_stripe(tx, account_id, amount.satang)
    return account_id


def take_one(tx: Tx, scope: Scope, amount: Money) -> int | None:
    """Step one: take from a stripe that has enough and that nobody holds, our own first; else None.

    A stripe that was emptied between our look and our lock is passed over but stays locked, which would
    let two who go on to step two wait for each other: the savepoint gives such locks back.
    """
    tx.session.flush()
    savepoint = tx.session.connection().begin_nested()
    account_id: int | None = tx.scalar(
        _take(scope[1] is not None),
        {"of_line": scope[0], "of_scheme": scope[1], "wanted": amount.satang},
    )
    if account_id is None:
        savepoint.rollback()
    else:
        savepoint.commit()
    return account_id


@cache
def _take(of_scheme: bool) -> sa.Update:
    wanted = sa.bindparam("wanted", type_=sa.BigInteger)
    own_first = (Stripe.stripe + sa.func.pg_backend_pid()) % SCHEME_STRIPES
    one = (
        sa.select(Stripe.account_id)
        .where(
            Stripe.line_id == sa.bindparam("of_line"),
            Stripe.scheme_id == (sa.bindparam("of_scheme") if of_scheme else None),
            Stripe.balance_satang >= wanted,
        )
        .order_by(own_first)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("one")
    )
    return (
        sa.update(Stripe)
        .where(Stripe.account_id == one.c.account_id)
        .values(balance_satang=Stripe.balance_satang - wanted)
        .returning(Stripe.account_id)
        .execution_options(synchronize_session=False)
    )


def lock_stripes(tx: Tx, *scopes: Scope) -> list[Held]:
    """Step two: lock all stripes of these accounts in the one order that everybody keeps, waiting for each."""
    held: list[Held] = []
    for scope in sorted(set(scopes), key=lock_order):
        rows = tx.execute(stripes_of(scope).order_by(Stripe.stripe).with_for_update())
        held += [Held(*row) for row in rows]
    return held


def lock_all_of_line(tx: Tx, line_id: int) -> list[Held]:
    """All stripes of a line and its schemes, locked in the same order."""
    everything = (
        sa.select(Stripe.account_id, Stripe.scheme_id, Stripe.balance_satang)
        .where(Stripe.line_id == line_id)
        .order_by(Stripe.scheme_id.nulls_first(), Stripe.stripe)
        .with_for_update()
    )
    return [Held(*row) for row in tx.execute(everything)]


def sum_of(stripes: Iterable[Held]) -> int:
    """What they hold together, in satang."""
    return sum(stripe.balance for stripe in stripes)


def take_locked(tx: Tx, stripes: list[Held], entry: Entry, *, into: int | None = None) -> int:
    """Take the amount out of stripes that we hold all of; returns the account it left.

    That is `into`, or the fullest stripe: what it lacks is first gathered from the next fullest, by postings.
    """
    wanted = entry.amount.satang
    if sum_of(stripes) < wanted:
        raise Refused(LedgerReason.NOT_ENOUGH_AVAILABLE, left=str(Money(sum_of(stripes))))
    by_size = sorted(stripes, key=lambda stripe: -stripe.balance)
    target = next((stripe for stripe in by_size if stripe.account_id == into), by_size[0])
    for number, giver in enumerate(stripe for stripe in by_size if stripe is not target):
        if target.balance >= wanted:
            break
        _gather(
            tx,
            giver,
            target,
            min(giver.balance, wanted - target.balance),
            f"{entry.reference}:gather:{number}",
            entry,
        )
    add_to_stripe(tx, target.account_id, -wanted)
    target.balance -= wanted
    return target.account_id


def _gather(tx: Tx, giver: Held, target: Held, satang: int, reference: str, cause: Entry) -> None:
    add_to_stripe(tx, giver.account_id, -satang)
    add_to_stripe(tx, target.account_id, satang)
    subject = Subject("stripe", target.account_id)
    entry = Entry(Move.GATHER, Money(satang), reference, subject, None, cause.actor, cause.now)
    insert_posting(tx, giver.account_id, target.account_id, entry)
    giver.balance -= satang
    target.balance += satang


def add_to_stripe(tx: Tx, account_id: int, satang: int) -> None:
    """Change a stored balance; the database refuses to let it fall below zero."""
    tx.execute(
        sa.update(Stripe)
        .where(Stripe.account_id == account_id)
        .values(balance_satang=Stripe.balance_satang + satang)
        .execution_options(synchronize_session=False)
    )
