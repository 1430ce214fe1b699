"""The payment status that payees see: each payable with its status, read from all that decides it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from core.clock import bangkok_midnight, month_begins
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import RedemptionState
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.payees.due import payee_due
from payouts.payees.queries import Payee, attempt_of, holds_of, latest_attempts, payees_of
from payouts.payees.rules import payee_status
from payouts.payees.words import ReportedStatus, why_of
from payouts.states import HoldReason, PayableState, PayeeStatus
from schemes.states import PayeeMode

_S = PayeeStatus


def reported_statuses(
    session: Session,
    payables: Collection[Payable],
    today: date,
    payees: Mapping[int, Payee] | None = None,
) -> dict[int, ReportedStatus]:
    """Return the status of these for their payees today, by the payable's id; `payees` by organisation, where they are known.

    Four statements at most.
    """
    if not payables:
        return {}
    if payees is None:
        payees = payees_of(session, {each.payee_id for each in payables}, today)
    attempts = latest_attempts(session, payables)
    _load_claims(session, payables)
    holds = holds_of(session, payables, payees, attempts)
    return {
        each.id: _reported_status(each, payees[each.payee_id], holds[each.id], attempts.get(each.id), today)
        for each in payables
    }


def _reported_status(
    payable: Payable, payee: Payee, fact: HoldReason | None, payment: Payment | None, today: date
) -> ReportedStatus:
    by_person = payable.hold_reason is HoldReason.BY_PERSON
    status = payee_status(
        payable.state,
        HoldReason.BY_PERSON if by_person else fact,
        attempt_of(payment) if payment is not None else None,
        today,
        account_pending=payee.account_given_at is not None,
        rejected=payable.state is PayableState.WITHDRAWN
        and payable.redemption.state is RedemptionState.REJECTED,
    )
    due = payee_due(status, payable, payee, payment)
    late = due is not None and due < today
    return ReportedStatus(status, _facts(status, payee, payment), payment, fact, due, late)


def _load_claims(session: Session, payables: Collection[Payable]) -> None:
    """Load the claims that were taken back from payment at once: their result is reported. One statement at most."""
    if taken_back := {each.redemption_id for each in payables if each.state is PayableState.WITHDRAWN}:
        session.scalars(sa.select(Redemption).where(Redemption.id.in_(taken_back))).all()


def _facts(status: PayeeStatus, payee: Payee, payment: Payment | None) -> dict[str, str]:
    if status in (_S.REFUSED_ACCOUNT, _S.REFUSED_OTHER) and payment is not None:
        return {"why": why_of(payment)}
    day = None
    if status is _S.PAID and payment is not None:
        day = payment.paid_on
    elif status in (_S.WITH_BANK, _S.BANK_LATE) and payment is not None:
        day = payment.batch.execution_date
    elif status is _S.ACCOUNT_COOLING and payee.account is not None:
        day = payee.account.usable_from
    return {"day": day.isoformat()} if day is not None else {}


MOST_LISTED = 200
"""Payments that the payee's list shows."""
COMING, PAID_THIS_MONTH = "coming", "paid-this-month"
"""In the address of the payee's list: what is owed and not paid yet; what was paid since the first of this month."""


def is_coming() -> sa.ColumnElement[bool]:
    """Whether it is owed and in no end."""
    return Payable.state.in_((PayableState.OPEN, PayableState.HELD))


def narrowed_to(show: str, today: date) -> sa.ColumnElement[bool]:
    """What the address of the payee's list asks for; everything when it names nothing known.

    Paid is what is settled: it alone has that moment (payables_settled_has_proof).
    """
    if show == COMING:
        return is_coming()
    if show == PAID_THIS_MONTH:
        return Payable.settled_at >= bangkok_midnight(month_begins(today))
    return sa.true()


def waiting_of(session: Session, organisation_id: int, mode: PayeeMode, today: date) -> list[ReportedStatus]:
    """What this organisation is owed in this role and is in no end, as its payee sees it. Four statements at most."""
    owed = session.scalars(
        sa.select(Payable)
        .where(
            Payable.payee_id == organisation_id,
            Payable.payee_mode == mode,
            is_coming(),
        )
        .order_by(Payable.id)
    ).all()
    return list(reported_statuses(session, owed, today).values())


@dataclass(frozen=True, slots=True)
class Owed:
    """What a payee sees of one claim: what is or was owed, and where its payment stands."""

    payable: Payable
    reported: ReportedStatus


def owed_to(
    session: Session,
    organisation_id: int,
    mode: PayeeMode,
    today: date,
    show: str = "",
    limit: int = MOST_LISTED,
) -> list[Owed]:
    """What is owed to an organisation in one role, the newest first; of a claim what stands last. Five statements.

    `show` is COMING, PAID_THIS_MONTH, or nothing for everything.
    """
    later = aliased(Payable)
    replaced = sa.exists().where(later.redemption_id == Payable.redemption_id, later.id > Payable.id)
    payables = session.scalars(
        sa.select(Payable)
        .where(
            Payable.payee_id == organisation_id,
            Payable.payee_mode == mode,
            sa.not_(replaced),
            narrowed_to(show, today),
        )
        .order_by(Payable.id.desc())
        .limit(limit)
    ).all()
    reported = reported_statuses(session, payables, today)
    return [Owed(each, reported[each.id]) for each in payables]
