"""One posting: the rule of its move, the accounts it leaves and reaches, and its reverse."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from core.errors import Refused
from core.money import Money
from ledger.models import Account, LedgerLine, Posting
from ledger.rules import LedgerReason, Subject, check_subject, twin_reference
from ledger.states import Kind, Level, Move
from ledger.stripes import (
    Entry,
    Scope,
    account_id_of,
    add_to_stripe,
    insert_posting,
    lock_order,
    lock_stripes,
    put_somewhere,
    require_there,
    take_locked,
    take_one,
)
from ledger.transitions import RULES, MoveRule

# --- any move --------------------------------------------------------------------------------------------


def post(
    tx: Tx,
    move: Move,
    amount: Money,
    *,
    line_id: int,
    scheme_id: int | None,
    reference: str,
    subject: Subject,
    actor: Actor,
    now: datetime,
    coupon_id: int | None = None,
) -> int | None:
    """Post one move of the table; returns the posting's id, or None when the amount is zero.

    The same reference again raises IntegrityError: once is enough. Refused(NOT_ENOUGH_AVAILABLE) when
    `available` lacks the amount; Refused(NOT_THERE) when the coupon has less than that where the move
    starts; Refused(LINE_CLOSED) when the line takes no more money. ValueError when the caller is wrong:
    a negative amount, a subject that the table does not know, a coupon missing or too much.
    """
    rule = RULES[move]
    check_subject(move, subject)
    if (coupon_id is not None) != rule.per_coupon or amount.satang < 0:
        raise ValueError(f"{move}: names its coupon: {rule.per_coupon}; amount {amount}")
    if not amount:
        return None
    rule = _rule_on_this_line(tx, rule, line_id)
    entry = Entry(rule.move, amount, reference, subject, coupon_id, actor, now)
    source, destination = _scopes(rule, line_id, scheme_id)
    if rule.destination is Kind.AVAILABLE and rule.source is Kind.AVAILABLE:
        lock_stripes(tx, min(source, destination, key=lock_order))
    source_id = _leave(tx, source, rule.source, entry)
    destination_id = _arrive(tx, destination, rule.destination, amount)
    return insert_posting(tx, source_id, destination_id, entry)


def reverse(tx: Tx, posting_id: int, reason_id: int, *, actor: Actor, now: datetime) -> int:
    """Undo one posting, which must be some person's mistake, by its opposite, for a reason that was stored (core.audit); audited.

    Refused(ALREADY_REVERSED) the second time, Refused(NOT_REVERSIBLE) for a reversal or for money gathered
    within one account, Refused(NOT_THERE) when the money has since moved on. A transfer between lines is
    undone on both. What a closed line would get back to `available` lapses at once.
    """
    posting = tx.get(Posting, posting_id)
    reversal_id = _reverse_one(tx, posting, reason_id, actor, now)
    if posting.move in {Move.TRANSFER_OUT, Move.TRANSFER_IN}:
        twin = tx.session.scalars(
            sa.select(Posting).where(Posting.reference == twin_reference(posting.reference))
        ).one()
        _reverse_one(tx, twin, reason_id, actor, now)
    return reversal_id


def _reverse_one(tx: Tx, posting: Posting, reason_id: int, actor: Actor, now: datetime) -> int:
    if posting.move in {Move.REVERSE, Move.GATHER}:
        raise Refused(LedgerReason.NOT_REVERSIBLE)
    came_from, went_to = tx.get(Account, posting.source_id), tx.get(Account, posting.destination_id)
    line = tx.share(LedgerLine, came_from.line_id)
    if line.closed_at is not None and posting.move is Move.LAPSE:
        raise Refused(LedgerReason.LINE_CLOSED)
    if tx.scalar(sa.select(Posting.id).where(Posting.reverses_id == posting.id)) is not None:
        raise Refused(LedgerReason.ALREADY_REVERSED)
    entry = Entry(
        Move.REVERSE,
        Money(posting.amount_satang),
        f"reverse:{posting.id}",
        Subject(posting.subject_kind, posting.subject_id),
        posting.coupon_id,
        actor,
        now,
        reverses_id=posting.id,
        reason_id=reason_id,
    )
    lock_stripes(
        tx, *((end.line_id, end.scheme_id) for end in (came_from, went_to) if end.kind is Kind.AVAILABLE)
    )
    _leave_exactly(tx, went_to, entry)
    if came_from.kind is Kind.AVAILABLE:
        add_to_stripe(tx, came_from.id, posting.amount_satang)
    reversal_id = insert_posting(tx, went_to.id, came_from.id, entry)
    if came_from.kind is Kind.AVAILABLE and line.closed_at is not None:
        _lapse_again(tx, came_from, entry)
    audit.record(
        tx,
        "posting.reversed",
        "posting",
        posting.id,
        actor,
        now,
        fields={"reversal_id": reversal_id, "move": posting.move.value, "coupon_id": posting.coupon_id},
        reason_id=reason_id,
    )
    return reversal_id


def _lapse_again(tx: Tx, stripe: Account, entry: Entry) -> None:
    """What a reversal brought back to a closed line lapses in the same breath."""
    add_to_stripe(tx, stripe.id, -entry.amount.satang)
    subject = Subject("budget_line", stripe.line_id)
    lapse = Entry(Move.LAPSE, entry.amount, f"{entry.reference}:lapse", subject, None, entry.actor, entry.now)
    insert_posting(tx, stripe.id, account_id_of(tx, (stripe.line_id, stripe.scheme_id), Kind.LAPSED), lapse)


# --- the ends of a posting -------------------------------------------------------------------------------


def _rule_on_this_line(tx: Tx, rule: MoveRule, line_id: int) -> MoveRule:
    """The rule, or on a closed line the one that takes its place. Closing waits for us, or we see it."""
    if rule.destination is not Kind.AVAILABLE or rule.move is Move.TAKE_BACK:
        return rule
    closed_at = tx.session.execute(
        sa.select(LedgerLine.closed_at).where(LedgerLine.line_id == line_id).with_for_update(read=True)
    ).one_or_none()
    if closed_at is None:
        raise LookupError(f"line {line_id} was not opened")
    if closed_at[0] is None:
        return rule
    if rule.on_closed_line is None:
        raise Refused(LedgerReason.LINE_CLOSED)
    return RULES[rule.on_closed_line]


def require_open(tx: Tx, line_id: int) -> None:
    """Refused(LINE_CLOSED) for a line whose year is over; it stays open until this transaction ends."""
    if tx.share(LedgerLine, line_id).closed_at is not None:
        raise Refused(LedgerReason.LINE_CLOSED)


def _scopes(rule: MoveRule, line_id: int, scheme_id: int | None) -> tuple[Scope, Scope]:
    """The two ends' lines and schemes. ValueError when the rule speaks of a scheme and none was named."""
    if scheme_id is None and Level.SCHEME in {rule.source_level, rule.destination_level}:
        raise ValueError(f"{rule.move} names a scheme")
    ends = (rule.source_level, rule.destination_level)
    source, destination = ((line_id, None if end is Level.LINE else scheme_id) for end in ends)
    return source, destination


def _leave(tx: Tx, scope: Scope, kind: Kind, entry: Entry) -> int:
    """The account that the money leaves, after making sure that it is there."""
    if kind is Kind.AVAILABLE:
        account_id = take_one(tx, scope, entry.amount)
        if account_id is not None:
            return account_id
        return take_locked(tx, lock_stripes(tx, scope), entry)
    account_id = account_id_of(tx, scope, kind)
    if kind is not Kind.APPROPRIATED:
        require_there(tx, account_id, entry)
    return account_id


def _leave_exactly(tx: Tx, account: Account, entry: Entry) -> None:
    """Take the amount out of this very account, gathering into it what its other stripes have."""
    if account.kind is Kind.AVAILABLE:
        stripes = lock_stripes(tx, (account.line_id, account.scheme_id))
        take_locked(tx, stripes, entry, into=account.id)
    elif account.kind is not Kind.APPROPRIATED:
        require_there(tx, account.id, entry)


def _arrive(tx: Tx, scope: Scope, kind: Kind, amount: Money) -> int:
    """The account in which the money arrives; for `available`, some stripe that is free."""
    if kind is not Kind.AVAILABLE:
        return account_id_of(tx, scope, kind)
    return put_somewhere(tx, scope, amount)
