"""Payments of which the bank says nothing, and findings that wait for a second person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.urgency import urgency
from core.permissions import Permission
from core.registry import InboxItem, Turn
from identity.organisations.models import Organisation
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import ManualFinding
from payouts.payables.lists import FINDING_WAITS, SILENT
from payouts.payables.queries import may_confirm
from payouts.states import (
    CONFIRMATION_LIMIT,
    MANUAL_MACHINE,
    PAYMENT_MACHINE,
    SILENCE_LIMIT,
    ManualState,
    PaymentState,
)
from web.queues.inbox import waiting_since
from web.queues.queue import Queue

P = Permission
_OFFICER = _l("the finance officer")


_TO_CONFIRM = (
    sa.select(sa.func.count(sa.distinct(Payment.payable_id)), sa.func.min(ManualFinding.stated_at))
    .join(Payment, Payment.id == ManualFinding.payment_id)
    .join(Payable, Payable.id == Payment.payable_id)
)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """What a person must find out, or confirm: each link opens what is owed by those payments."""
    if not actor.may(P.PAYOUTS_STATEMENT_MATCH):
        return
    count, oldest = session.execute(_TO_CONFIRM.where(may_confirm(actor.known_person_id, now))).one()
    url, due = url_for("payouts.payables", state=FINDING_WAITS), urgency(oldest, CONFIRMATION_LIMIT, now)
    yield InboxItem(_l("Payment result to confirm"), count, url, due, oldest)
    title, url = _l("Payment without an answer from the bank"), url_for("payouts.payables", state=SILENT)
    since, silent = Payment.state_since, Payment.state == PaymentState.UNKNOWN
    yield from waiting_since(session, now, title, url, SILENCE_LIMIT, since, silent)


UNKNOWN = Turn(
    "payment:find_out",
    PAYMENT_MACHINE,
    (PaymentState.UNKNOWN,),
    P.PAYOUTS_STATEMENT_MATCH,
    _l("Payment without an answer from the bank"),
    _OFFICER,
)
FINDING = Turn(
    "manual_outcome:confirm",
    MANUAL_MACHINE,
    (ManualState.WAITING,),
    P.PAYOUTS_STATEMENT_MATCH,
    _l("Payment result to confirm"),
    _l("another finance officer or the approver"),
)
_PAYEE = (
    (Payable, Payable.id == Payment.payable_id),
    (Organisation, Organisation.id == Payable.payee_id),
)
"""Who is to be paid, as the other lists of what waits name them."""
QUEUES = (
    Queue(
        UNKNOWN,
        Payment.id,
        lambda _now: Payment.state == PaymentState.UNKNOWN,
        Payment.state_since,
        "payouts.payment",
        "payment_id",
        limit=SILENCE_LIMIT,
        number=Payment.end_to_end_id,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        joins=_PAYEE,
    ),
    Queue(
        FINDING,
        ManualFinding.id,
        lambda _now: ManualFinding.state == ManualState.WAITING,
        ManualFinding.stated_at,
        "payouts.payment",
        "payment_id",
        ManualFinding.payment_id,
        limit=CONFIRMATION_LIMIT,
        number=Payment.end_to_end_id,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        joins=((Payment, Payment.id == ManualFinding.payment_id), *_PAYEE),
        barred=(ManualFinding.stated_by_id,),
    ),
)
