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
from coupons.models import Redemption
from coupons.parties import Party
from coupons.payment_news import PaymentNews
from payouts.models import Payable
from payouts.payee import WHOSE, told_of
from payouts.payee_rules import TO_PUT_RIGHT
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
    if side is Party.OSMEP:
        may_open = actor.may(P.PAYOUTS_PAYABLE_READ)
        link = (_("Open the payment"), url_for("payouts.payable", payable_id=payable.id))
        return PaymentNews(told.for_staff, whose, False, told.status, link if may_open else None)
    if side is (Party.SME if reimburses else Party.PROVIDER):
        mine = told.status in TO_PUT_RIGHT and actor.may(P.IDENTITY_BANK_ACCOUNT_MANAGE)
        accounts = url_for("identity.bank_accounts", organisation_id=payable.payee_id)
        return PaymentNews(
            told.words, whose, mine, told.status, (_("Bank account"), accounts) if mine else None
        )
    what = (
        _("OSMEP pays its part to the SME. You have nothing more to do.")
        if reimburses
        else _("OSMEP pays its part to the provider. You have nothing more to do.")
    )
    return PaymentNews(what, str(_("OSMEP")), False)
