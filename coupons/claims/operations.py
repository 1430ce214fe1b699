"""What happens to a claim inside another command's transaction. The coupon's row is held first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core import events
from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_on
from core.clock import bangkok_date
from core.db import Tx
from core.errors import Refused, WrongState
from core.money import Money
from core.statements import HotStatement
from coupons.claims import rules
from coupons.claims.events import ClaimApproved
from coupons.claims.models import Evidence
from coupons.claims.states import ClaimRefusal, EvidenceKind
from coupons.coupons.models import Coupon
from coupons.limits import time_to_accept
from coupons.redemptions.models import Redemption
from coupons.redemptions.operations import give_back, lock_claim, pays_of, post, tell
from coupons.redemptions.states import REDEMPTION_MACHINE, RedemptionState
from coupons.states import Party
from ledger.states import Move
from schemes.states import PayeeMode


def lock_claim_for_officer(tx: Tx, redemption_id: int) -> tuple[Coupon, Redemption]:
    """As lock_claim(), for an officer whom nothing bars."""
    coupon, redemption = lock_claim(tx, redemption_id)
    tx.authorise(sme=redemption.sme_id, provider=redemption.provider_id)
    return coupon, redemption


def lock_claim_to_decide(tx: Tx, redemption_id: int) -> tuple[Coupon, Redemption]:
    """As lock_claim(), for an officer whom nothing bars, acceptance and reservation included: another decides the claim."""
    coupon, redemption = lock_claim(tx, redemption_id)
    tx.authorise(
        sme=redemption.sme_id,
        provider=redemption.provider_id,
        accepter=redemption.accepted_by_id,
        reserver=redemption.reserved_by_id,
    )
    return coupon, redemption


_EVIDENCE_KINDS: HotStatement[Any] = HotStatement(
    sa.select(Evidence.kind).where(
        Evidence.redemption_id == sa.bindparam("redemption_id"), Evidence.removed_at.is_(None)
    )
)


def evidence_kinds(tx: Tx, redemption_id: int) -> set[EvidenceKind]:
    """What the files of a claim prove by now; those taken back do not count."""
    tx.session.flush()
    found = _EVIDENCE_KINDS.all(tx.session, {"redemption_id": redemption_id})
    return {EvidenceKind(row.kind) for row in found}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a claim says of the delivery: its day, and the provider's invoice for it."""

    delivered_on: date
    invoice_number: str
    invoiced_on: date


@contextmanager
def each_invoice_once() -> Iterator[None]:
    """Refused(INVOICE_USED) for what the database says when a seller's invoice number is on another claim."""
    try:
        yield
    except IntegrityError as error:
        if "uq_redemptions_tax_invoice" not in str(error.orig):
            raise
        raise Refused(ClaimRefusal.INVOICE_USED) from None


def hand_in(
    tx: Tx,
    coupon: Coupon,
    redemption: Redemption,
    delivery: Delivery,
    *,
    actor: Actor,
    now: datetime,
    **said: int | str,
) -> date:
    """File a claim; the other side's last day to confirm it is returned. Both rows are held.

    `said` is what else the filer states. Raises Refused(ClaimRefusal): days that cannot be, no invoice number,
    mandatory evidence that is missing.
    """
    REDEMPTION_MACHINE.next(redemption.state, "deliver")
    number = rules.invoice_number(delivery.invoice_number)
    refusal = (
        ClaimRefusal.INVOICE_MISSING
        if number is None
        else rules.delivery_refusal(
            delivery.delivered_on,
            delivery.invoiced_on,
            reserved_on=bangkok_date(redemption.reserved_at),
            deliver_by=redemption.deliver_by,
            today=bangkok_date(now),
        )
    )
    if refusal:
        raise Refused(refusal)
    prove(tx, coupon, redemption)
    accept_by = due_on(time_to_accept(), now)
    tx.advance(
        Redemption,
        redemption.id,
        REDEMPTION_MACHINE,
        "deliver",
        state_since=now,
        delivered_at=now,
        delivered_by_id=actor.known_person_id,
        delivered_on=delivery.delivered_on,
        tax_invoice_number=number,
        tax_invoice_on=delivery.invoiced_on,
        accept_by=accept_by,
        **said,
    )
    return accept_by


def accept(
    tx: Tx,
    coupon: Coupon,
    redemption: Redemption,
    side: Party,
    *,
    actor: Actor,
    now: datetime,
    **said: int | str,
) -> None:
    """The side that does not file accepts what was delivered, and may state more; the claim then goes to an officer.

    Raises Refused where this side files, WrongState unless it was delivered and is neither accepted nor disputed.
    """
    refusal = rules.confirming_refusal(coupon.payee_mode, side)
    if refusal:
        raise Refused(refusal)
    if redemption.state is not RedemptionState.DELIVERED:
        raise WrongState(REDEMPTION_MACHINE.name, "accept", redemption.state)
    tx.advance(
        Redemption,
        redemption.id,
        REDEMPTION_MACHINE,
        "accept",
        state_since=now,
        accepted_at=now,
        accepted_by_id=actor.known_person_id,
        accepted_side=side,
        **said,
    )


