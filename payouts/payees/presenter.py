"""Where a payee goes on, and what the page of an approved claim says of its payment to each side."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.actor import Actor
from core.clock import bangkok_date
from core.permissions import Permission
from coupons.claims.payment_status import PaymentStatusNote
from coupons.redemptions.models import Redemption
from coupons.states import Party
from payouts.models.payables import Payable
from payouts.payees.rules import ACCOUNT_OPENED, TO_PUT_RIGHT
from payouts.payees.statuses import reported_statuses
from payouts.payees.words import WHOSE, ReportedStatus
from payouts.states import PayableState, PayeeStatus
from schemes.states import PayeeMode

_S, P = PayeeStatus, Permission


def way_on(status: PayeeStatus, payable: Payable) -> tuple[str, str] | None:
    """Where the payee sees or does more: a button's words and its address."""
    if status in ACCOUNT_OPENED:
        words = _("Bank account") if status in TO_PUT_RIGHT else _("See the bank account")
        return words, url_for("identity.bank_accounts", organisation_id=payable.payee_id)
    if status is _S.SUSPENDED and payable.payee_mode is PayeeMode.REIMBURSE_SME:
        return _("Open the registration"), url_for("smes.show", organisation_id=payable.payee_id)
    if status is _S.SUSPENDED:
        return _("Open the registration"), url_for("providers.show", provider_id=payable.payee_id)
    return None


def news_of_claim(
    session: Session, redemption: Redemption, side: Party, actor: Actor, now: datetime
) -> PaymentStatusNote | None:
    """Return the status for this side. None when nothing is owed for the claim. Four statements."""
    payable = session.scalar(
        sa.select(Payable).where(
            Payable.redemption_id == redemption.id, Payable.state != PayableState.WITHDRAWN
        )
    )
    if payable is None:
        return None
    reported = reported_statuses(session, [payable], bangkok_date(now))[payable.id]
    whose = str(WHOSE.get(reported.status, ""))
    reimburses = payable.payee_mode is PayeeMode.REIMBURSE_SME
    if side is Party.OSMEP and not reported.for_staff:
        return None
    if side is Party.OSMEP:
        may_open = actor.may(P.PAYOUTS_PAYABLE_READ)
        link = (_("Open the payment"), url_for("payouts.payable", payable_id=payable.id))
        return PaymentStatusNote(
            reported.for_staff,
            whose,
            False,
            reported.status,
            link if may_open else None,
            reported.due,
            reported.late,
        )
    if side is (Party.SME if reimburses else Party.PROVIDER):
        return _for_payee(payable, reported, whose, actor)
    payee = _("the SME") if reimburses else _("the provider")
    return PaymentStatusNote(reported.for_other(payee), "", False)


def _for_payee(payable: Payable, reported: ReportedStatus, whose: str, actor: Actor) -> PaymentStatusNote:
    """Return the status for the payee's member; who may not change the account reads who may."""
    manages = actor.may(P.IDENTITY_BANK_ACCOUNT_MANAGE)
    mine = reported.status in TO_PUT_RIGHT and manages
    if reported.status in TO_PUT_RIGHT and not manages:
        whose = _("an owner of your organisation")
    link = way_on(reported.status, payable)
    if reported.status in ACCOUNT_OPENED and not manages:
        link = None
    return PaymentStatusNote(reported.words, whose, mine, reported.status, link, reported.due, reported.late)
