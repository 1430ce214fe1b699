"""Payments of which the bank says nothing, and findings that wait for a second person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import due_at
from core.calendar.urgency import urgency
from core.permissions import Permission
from core.registry import Deadline, InboxItem, Turn
from payouts.models.payments import Payment
from payouts.models.reconciliation import ManualFinding
from payouts.states import (
    CONFIRMATION_LIMIT,
    MANUAL_MACHINE,
    PAYMENT_MACHINE,
    SILENCE_LIMIT,
    ManualState,
    PaymentState,
)

P = Permission
_OFFICER = _l("the finance officer")


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """What a person must find out, or confirm."""
    if not actor.may(P.PAYOUTS_STATEMENT_MATCH):
        return
    for finding in _to_confirm(session, actor):
        yield InboxItem(
            _l("Finding on a payment to confirm"),
            1,
            f"/payables/payments/{finding.payment_id}",
            urgency(finding.stated_at, CONFIRMATION_LIMIT, now),
            finding.stated_at,
        )
    unknown = session.scalars(
        sa.select(Payment)
        .where(Payment.state == PaymentState.UNKNOWN)
        .order_by(Payment.state_since)
        .limit(20)
    )
    for payment in unknown:
        yield InboxItem(
            _l("Payment of which the bank says nothing"),
            1,
            f"/payables/payments/{payment.id}",
            urgency(payment.state_since, SILENCE_LIMIT, now),
            payment.state_since,
        )


def _to_confirm(session: Session, actor: Actor) -> list[ManualFinding]:
    return list(
        session.scalars(
            sa.select(ManualFinding)
            .where(ManualFinding.state == ManualState.WAITING, ManualFinding.stated_by_id != actor.person_id)
            .order_by(ManualFinding.stated_at)
            .limit(20)
        )
    )


UNKNOWN = Turn(
    "payment:find_out",
    PAYMENT_MACHINE,
    (PaymentState.UNKNOWN,),
    P.PAYOUTS_STATEMENT_MATCH,
    _l("Payment of which the bank says nothing"),
    _OFFICER,
)
FINDING = Turn(
    "manual_outcome:confirm",
    MANUAL_MACHINE,
    (ManualState.WAITING,),
    P.PAYOUTS_STATEMENT_MATCH,
    _l("Finding on a payment to confirm"),
    _l("another finance officer or the approver"),
)
TURNS = (UNKNOWN, FINDING)


def deadlines(session: Session, most: int | None) -> Iterator[Deadline]:
    """What a person must find out, or confirm, with its time limit."""
    unknown = sa.select(Payment).where(Payment.state == PaymentState.UNKNOWN)
    for payment in session.scalars(unknown.order_by(Payment.state_since).limit(most)):
        since = payment.state_since
        url = f"/payables/payments/{payment.id}"
        yield Deadline(UNKNOWN, payment.id, f"#{payment.id}", url, since, due_at(SILENCE_LIMIT, since))
    findings = sa.select(ManualFinding).where(ManualFinding.state == ManualState.WAITING)
    for finding in session.scalars(findings.order_by(ManualFinding.stated_at).limit(most)):
        yield Deadline(
            FINDING,
            finding.id,
            f"#{finding.payment_id}",
            f"/payables/payments/{finding.payment_id}",
            finding.stated_at,
            due_at(CONFIRMATION_LIMIT, finding.stated_at),
            barred=frozenset({finding.stated_by_id}),
        )
