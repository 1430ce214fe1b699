"""What happens to a coupon inside another command's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for

import ledger.moves
from core import events
from core.actor import Actor
from core.db import Tx
from coupons.coupons import keys
from coupons.coupons.events import MoneyReturned
from coupons.coupons.models import Coupon, CouponCode
from coupons.coupons.states import COUPON_MACHINE
from identity.organisations.members import notify_members
from identity.organisations.states import Capacity
from ledger.rules import Subject
from ledger.states import Kind


def issue_code(tx: Tx, coupon: Coupon, now: datetime) -> None:  # noqa: ARG001 - the issuer's clock, as in all operations
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


def tell_holder(tx: Tx, coupon: Coupon, event: str, *, now: datetime) -> None:
    """Notify the coupon's holder."""
    url = url_for("coupons.coupon", coupon_id=coupon.id)
    notify_members(tx, coupon.sme_id, event, {"number": coupon.number}, url, now=now, capacity=Capacity.SME)


def end_coupon(tx: Tx, coupon: Coupon, trigger: str, *, actor: Actor, now: datetime, **columns: Any) -> None:
    """Expire or cancel a coupon that is held, and release what is left of it to its scheme."""
    left = coupon.remaining
    tx.advance(
        Coupon,
        coupon.id,
        COUPON_MACHINE,
        trigger,
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
