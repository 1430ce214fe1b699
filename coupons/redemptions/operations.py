"""What happens to a redemption inside another command's transaction.

Whoever moves a coupon's money locks the coupon's row first (docs/architecture.md#database: coupon, proposal, payable).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import url_for

import ledger.moves
import ledger.posting
from core import events
from core.actor import Actor
from core.calendar.due import due_at
from core.clock import bangkok_date
from core.db import Tx
from core.errors import NotFound
from core.money import Money
from core.statements import HotObjects, HotStatement
from coupons.coupons.events import MoneyReturned
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Redemption
from coupons.redemptions.rules import WhoPays, who_pays
from coupons.redemptions.states import RedemptionState
from coupons.states import CORRECTION_LIMIT, Party
from identity.notifications.words import both_names
from identity.organisations.members import notify_members
from identity.organisations.states import Capacity
from ledger.models import Posting
from ledger.rules import Subject
from ledger.states import Kind, Move
from providers.models import Service


def lock_claim(tx: Tx, redemption_id: int) -> tuple[Coupon, Redemption]:
    """The redemption and its coupon, locked, the coupon first. NotFound if there is none."""
    found = _claim().first(tx.session, {"redemption_id": redemption_id})
    if found is None:
        raise NotFound
    coupon, redemption = found
    return coupon, redemption


@cache
def _claim() -> HotObjects:
    """The server locks the rows in the order in which `OF` names them."""
    return HotObjects(
        lambda both: (
            both.join_from(Redemption, Coupon, Redemption.coupon_id == Coupon.id)
            .where(Redemption.id == sa.bindparam("redemption_id", None, sa.BigInteger))
            .with_for_update(of=[Coupon, Redemption])
        ),
        Coupon,
        Redemption,
    )


def pays_of(coupon: Coupon, redemption: Redemption) -> WhoPays:
    """Who pays what for the redemption's price."""
    return who_pays(Money(redemption.price_satang), Money(redemption.subsidy_satang), coupon.payee_mode)


_NAMES_OF_SERVICE: HotStatement[Any] = HotStatement(
    sa.select(Service.name_th, Service.name_en).where(Service.id == sa.bindparam("service_id"))
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
    (service,) = _NAMES_OF_SERVICE.all(tx.session, {"service_id": redemption.service_id})
    named = {"service": both_names(service), "number": redemption.id}
    for side in sides:
        organisation_id, capacity = parties[side]
        url = url_for("redemptions.redemption", redemption_id=redemption.id)
        notify_members(
            tx, organisation_id, event, {**named, **(facts or {})}, url, now=now, capacity=capacity
        )


def give_back(
    tx: Tx, coupon: Coupon, redemption: Redemption, amount: Money, *, actor: Actor, now: datetime
) -> None:
    """Free reserved money: to the coupon while it is open, else to the scheme. Both rows are held."""
    if not amount:
        return
    coupon.spent_satang -= amount.satang
    if coupon.is_open:
        tx.session.flush()
        post(tx, Move.UNRESERVE, amount, redemption, actor=actor, now=now)
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


def post(tx: Tx, move: Move, amount: Money, redemption: Redemption, *, actor: Actor, now: datetime) -> None:
    """Post one move of a redemption's money; nothing under a zero-budget scheme."""
    if redemption.line_id is None:
        return
    ledger.posting.post(
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
