"""What waits for whom at the counter: the landing page, the menu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.urgency import DUE_SOON
from core.permissions import Permission
from core.registry import InboxItem, NavEntry
from coupons.coupons.models import Coupon
from coupons.parties import SME_ROLES
from coupons.redemptions.models import Proposal
from coupons.redemptions.states import ProposalState

_P = Permission


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """The prices that wait for the SME's answer."""
    if actor.is_staff or not actor.roles & SME_ROLES or not actor.may(_P.COUPONS_COUPON_CONSENT):
        return
    count, oldest = session.execute(
        sa.select(sa.func.count(), sa.func.min(Proposal.proposed_at))
        .join(Coupon, Coupon.id == Proposal.coupon_id)
        .where(
            Coupon.sme_id == actor.organisation_id,
            Proposal.state == ProposalState.OPEN,
            Proposal.expires_at > now,
        )
    ).one()
    yield InboxItem(
        _l("A price is waiting for your confirmation"), count, url_for("coupons.index"), DUE_SOON, oldest
    )


NAVIGATION = (
    NavEntry(10, _l("Scan"), "counter.scan_page", frozenset({_P.COUPONS_COUPON_SCAN}), "scan", "provider"),
)
