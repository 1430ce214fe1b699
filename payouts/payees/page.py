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
from coupons.claims.payment_news import PaymentNews
from coupons.redemptions.models import Redemption
from coupons.states import Party
from payouts.models.payables import Payable
from payouts.payees.news import told_of
from payouts.payees.rules import ACCOUNT_OPENED, TO_PUT_RIGHT
from payouts.payees.words import WHOSE, Told
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
