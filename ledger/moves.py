"""How money moves: every function takes the caller's transaction and commits nothing.

Who locks what, so that there is no deadlock: a caller that moves a coupon's money locks that coupon's
row (or the payable's, payment's) already; then the ledger takes, in this order, the line's own row, the
line's stripes, the scheme's stripes. Claim before you give back, if one transaction must do both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core.actor import Actor
from core.clock import bangkok_date
from core.db import Tx
from core.errors import Refused
from core.money import Money
from ledger.models import Account, LedgerLine, Stripe
from ledger.posting import post, require_open
from ledger.rules import LedgerReason, Subject, check_subject, spread
from ledger.states import Kind, Move
from ledger.stripes import (
    SCHEME_STRIPES,
    Entry,
    account_id_of,
    add_to_stripe,
    insert_posting,
    insert_postings,
    lock_all_of_line,
    lock_stripes,
    require_all_there,
    sum_of,
    take_locked,
    take_one,
)
from ledger.transitions import LINE_KINDS, RETURNING, SCHEME_KINDS


@dataclass(frozen=True, slots=True)
class CouponClaim:
    """What one coupon of a bulk issue asks for. `reference` as in post()."""

    coupon_id: int
    amount: Money
    reference: str
    subject: Subject


# --- opening and closing ---------------------------------------------------------------------------------


def open_line(tx: Tx, line_id: int, *, commits: tuple[date, date] | None = None, now: datetime) -> None:
    """Give a budget line its accounts. Doing it again changes nothing.

    `commits`: the first and the last day (Bangkok) on which coupons may be promised from it; None: any.
    """
    first, last = commits or (None, None)
    values = {"line_id": line_id, "opened_at": now, "commits_from": first, "commits_until": last}
    tx.execute(insert(LedgerLine).values(values).on_conflict_do_nothing())
    _open_accounts(tx, line_id, None, LINE_KINDS, stripes=1)


def open_scheme(tx: Tx, line_id: int, scheme_id: int, *, stripes: int = SCHEME_STRIPES) -> None:
    """Give a scheme its accounts on an open line. Doing it again changes nothing, or adds stripes."""
    _open_accounts(tx, line_id, scheme_id, SCHEME_KINDS, stripes=stripes)


def close_line(tx: Tx, line_id: int, *, actor: Actor, now: datetime) -> Money:
    """The fiscal year closes: all that is available on the line lapses; returns how much.

    Open obligations stay where they are: that they are carried is a resolution, kept by projects.
    What would come back to `available` from now on lapses instead. Closing again changes nothing.
    """
    line = tx.lock(LedgerLine, line_id)
    if line.closed_at is not None:
        return Money(0)
    line.closed_at = now
    tx.session.flush()
    lapsed = 0
    for stripe in lock_all_of_line(tx, line_id):
        if stripe.balance == 0:
            continue
        add_to_stripe(tx, stripe.account_id, -stripe.balance)
        insert_posting(
            tx,
            stripe.account_id,
            account_id_of(tx, (line_id, stripe.scheme_id), Kind.LAPSED),
            Entry(
                Move.LAPSE,
                Money(stripe.balance),
                f"line:{line_id}:lapse:{stripe.account_id}",
                Subject("budget_line", line_id),
                None,
                actor,
                now,
            ),
        )
        lapsed += stripe.balance
    return Money(lapsed)


def _open_accounts(
    tx: Tx, line_id: int, scheme_id: int | None, kinds: Iterable[Kind], *, stripes: int
) -> None:
    wanted = [
        {"line_id": line_id, "scheme_id": scheme_id, "kind": kind, "stripe": stripe}
        for kind in kinds
        for stripe in range(stripes if kind is Kind.AVAILABLE else 1)
    ]
    tx.execute(insert(Account).values(wanted).on_conflict_do_nothing())
    of_stripes = sa.select(Account.id, Account.line_id, Account.scheme_id, Account.stripe).where(
        Account.line_id == line_id, Account.scheme_id == scheme_id, Account.kind == Kind.AVAILABLE
    )
    columns = ["account_id", "line_id", "scheme_id", "stripe"]
    tx.execute(insert(Stripe).from_select(columns, of_stripes).on_conflict_do_nothing())


# --- the budget ------------------------------------------------------------------------------------------


def appropriate(
    tx: Tx, amount: Money, *, line_id: int, reference: str, actor: Actor, now: datetime
) -> int | None:
    """A budget is received on an open line."""
    return post(
        tx,
        Move.APPROPRIATE,
        amount,
        line_id=line_id,
        scheme_id=None,
        reference=reference,
        subject=Subject("budget_line", line_id),
        actor=actor,
        now=now,
    )


def allot_to_scheme(
    tx: Tx, amount: Money, *, line_id: int, scheme_id: int, reference: str, actor: Actor, now: datetime
) -> None:
    """Give a scheme part of its line's money, spread evenly over its stripes: one posting for each."""
    require_open(tx, line_id)
    of_line, targets = lock_stripes(tx, (line_id, None)), lock_stripes(tx, (line_id, scheme_id))
    if not targets:
        raise LookupError(f"scheme {scheme_id} was not opened on line {line_id}")
    whole = Entry(Move.ALLOT, amount, reference, Subject("scheme", scheme_id), None, actor, now)
    source_id = take_locked(tx, of_line, whole)
    for number, (stripe, part) in enumerate(zip(targets, spread(amount, len(targets)), strict=True)):
        if part:
            add_to_stripe(tx, stripe.account_id, part.satang)
            entry = replace(whole, amount=part, reference=f"{reference}:{number}")
            insert_posting(tx, source_id, stripe.account_id, entry)


