"""What waits for whom in development proposals: the landing page, the deadline board, the menu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import PROVIDER_ROLES, Permission
from core.registry import InboxItem, NavEntry, Turn
from coupons.claims.developments.models import Development
from coupons.claims.developments.states import DEVELOPMENT_MACHINE, QUOTATION_LIMIT, DevelopmentState
from coupons.coupons.models import Coupon
from coupons.parties import SME_ROLES
from coupons.states import CORRECTION_LIMIT, REVIEW_LIMIT
from identity.organisations.models import Organisation
from web.queues.inbox import waiting_since
from web.queues.queue import Queue

_P, _S = Permission, DevelopmentState
_LIMITS = {_S.SENT: QUOTATION_LIMIT, _S.CONFIRMED: REVIEW_LIMIT, _S.RETURNED: CORRECTION_LIMIT}


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Each side's own turn; each link opens what it counts."""
    if actor.is_staff and actor.may(_P.COUPONS_REDEMPTION_DECIDE):
        yield from _waiting(session, now, _l("Development proposals to decide"), _S.CONFIRMED)
    elif actor.roles & SME_ROLES and actor.may(_P.COUPONS_COUPON_CONSENT):
        own = Development.sme_id == actor.organisation_id
        yield from _waiting(session, now, _l("Development proposals to correct"), _S.RETURNED, own)
    elif actor.roles & PROVIDER_ROLES and actor.may(_P.COUPONS_PROPOSAL_PROPOSE):
        own = Development.provider_id == actor.organisation_id
        yield from _waiting(session, now, _l("Quotations of customers to confirm"), _S.SENT, own)


def _waiting(
    session: Session, now: datetime, title: Any, state: DevelopmentState, *own: Any
) -> Iterator[InboxItem]:
    url = url_for("developments.index", state=state.value)
    since = Development.state_since
    yield from waiting_since(
        session, now, title, url, _LIMITS[state], since, Development.state == state, *own
    )


def _turn(name: str, state: DevelopmentState, permission: Permission, what: Any, owner: Any) -> Turn:
    return Turn(f"development:{name}", DEVELOPMENT_MACHINE, (state,), permission, what, owner)


_CONFIRM = _turn(
    "confirm",
    _S.SENT,
    _P.COUPONS_PROPOSAL_PROPOSE,
    _l("Quotation of a customer to confirm"),
    _l("the provider"),
)
_DECIDE = _turn(
    "decide",
    _S.CONFIRMED,
    _P.COUPONS_REDEMPTION_DECIDE,
    _l("Development proposal to decide"),
    _l("an officer of OSMEP"),
)
_CORRECT = _turn(
    "correct", _S.RETURNED, _P.COUPONS_COUPON_CONSENT, _l("Development proposal to correct"), _l("the SME")
)


def _queue(turn: Turn, side: Any = None) -> Queue:
    """A party's turn is its members', OSMEP's that of officers tied to neither."""
    (state,) = turn.states
    return Queue(
        turn,
        Development.id,
        lambda _now: Development.state == state,
        Development.state_since,
        "developments.development",
        "development_id",
        limit=_LIMITS[state],
        number=Coupon.number,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        joins=(
            (Coupon, Coupon.id == Development.coupon_id),
            (Organisation, Organisation.id == Development.sme_id),
        ),
        member_of=side,
        tied=() if side is not None else (Development.sme_id, Development.provider_id),
    )


QUEUES = (
    _queue(_CONFIRM, Development.provider_id),
    _queue(_DECIDE),
    _queue(_CORRECT, Development.sme_id),
)
_READ = frozenset({_P.COUPONS_REDEMPTION_READ})
NAVIGATION = (
    NavEntry(25, _l("Development proposals"), "developments.index", _READ, "file", "sme"),
    NavEntry(15, _l("Development proposals"), "developments.index", _READ, "file", "provider"),
    NavEntry(48, _l("Development proposals"), "developments.index", _READ, "file"),
)
LIST_TITLES = {"developments.services": _l("Choose a service")}
