"""What happens to a coupon inside another command's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from flask import url_for

import ledger.moves
from core import events
from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from core.money import Money
from coupons.coupons import keys
from coupons.coupons.events import MoneyReturned
from coupons.coupons.models import Coupon, CouponCode
from coupons.coupons.states import COUPON_MACHINE
from identity.notifications.operations import News, send
from identity.organisations.members import members_of, notify_members
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


def end_with_line(tx: Tx, line_id: int, coupon_ids: Collection[int], *, actor: Actor, now: datetime) -> Money:
    """End coupons of a line that was closed, all of which are locked; returns what lapses with them.

    One with money left is cancelled, and its members are notified; one that is used up just expires. As many
    statements for many coupons as for one, but for the trail.
    """
    rows = tx.execute(
        sa.select(Coupon.id, Coupon.number, Coupon.sme_id, Coupon.scheme_id, _LEFT.label("left"))
        .where(Coupon.id.in_(coupon_ids), Coupon.state.in_(COUPON_MACHINE.sources("lapse")))
        .order_by(Coupon.scheme_id, Coupon.id)
    ).all()
    with_money = [row for row in rows if row.left]
    used_up = [row for row in rows if not row.left]
    _end_all(tx, "lapse", "coupon.lapsed", with_money, actor, now)
    _end_all(tx, "expire", "coupon.expired", used_up, actor, now)
    for scheme_id, of_scheme in groupby(with_money, lambda row: row.scheme_id):
        claims = [
            ledger.moves.CouponClaim(
                row.id, Money(row.left), f"coupon:{row.id}:release:1", Subject("coupon", row.id)
            )
            for row in of_scheme
        ]
        ledger.moves.lapse_committed(tx, claims, line_id=line_id, scheme_id=scheme_id, actor=actor, now=now)
    _tell_holders(tx, "coupon.lapsed", with_money, now, {})
    return Money(sum(row.left for row in with_money))


_LEFT = Coupon.limit_satang - Coupon.spent_satang - Coupon.released_satang


def _end_all(tx: Tx, trigger: str, event: str, rows: Sequence[Any], actor: Actor, now: datetime) -> None:
    """The transition of COUPON_MACHINE for many rows that are locked."""
    for source, target in COUPON_MACHINE.moves(trigger):
        tx.execute(
            sa.update(Coupon)
            .where(Coupon.id.in_([row.id for row in rows]), Coupon.state == source)
            .values(state=target, released_satang=Coupon.limit_satang - Coupon.spent_satang)
            .execution_options(synchronize_session=False)
        )
    for row in rows:
        audit.record(tx, event, "coupon", row.id, actor, now)


def fund_until(tx: Tx, coupon_ids: Sequence[int], day: date, *, actor: Actor, now: datetime) -> None:
    """Let the money of coupons, which are locked, be used until that day of the next fiscal year: no coupon is valid longer.

    Those who can still use one are notified of the day.
    """
    tx.execute(
        sa.update(Coupon)
        .where(Coupon.id.in_(coupon_ids))
        .values(funded_until=day, valid_until=sa.func.least(Coupon.valid_until, day))
        .execution_options(synchronize_session=False)
    )
    rows = tx.execute(
        sa.select(
            Coupon.id, Coupon.number, Coupon.sme_id, Coupon.valid_until, Coupon.state, _LEFT.label("left")
        )
        .where(Coupon.id.in_(coupon_ids))
        .order_by(Coupon.id)
    ).all()
    for row in rows:
        audit.record(tx, "coupon.carried", "coupon", row.id, actor, now, {"funded_until": day.isoformat()})
    open_ones = [row for row in rows if row.left and row.state in COUPON_MACHINE.sources("lapse")]
    _tell_holders(tx, "coupon.carried", open_ones, now, {row.id: row.valid_until for row in open_ones})


def _tell_holders(tx: Tx, event: str, rows: Sequence[Any], now: datetime, days: dict[int, date]) -> None:
    """Notify the holders of many coupons: three statements."""
    if not rows:
        return
    persons = members_of(tx, {row.sme_id for row in rows})
    news = [
        News(
            persons.get((row.sme_id, Capacity.SME), frozenset()),
            event,
            url_for("coupons.coupon", coupon_id=row.id),
            {"number": row.number} | ({"day": days[row.id].isoformat()} if row.id in days else {}),
        )
        for row in rows
    ]
    send(tx, news, now=now)
