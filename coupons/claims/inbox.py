"""What waits for whom in claims: the landing page, the deadline board, the menu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import due_at
from core.calendar.urgency import urgency_until
from core.clock import bangkok_date
from core.permissions import PROVIDER_ROLES, Permission
from core.registry import Deadline, InboxItem, NavEntry, Turn
from core.terms import end_of
from coupons.coupons.models import Coupon
from coupons.parties import SME_ROLES
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import REDEMPTION_MACHINE, RedemptionState
from coupons.states import REVIEW_LIMIT
from identity.organisations.models import Organisation

_R, _P = RedemptionState, Permission


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Each side's own turn; each link opens what it counts."""
    if actor.is_staff:
        if actor.may(_P.COUPONS_REDEMPTION_DECIDE):
            yield from _desk(session, now)
    elif actor.roles & SME_ROLES:
        yield from _sme(session, actor, now)
    elif actor.roles & PROVIDER_ROLES:
        yield from _provider(session, actor, now)


def _sme(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    if actor.may(_P.COUPONS_REDEMPTION_ACCEPT):
        yield from _claims(
            session,
            now,
            _l("Services to accept"),
            _R.DELIVERED,
            Redemption.sme_id == actor.organisation_id,
        )


def _provider(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    own = Redemption.provider_id == actor.organisation_id
    yield from _claims(session, now, _l("Services to deliver"), _R.RESERVED, own)
    yield from _claims(session, now, _l("Claims that need more evidence"), _R.RETURNED, own)


def _desk(session: Session, now: datetime) -> Iterator[InboxItem]:
    yield from _claims(session, now, _l("Claims to check"), _R.ACCEPTED)
    yield from _claims(session, now, _l("Disputes to settle"), _R.DISPUTED)
    overdue = Redemption.accept_by < bangkok_date(now)
    for item in _claims(session, now, _l("Deliveries not accepted in time"), _R.DELIVERED, overdue):
        yield InboxItem(
            item.title, item.count, "/redemptions/?state=unanswered", item.urgency, item.oldest_since
        )


_NAMED: dict[RedemptionState, Any] = {
    _R.RESERVED: Redemption.deliver_by,
    _R.DELIVERED: Redemption.accept_by,
}
"""Where the last day is kept, because it was named when the state began."""


def _due(state: RedemptionState, since: datetime, named: date | None) -> datetime:
    if named is not None:
        return end_of(named)
    return due_at(REDEMPTION_MACHINE.limit(state) or REVIEW_LIMIT, since)


def _claims(
    session: Session, now: datetime, title: Any, state: RedemptionState, *conditions: Any
) -> Iterator[InboxItem]:
    """The claims in one state. The earliest last day that was named decides, else the state's limit."""
    named = _NAMED.get(state)
    count, oldest, first = session.execute(
        sa.select(
            sa.func.count(), sa.func.min(Redemption.state_since), sa.func.min(named) if named else sa.null()
        ).where(Redemption.state == state, *conditions)
    ).one()
    if count:
        due = urgency_until(_due(state, oldest, first), oldest, now)
        yield InboxItem(title, count, f"/redemptions/?state={state}", due, oldest)


_SME, _PROVIDER, _OFFICER = _l("the SME"), _l("the provider"), _l("an officer of OSMEP")


def _turn(name: str, state: RedemptionState, permission: Permission, what: Any, owner: Any) -> Turn:
    return Turn(f"redemption:{name}", REDEMPTION_MACHINE, (state,), permission, what, owner)


_DECIDE = _P.COUPONS_REDEMPTION_DECIDE
CLAIM_TURNS: dict[RedemptionState, Turn] = {
    _R.RESERVED: _turn(
        "deliver",
        _R.RESERVED,
        _P.COUPONS_REDEMPTION_DELIVER,
        _l("Service to be delivered"),
        _PROVIDER,
    ),
    _R.DELIVERED: _turn(
        "accept", _R.DELIVERED, _P.COUPONS_REDEMPTION_ACCEPT, _l("Delivery to be accepted"), _SME
    ),
    _R.RETURNED: _turn(
        "resubmit", _R.RETURNED, _P.COUPONS_REDEMPTION_DELIVER, _l("Claim to be completed"), _PROVIDER
    ),
    _R.ACCEPTED: _turn("decide", _R.ACCEPTED, _DECIDE, _l("Claim to be decided"), _OFFICER),
    _R.DISPUTED: _turn("settle", _R.DISPUTED, _DECIDE, _l("Dispute to be settled"), _OFFICER),
}
NOT_ACCEPTED = _turn("accept_for_sme", _R.DELIVERED, _DECIDE, _l("Delivery not accepted in time"), _OFFICER)

_WAITING = (
    sa.select(
        Redemption.state,
        (Coupon.number + " · " + Organisation.name_th).label("reference"),
        Redemption.id.label("id"),
        Redemption.state_since.label("since"),
        Redemption.deliver_by,
        Redemption.accept_by,
        Redemption.sme_id,
        Redemption.provider_id,
        Redemption.accepted_by_id,
    )
    .join(Coupon, Coupon.id == Redemption.coupon_id)
    .join(Organisation, Organisation.id == Redemption.sme_id)
    .where(Redemption.state.in_(CLAIM_TURNS))
)


def deadlines(session: Session, now: datetime, most: int | None) -> Iterator[Deadline]:
    """Every redemption that waits for someone. One statement."""
    for row in session.execute(_WAITING.order_by(Redemption.state_since).limit(most)):
        turn = CLAIM_TURNS[row.state]
        due = _due_of(row)
        if row.state is _R.DELIVERED and due < now:
            turn = NOT_ACCEPTED
        side = row.provider_id if turn.owner is _PROVIDER else row.sme_id if turn.owner is _SME else None
        yield Deadline(
            turn,
            row.id,
            row.reference,
            f"/redemptions/{row.id}",
            row.since,
            due,
            organisation_id=side,
            barred=frozenset({row.accepted_by_id}) if row.state is _R.ACCEPTED else frozenset(),
            tied=frozenset({row.sme_id, row.provider_id}) if side is None else frozenset(),
        )


def _due_of(row: Any) -> datetime:
    named = {_R.RESERVED: row.deliver_by, _R.DELIVERED: row.accept_by}.get(row.state)
    return _due(row.state, row.since, named)


TURNS = (
    *CLAIM_TURNS.values(),
    NOT_ACCEPTED,
)
NAVIGATION = (
    NavEntry(30, _l("Services"), "redemptions.index", frozenset({_P.COUPONS_REDEMPTION_READ}), "list", "sme"),
    NavEntry(
        20, _l("Services"), "redemptions.index", frozenset({_P.COUPONS_REDEMPTION_READ}), "list", "provider"
    ),
    NavEntry(50, _l("Claims"), "redemptions.index", frozenset({_P.COUPONS_REDEMPTION_READ}), "check"),
)
