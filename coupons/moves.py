"""What happens to coupons and claims inside another verb's transaction.

Whoever moves a coupon's money holds the coupon's row first (DESIGN §3: coupon, proposal, payable).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

import ledger.moves
from core import events
from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_at
from core.clock import bangkok_date
from core.db import Tx
from core.errors import NotFound, WrongState
from core.money import Money
from coupons import keys
from coupons.events import ClaimApproved, MoneyReturned
from coupons.models import Coupon, CouponCode, Evidence, Redemption
from coupons.parties import Party, bearer_of_rest
from coupons.rules import WhoPays, who_pays
from coupons.states import (
    CORRECTION_LIMIT,
    COUPON_MACHINE,
    REDEMPTION_MACHINE,
    EvidenceKind,
    RedemptionState,
)
from identity.notifications.operations import notify_members
from identity.notifications.words import both_names
from identity.states import Capacity
from ledger.models import Posting
from ledger.rules import Subject
from ledger.transitions import Kind, Move
from projects.states import PayeeMode


def issue_code(tx: Tx, coupon: Coupon, now: datetime) -> None:  # noqa: ARG001 - the issuer's clock, as in all moves
    """Make the coupon's current issue known by its keyed lookup; the code itself is stored nowhere."""
    ring = keys.keyring()
    code = ring.code_of(coupon.id, coupon.issue_no, ring.current)
    tx.add(
        CouponCode(
            coupon_id=coupon.id,
            issue_no=coupon.issue_no,
            key_generation=ring.current,
            lookup=ring.lookup_of(code, ring.current),
        )
    )


def reissue_code(tx: Tx, coupon: Coupon, now: datetime) -> None:
    """Kill the old code and give a new one. The caller holds the coupon."""
    tx.execute(
        sa.update(CouponCode)
        .where(CouponCode.coupon_id == coupon.id, CouponCode.dead_at.is_(None))
        .values(dead_at=now)
    )
    coupon.issue_no += 1
    tx.session.flush()
    issue_code(tx, coupon, now)


def lock_claim(tx: Tx, redemption_id: int) -> tuple[Coupon, Redemption]:
    """The redemption and its coupon, locked, the coupon first. NotFound if there is none."""
    coupon: Coupon | None = tx.scalar(_COUPON_OF, {"redemption_id": redemption_id})
    if coupon is None:
        raise NotFound
    return coupon, tx.lock(Redemption, redemption_id)


_COUPON_OF = (
    sa.select(Coupon)
    .join(Redemption, Redemption.coupon_id == Coupon.id)
    .where(Redemption.id == sa.bindparam("redemption_id"))
    .with_for_update(of=Coupon)
    .execution_options(populate_existing=True)
)


def lock_claim_for_officer(tx: Tx, redemption_id: int) -> tuple[Coupon, Redemption]:
    """As lock_claim(), for an officer whom nothing bars."""
    coupon, redemption = lock_claim(tx, redemption_id)
    tx.authorise(sme=redemption.sme_id, provider=redemption.provider_id)
    return coupon, redemption


def lock_claim_to_decide(tx: Tx, redemption_id: int) -> tuple[Coupon, Redemption]:
    """As lock_claim(), for an officer whom nothing bars, the acceptance included: another decides the claim."""
    coupon, redemption = lock_claim(tx, redemption_id)
    tx.authorise(sme=redemption.sme_id, provider=redemption.provider_id, accepter=redemption.accepted_by_id)
    return coupon, redemption


def pays_of(coupon: Coupon, redemption: Redemption) -> WhoPays:
    """Who pays what for the redemption's price."""
    return who_pays(Money(redemption.price_satang), Money(redemption.subsidy_satang), coupon.payee_mode)


def evidence_kinds(tx: Tx, redemption_id: int) -> set[EvidenceKind]:
    """What the files of a claim prove by now; those taken back do not count."""
    return set(
        tx.session.scalars(
            sa.select(Evidence.kind).where(
                Evidence.redemption_id == redemption_id, Evidence.removed_at.is_(None)
            )
        )
    )


