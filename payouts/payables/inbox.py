"""What is owed and waits: for a batch, for who held it, for its payee's bank account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission
from core.registry import InboxItem, NavEntry, Turn
from coupons.coupons.models import Coupon
from identity.organisations.models import Organisation
from payouts.models.payables import Payable
from payouts.payables.queries import is_live
from payouts.payees.rules import ITS_ACCOUNT
from payouts.states import HOLD_LIMIT, PAYABLE_LIMIT, PAYABLE_MACHINE, HoldReason, PayableState
from web.queues.inbox import waiting_since
from web.queues.queue import Queue

P = Permission
_OFFICER = _l("the finance officer")
_TO_BATCH = sa.and_(Payable.state == PayableState.OPEN, sa.not_(is_live()))


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """What the next batch may take."""
    if actor.may(P.PAYOUTS_BATCH_DRAFT):
        url = url_for("payouts.payables", state="to-batch")
        yield from waiting_since(
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
    _l("Payment on hold: check it"),
    _OFFICER,
)
WANTS_ACCOUNT = Turn(
    "payable:account",
    PAYABLE_MACHINE,
    (PayableState.HELD,),
    P.IDENTITY_BANK_ACCOUNT_MANAGE,
    _l("Payment waiting for a bank account"),
    _l("the payee"),
)
_NUMBERED = ((Organisation, Organisation.id == Payable.payee_id), (Coupon, Coupon.id == Payable.coupon_id))


def _held(reason: HoldReason) -> Queue:
    """Held for that reason: what another account ends waits for the payee, all else for officers not tied to it."""
    by_payee = reason in ITS_ACCOUNT
    return Queue(
        WANTS_ACCOUNT if by_payee else HELD,
        Payable.id,
        lambda _now: sa.and_(Payable.state == PayableState.HELD, Payable.hold_reason == reason),
        Payable.state_since,
        *(
            ("identity.bank_accounts", "organisation_id", Payable.payee_id)
            if by_payee
            else ("payouts.payable", "payable_id")
        ),
        limit=HOLD_LIMIT,
        number=Coupon.number,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        joins=_NUMBERED,
        member_of=Payable.payee_id if by_payee else None,
        tied=() if by_payee else (Payable.payee_id,),
        kind=reason,
    )


QUEUES = (
    Queue(
        TO_PAY,
        Payable.id,
        lambda _now: _TO_BATCH,
        Payable.state_since,
        "payouts.payable",
        "payable_id",
        limit=PAYABLE_LIMIT,
        number=Coupon.number,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        joins=_NUMBERED,
        tied=(Payable.payee_id,),
    ),
    *map(_held, HoldReason),
)
NAVIGATION = (
    NavEntry(50, _l("Claims to pay"), "payouts.payables", frozenset({P.PAYOUTS_PAYABLE_READ}), "money"),
)
