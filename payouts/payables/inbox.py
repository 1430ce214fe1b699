"""What is owed and waits: for a batch, for who held it, for its payee's bank account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session, contains_eager

from core.actor import Actor
from core.calendar.due import due_at
from core.calendar.urgency import urgency
from core.labels import words_for
from core.permissions import Permission
from core.registry import Deadline, InboxItem, NavEntry, Turn
from core.terms import Term
from coupons.coupons.models import Coupon
from identity.organisations.models import Organisation
from payouts.models.payables import Payable
from payouts.payables.queries import is_live
from payouts.payees.rules import ITS_ACCOUNT
from payouts.states import HOLD_LIMIT, PAYABLE_LIMIT, PAYABLE_MACHINE, PayableState

P = Permission
_OFFICER = _l("the finance officer")
_TO_BATCH = sa.and_(Payable.state == PayableState.OPEN, sa.not_(is_live()))


def counted(
    session: Session, now: datetime, title: Any, url: str, limit: Term, since: Any, *conditions: Any
) -> Iterator[InboxItem]:
    """One item for all that wait under these conditions, as urgent as the oldest; none when nothing does."""
    count, oldest = session.execute(sa.select(sa.func.count(), sa.func.min(since)).where(*conditions)).one()
    if oldest is not None:
        yield InboxItem(title, count, url, urgency(oldest, limit, now), oldest)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """What the next batch may take."""
    if actor.may(P.PAYOUTS_BATCH_DRAFT):
        url = "/payables?state=to-batch"
        yield from counted(
            session, now, _l("Claims to pay"), url, PAYABLE_LIMIT, Payable.opened_at, _TO_BATCH
        )


TO_PAY = Turn(
    "payable:batch",
    PAYABLE_MACHINE,
    (PayableState.OPEN,),
    P.PAYOUTS_BATCH_DRAFT,
    _l("Claim to pay"),
    _OFFICER,
)
HELD = Turn(
    "payable:resume",
    PAYABLE_MACHINE,
    (PayableState.HELD,),
    P.PAYOUTS_PAYABLE_HOLD,
    _l("Held payment to look into"),
    _OFFICER,
)
WANTS_ACCOUNT = Turn(
    "payable:account",
    PAYABLE_MACHINE,
    (PayableState.HELD,),
    P.IDENTITY_BANK_ACCOUNT_MANAGE,
    _l("Payment that waits for a bank account"),
    _l("the payee"),
)
TURNS = (TO_PAY, HELD, WANTS_ACCOUNT)


def deadlines(session: Session, most: int | None) -> Iterator[Deadline]:
    """What is owed, with its time limit."""
    for payable in session.scalars(
        sa.select(Payable)
        .join(Organisation, Organisation.id == Payable.payee_id)
        .join(Coupon, Coupon.id == Payable.coupon_id)
        .options(contains_eager(Payable.payee), contains_eager(Payable.coupon))
        .where(sa.or_(_TO_BATCH, Payable.state == PayableState.HELD))
        .order_by(Payable.state_since)
        .limit(most)
    ):
        held = payable.hold_reason is not None
        by_payee = payable.hold_reason in ITS_ACCOUNT
        yield Deadline(
            WANTS_ACCOUNT if by_payee else HELD if held else TO_PAY,
            payable.id,
            f"{payable.coupon.number} · {payable.payee.name_th}",
            f"/organisations/{payable.payee_id}/bank-accounts" if by_payee else f"/payables/{payable.id}",
            payable.state_since,
            due_at(HOLD_LIMIT if held else PAYABLE_LIMIT, payable.state_since),
            organisation_id=payable.payee_id if by_payee else None,
            tied=frozenset() if by_payee else frozenset({payable.payee_id}),
            kind=words_for(payable.hold_reason) if payable.hold_reason else None,
        )


NAVIGATION = (
    NavEntry(50, _l("Claims to pay"), "payouts.payables", frozenset({P.PAYOUTS_PAYABLE_READ}), "money"),
)