def take_back_from_scheme(
    tx: Tx, amount: Money, *, line_id: int, scheme_id: int, reference: str, actor: Actor, now: datetime
) -> int | None:
    """Take back from a scheme what it has not promised. Refused(NOT_ENOUGH_AVAILABLE) if that is less."""
    return post(
        tx,
        Move.TAKE_BACK,
        amount,
        line_id=line_id,
        scheme_id=scheme_id,
        reference=reference,
        subject=Subject("scheme", scheme_id),
        actor=actor,
        now=now,
    )


def move_between_lines(
    tx: Tx,
    amount: Money,
    *,
    from_line_id: int,
    to_line_id: int,
    reference: str,
    subject: Subject,
    actor: Actor,
    now: datetime,
) -> None:
    """Move money to another line, as a resolution allowed: two postings, `…:out` and `…:in`, or none."""
    if from_line_id == to_line_id:
        raise ValueError("a transfer joins two lines")
    for line_id in sorted((from_line_id, to_line_id)):
        require_open(tx, line_id)
    lock_stripes(tx, (from_line_id, None), (to_line_id, None))
    for move, line_id in ((Move.TRANSFER_OUT, from_line_id), (Move.TRANSFER_IN, to_line_id)):
        side = "out" if move is Move.TRANSFER_OUT else "in"
        post(
            tx,
            move,
            amount,
            line_id=line_id,
            scheme_id=None,
            reference=f"{reference}:{side}",
            subject=subject,
            actor=actor,
            now=now,
        )


# --- coupons ---------------------------------------------------------------------------------------------


def commit_coupon(
    tx: Tx,
    amount: Money,
    *,
    line_id: int,
    scheme_id: int,
    coupon_id: int,
    reference: str,
    actor: Actor,
    now: datetime,
    subject: Subject | None = None,
) -> bool:
    """Take a coupon's money from its scheme. False: exhausted, said only after looking at all stripes at once.

    The subject is the coupon unless given. Zero takes nothing and succeeds: a zero-budget scheme.
    Refused(OUTSIDE_FISCAL_YEAR) on a day on which the line promises nothing.
    """
    if not amount:
        return True
    _require_its_year(tx, line_id, now)
    claim = CouponClaim(coupon_id, amount, reference, subject or Subject("coupon", coupon_id))
    entry, scope = _commit_entry(claim, actor, now), (line_id, scheme_id)
    account_id = take_one(tx, scope, amount)
    if account_id is None:
        stripes = lock_stripes(tx, scope)
        if sum_of(stripes) < amount.satang:
            return False
        account_id = take_locked(tx, stripes, entry)
    insert_posting(tx, account_id, account_id_of(tx, scope, Kind.COMMITTED), entry)
    return True