def tell(
    tx: Tx,
    redemption: Redemption,
    event: str,
    *sides: Party,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Notify one side of a claim or both."""
    parties = {
        Party.SME: (redemption.sme_id, Capacity.SME),
        Party.PROVIDER: (redemption.provider_id, Capacity.PROVIDER),
    }
    named = {"service": both_names(redemption.service), "number": redemption.id}
    for side in sides:
        organisation_id, capacity = parties[side]
        url = f"/redemptions/{redemption.id}"
        notify_members(
            tx, organisation_id, event, {**named, **(facts or {})}, url, now=now, capacity=capacity
        )


def tell_holder(tx: Tx, coupon: Coupon, event: str, *, now: datetime) -> None:
    """Put the news of a coupon into its holder's letter boxes."""
    url = f"/coupons/{coupon.id}"
    notify_members(tx, coupon.sme_id, event, {"number": coupon.number}, url, now=now, capacity=Capacity.SME)


def give_back(
    tx: Tx, coupon: Coupon, redemption: Redemption, amount: Money, *, actor: Actor, now: datetime
) -> None:
    """Free reserved money: to the coupon while it is open, else to the scheme. Both rows are held."""
    if not amount:
        return
    coupon.spent_satang -= amount.satang
    if coupon.is_open:
        tx.session.flush()
        _post(tx, Move.UNRESERVE, amount, redemption, actor=actor, now=now)
        return
    coupon.released_satang += amount.satang
    tx.session.flush()
    if redemption.line_id is not None:
        ledger.moves.release_to_available(
            tx,
            amount,
            source=Kind.RESERVED,
            line_id=redemption.line_id,
            scheme_id=redemption.scheme_id,
            coupon_id=coupon.id,
            reference=_reference(tx, redemption.id, "return"),
            subject=Subject("redemption", redemption.id),
            actor=actor,
            now=now,
        )
        events.publish(tx, MoneyReturned(coupon.scheme_id, redemption.line_id, amount.satang, now))


def end_coupon(tx: Tx, coupon: Coupon, verb: str, *, actor: Actor, now: datetime, **columns: Any) -> None:
    """Expire or cancel a coupon that is held, and release what is left of it to its scheme."""
    left = coupon.remaining
    tx.advance(
        Coupon,
        coupon.id,
        COUPON_MACHINE,
        verb,
        released_satang=Coupon.released_satang + left.satang,
        **columns,
    )
    if coupon.line_id is not None and left:
        ledger.moves.release_to_available(
            tx,
            left,
            source=Kind.COMMITTED,
            line_id=coupon.line_id,
            scheme_id=coupon.scheme_id,
            coupon_id=coupon.id,
            reference=f"coupon:{coupon.id}:release:1",
            subject=Subject("coupon", coupon.id),
            actor=actor,
            now=now,
        )
        events.publish(tx, MoneyReturned(coupon.scheme_id, coupon.line_id, left.satang, now))


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
    facts = {name: str(Money(satang)) for name, satang in amounts.items()}
    return Cut(bearer_of_rest(coupon.payee_mode), facts)


def tell_approved(tx: Tx, coupon: Coupon, redemption: Redemption, *, now: datetime) -> None:
    """Tell both sides that a claim was approved; of one approved for less, who bears the rest."""
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
    """Make an accepted claim payable for `amount`, give the rest back, and tell who pays. Both rows are held."""
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
    _post(tx, Move.APPROVE, amount, redemption, actor=actor, now=now)
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
    """The bank paid the claim; its money was posted by whoever read the bank's answer."""
    tx.advance(Redemption, redemption_id, REDEMPTION_MACHINE, "pay", state_since=now)
    audit.record(tx, "redemption.paid", "redemption", redemption_id, actor, now)


def mark_unpaid(tx: Tx, redemption_id: int, *, actor: Actor, now: datetime) -> None:
    """The bank returned the money after paying; the claim stands approved again."""
    tx.advance(Redemption, redemption_id, REDEMPTION_MACHINE, "unpay", state_since=now)
    audit.record(tx, "redemption.unpaid", "redemption", redemption_id, actor, now)


def dispute_approved(tx: Tx, redemption_id: int, reason_id: int, *, actor: Actor, now: datetime) -> None:
    """Dispute a claim that was approved and is in no live payment: its money is reserved again. Both sides are told.

    Takes the coupon's lock: call it before locking the payable. WrongState unless approved.
    """
    _, redemption = lock_claim(tx, redemption_id)
    if redemption.state is not RedemptionState.APPROVED:
        raise WrongState(REDEMPTION_MACHINE.name, "dispute", redemption.state)
    tx.advance(
        Redemption, redemption_id, REDEMPTION_MACHINE, "dispute", state_since=now, state_reason_id=reason_id
    )
    _post(tx, Move.DISPUTE, redemption.held, redemption, actor=actor, now=now)
    audit.record(
        tx, "redemption.disputed", "redemption", redemption_id, actor, now, {"was": "approved"}, reason_id
    )
    tell(tx, redemption, "redemption.disputed", Party.SME, Party.PROVIDER, now=now)


def overdue(redemption: Redemption, now: datetime) -> bool:
    """Whether the last day of the step that the redemption waits for is over."""
    today = bangkok_date(now)
    if redemption.state is RedemptionState.RESERVED:
        return today > redemption.deliver_by
    if redemption.state is RedemptionState.DELIVERED and redemption.accept_by:
        return today > redemption.accept_by
    return redemption.state is RedemptionState.RETURNED and now >= due_at(
        CORRECTION_LIMIT, redemption.state_since
    )


def _post(tx: Tx, move: Move, amount: Money, redemption: Redemption, *, actor: Actor, now: datetime) -> None:
    """Post one move of a redemption's money; nothing under a zero-budget scheme."""
    if redemption.line_id is None:
        return
    ledger.moves.post(
        tx,
        move,
        amount,
        line_id=redemption.line_id,
        scheme_id=redemption.scheme_id,
        reference=_reference(tx, redemption.id, move.value),
        subject=Subject("redemption", redemption.id),
        coupon_id=redemption.coupon_id,
        actor=actor,
        now=now,
    )


def _reference(tx: Tx, redemption_id: int, what: str) -> str:
    """`redemption:17:approve:2`: a dispute brings the same claim to the same move again. The coupon is held."""
    prefix = f"redemption:{redemption_id}:{what}:"
    earlier = tx.scalar(
        sa.select(sa.func.count())
        .select_from(Posting)
        .where(
            Posting.subject_kind == "redemption",
            Posting.subject_id == redemption_id,
            Posting.reference.startswith(prefix, autoescape=True),
        )
    )
    return f"{prefix}{earlier + 1}"
