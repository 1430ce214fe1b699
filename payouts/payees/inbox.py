"""What waits for a payee, and its place in the menu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.urgency import DUE_SOON
from core.clock import bangkok_date
from core.permissions import Permission, Role
from core.registry import InboxItem, NavEntry
from payouts.payees.rules import TO_PUT_RIGHT
from payouts.payees.statuses import waiting_of
from schemes.states import PayeeMode

P = Permission


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Money that an organisation is owed and that waits for its bank account."""
    organisation_id = actor.organisation_id
    if organisation_id is None or not actor.may(P.IDENTITY_BANK_ACCOUNT_MANAGE):
        return
    mode = PayeeMode.PAY_PROVIDER if Role.PROVIDER_OWNER in actor.roles else PayeeMode.REIMBURSE_SME
    waiting = [
        each
        for each in waiting_of(session, organisation_id, mode, bangkok_date(now))
        if each.status in TO_PUT_RIGHT
    ]
    url = url_for("identity.bank_accounts", organisation_id=organisation_id)
    yield InboxItem(_l("Payments to you are waiting for a bank account"), len(waiting), url, DUE_SOON)


NAVIGATION = (
    NavEntry(40, _l("Get paid"), "payouts.mine", frozenset({P.PAYOUTS_PAYOUT_READ}), "money", "provider"),
)