def commit_many(
    tx: Tx, claims: Sequence[CouponClaim], *, line_id: int, scheme_id: int, actor: Actor, now: datetime
) -> tuple[int, ...]:
    """Bulk issue: lock all stripes at once and serve the claims in the order given; ids of the coupons served.

    Stops at the first claim that does not fit, so that no later, smaller one jumps the queue.
    Refused(OUTSIDE_FISCAL_YEAR) as commit_coupon().
    """
    _require_its_year(tx, line_id, now)
    scope = (line_id, scheme_id)
    stripes = lock_stripes(tx, scope)
    committed_id = account_id_of(tx, scope, Kind.COMMITTED)
    served: list[int] = []
    for claim in claims:
        if claim.amount.satang > sum_of(stripes):
            break
        if claim.amount:
            entry = _commit_entry(claim, actor, now)
            insert_posting(tx, take_locked(tx, stripes, entry), committed_id, entry)
        served.append(claim.coupon_id)
    return tuple(served)


def lapse_committed(
    tx: Tx, claims: Sequence[CouponClaim], *, line_id: int, scheme_id: int, actor: Actor, now: datetime
) -> None:
    """What is left of many coupons lapses on a closed line: two statements for all. The caller has locked the coupons.

    Refused(NOT_THERE) when one of them has less. ValueError while the line is open.
    """
    if tx.share(LedgerLine, line_id).closed_at is None:
        raise ValueError(f"line {line_id} is open: what comes back is available again")
    scope = (line_id, scheme_id)
    committed_id, lapsed_id = account_id_of(tx, scope, Kind.COMMITTED), account_id_of(tx, scope, Kind.LAPSED)
    require_all_there(
        tx, committed_id, {claim.coupon_id: claim.amount for claim in claims}, Move.LAPSE_COMMITTED
    )
    entries = []
    for claim in claims:
        check_subject(Move.LAPSE_COMMITTED, claim.subject)
        if claim.amount.satang < 0:
            raise ValueError("a coupon is not worth less than nothing")
        if claim.amount:
            entries.append(
                Entry(
                    Move.LAPSE_COMMITTED,
                    claim.amount,
                    claim.reference,
                    claim.subject,
                    claim.coupon_id,
                    actor,
                    now,
                )
            )
    insert_postings(tx, committed_id, lapsed_id, entries)


def _require_its_year(tx: Tx, line_id: int, now: datetime) -> None:
    """Annual money is promised inside its year (docs/domain.md#plan-and-budget)."""
    line = tx.get(LedgerLine, line_id)
    first, last = line.commits_from, line.commits_until
    if first and last and not first <= bangkok_date(now) <= last:
        raise Refused(LedgerReason.OUTSIDE_FISCAL_YEAR)


def _commit_entry(claim: CouponClaim, actor: Actor, now: datetime) -> Entry:
    check_subject(Move.COMMIT, claim.subject)
    if claim.amount.satang < 0:
        raise ValueError("a coupon is not worth less than nothing")
    return Entry(Move.COMMIT, claim.amount, claim.reference, claim.subject, claim.coupon_id, actor, now)


def release_to_available(
    tx: Tx,
    amount: Money,
    *,
    source: Kind,
    line_id: int,
    scheme_id: int,
    coupon_id: int,
    reference: str,
    subject: Subject,
    actor: Actor,
    now: datetime,
) -> int | None:
    """Give a coupon's committed, reserved or recovered money back; on a closed line it lapses instead."""
    return post(
        tx,
        RETURNING[source],
        amount,
        line_id=line_id,
        scheme_id=scheme_id,
        reference=reference,
        subject=subject,
        coupon_id=coupon_id,
        actor=actor,
        now=now,
    )