def prove(tx: Tx, coupon: Coupon, redemption: Redemption) -> None:
    """Refused(EVIDENCE_MISSING) while a mandatory kind of evidence is not there."""
    if rules.missing_evidence(evidence_kinds(tx, redemption.id), pays_of(coupon, redemption)):
        raise Refused(ClaimRefusal.EVIDENCE_MISSING)


@dataclass(frozen=True, slots=True)
class Cut:
    """A claim that was approved for less: who bears the rest, and the amounts as its sentences name them."""

    bearer: Party
    facts: Mapping[str, str]


def cut_of(redemption: Redemption, coupon: Coupon) -> Cut | None:
    """What was cut from a claim that is to be paid or is paid; None when nothing was."""
    approved, claimed = redemption.approved_satang, redemption.subsidy_satang
    if redemption.state not in (RedemptionState.APPROVED, RedemptionState.PAID) or approved in (
        None,
        claimed,
    ):
        return None
    amounts = {
        "approved": approved,
        "claimed": claimed,
        "rest": claimed - approved,
        "own": redemption.own_satang,
    }
    facts = {name: Money(satang).short() for name, satang in amounts.items()}
    return Cut(rules.bearer_of_rest(coupon.payee_mode), facts)


def tell_approved(tx: Tx, coupon: Coupon, redemption: Redemption, *, now: datetime) -> None:
    """Notify both sides that a claim was approved; if for less, who bears the rest."""
    cut = cut_of(redemption, coupon)
    for side in (Party.SME, Party.PROVIDER):
        if cut is None:
            tell(tx, redemption, "redemption.approved", side, now=now)
        else:
            tell(tx, redemption, f"redemption.cut.{cut.bearer}.{side}", side, now=now, facts=cut.facts)


def approve(
    tx: Tx,
    coupon: Coupon,
    redemption: Redemption,
    amount: Money,
    *,
    reason_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Make an accepted claim payable for `amount`, release the rest, and emit the event for who pays. Both rows are locked."""
    held = redemption.held
    tx.advance(
        Redemption,
        redemption.id,
        REDEMPTION_MACHINE,
        "approve",
        approved_satang=amount.satang,
        state_since=now,
        state_reason_id=reason_id,
        decided_at=now,
        decided_by_id=actor.known_person_id,
    )
    post(tx, Move.APPROVE, amount, redemption, actor=actor, now=now)
    give_back(tx, coupon, redemption, held - amount, actor=actor, now=now)
    if redemption.line_id is None:
        raise ValueError("a claim of a zero-budget scheme is closed, not approved")
    reimburses = coupon.payee_mode is PayeeMode.REIMBURSE_SME
    payee_id = redemption.sme_id if reimburses else redemption.provider_id
    events.publish(
        tx,
        ClaimApproved(
            redemption.id,
            coupon.id,
            coupon.scheme_id,
            redemption.line_id,
            amount.satang,
            payee_id,
            actor,
            now,
        ),
    )


def mark_paid(tx: Tx, redemption_id: int, *, actor: Actor, now: datetime) -> None:
    """The bank paid the claim; its money was posted by the import of the bank's report."""
    tx.advance(Redemption, redemption_id, REDEMPTION_MACHINE, "pay", state_since=now)
    audit.record(tx, "redemption.paid", "redemption", redemption_id, actor, now)


def mark_unpaid(tx: Tx, redemption_id: int, *, actor: Actor, now: datetime) -> None:
    """The bank returned the money after paying; the claim is approved again."""
    tx.advance(Redemption, redemption_id, REDEMPTION_MACHINE, "unpay", state_since=now)
    audit.record(tx, "redemption.unpaid", "redemption", redemption_id, actor, now)


def dispute_approved(tx: Tx, redemption_id: int, reason_id: int, *, actor: Actor, now: datetime) -> None:
    """Dispute a claim that was approved and is in no live payment: its money is reserved again. Both sides are notified.

    Takes the coupon's lock: call it before locking the payable. WrongState unless approved.
    """
    _, redemption = lock_claim(tx, redemption_id)
    if redemption.state is not RedemptionState.APPROVED:
        raise WrongState(REDEMPTION_MACHINE.name, "dispute", redemption.state)
    tx.advance(
        Redemption, redemption_id, REDEMPTION_MACHINE, "dispute", state_since=now, state_reason_id=reason_id
    )
    post(tx, Move.DISPUTE, redemption.held, redemption, actor=actor, now=now)
    audit.record(
        tx, "redemption.disputed", "redemption", redemption_id, actor, now, {"was": "approved"}, reason_id
    )
    tell(tx, redemption, "redemption.disputed", Party.SME, Party.PROVIDER, now=now)
