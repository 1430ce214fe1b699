"""What the page of an approved claim says of its payment: the payee's own words, and for the others whose turn it is."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.actor import Actor
from core.clock import bangkok_date
from core.permissions import Permission
from coupons.claims.payment_news import PaymentNews
from coupons.redemptions.models import Redemption
from coupons.states import Party
from payouts.models import Payable
from payouts.payee import WHOSE, Told, told_of, way_on
from payouts.payee_rules import ACCOUNT_OPENED, TO_PUT_RIGHT
from payouts.states import PayableState
from projects.states import PayeeMode

P = Permission


def news_of_claim(
    session: Session, redemption: Redemption, side: Party, actor: Actor, now: datetime
) -> PaymentNews | None:
    """As this side is told. None when nothing is owed for the claim. Four statements."""
    payable = session.scalar(
        sa.select(Payable).where(
            Payable.redemption_id == redemption.id, Payable.state != PayableState.WITHDRAWN
        )
    )
    if payable is None:
        return None
    told = told_of(session, [payable], bangkok_date(now))[payable.id]
    whose = str(WHOSE.get(told.status, ""))
    reimburses = payable.payee_mode is PayeeMode.REIMBURSE_SME
    if side is Party.OSMEP and not told.for_staff:
        return None
    if side is Party.OSMEP:
        may_open = actor.may(P.PAYOUTS_PAYABLE_READ)
        link = (_("Open the payment"), url_for("payouts.payable", payable_id=payable.id))
        return PaymentNews(
            told.for_staff, whose, False, told.status, link if may_open else None, told.due, told.late
        )
    if side is (Party.SME if reimburses else Party.PROVIDER):
        return _for_payee(payable, told, whose, actor)
    payee = _("the SME") if reimburses else _("the provider")
    return PaymentNews(told.for_other(payee), "", False)


def _for_payee(payable: Payable, told: Told, whose: str, actor: Actor) -> PaymentNews:
    """As the payee's member is told; who may not change the account reads who may."""
    manages = actor.may(P.IDENTITY_BANK_ACCOUNT_MANAGE)
    mine = told.status in TO_PUT_RIGHT and manages
    if told.status in TO_PUT_RIGHT and not manages:
        whose = _("an owner of your organisation")
    link = way_on(told.status, payable)
    if told.status in ACCOUNT_OPENED and not manages:
        link = None
    return PaymentNews(told.words, whose, mine, told.status, link, told.due, told.late)
