"""What waits for whom at the counter and in claims: the landing page, the deadline board, the menu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import registry
from core.actor import Actor
from core.calendar.due import due_at
from core.clock import bangkok_date
from core.permissions import Permission
from core.registry import DUE_SOON, Deadline, InboxItem, NavEntry, Turn, urgency_until
from core.terms import end_of
from coupons.models import Coupon, Proposal, Redemption
from coupons.parties import PROVIDER_ROLES, SME_ROLES
from coupons.states import (
    COUPON_MACHINE,
    REDEMPTION_MACHINE,
    REVIEW_LIMIT,
    CouponState,
    ProposalState,
    RedemptionState,
)
from identity.models import Organisation

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
    if actor.may(_P.COUPONS_COUPON_CONSENT):
        count, oldest = session.execute(
            sa.select(sa.func.count(), sa.func.min(Proposal.proposed_at))
            .join(Coupon, Coupon.id == Proposal.coupon_id)
            .where(
                Coupon.sme_id == actor.organisation_id,
                Proposal.state == ProposalState.OPEN,
                Proposal.expires_at > now,
            )
        ).one()
        yield InboxItem(_l("A price waits for your confirmation"), count, "/coupons/", DUE_SOON, oldest)
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
ON_HOLD = Turn(
    "coupon:resume",
    COUPON_MACHINE,
    (CouponState.HELD,),
    _P.COUPONS_COUPON_HOLD,
    _l("Coupon on hold"),
    _OFFICER,
)
TO_USE = Turn(
    "coupon:use",
    COUPON_MACHINE,
    (CouponState.ISSUED,),
    _P.COUPONS_COUPON_CONSENT,
    _l("Coupon to be used"),
    _SME,
)
LAST_DAYS = timedelta(days=30)
"""Before its last day a coupon is on the board, and its holder is reminded, for so long."""
_NO_DAY = sa.cast(sa.null(), sa.Date)
_NOBODY = sa.cast(sa.null(), sa.BigInteger)
_CLAIMS_WAITING = (
    sa.select(
        sa.cast(Redemption.state, sa.Text).label("state"),
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
_COUPONS_ON_HOLD = (
    sa.select(
        sa.literal(ON_HOLD.name),
        Coupon.number + " · " + Organisation.name_th,
        Coupon.id,
        Coupon.held_at,
        _NO_DAY,
        _NO_DAY,
        Coupon.sme_id,
        _NOBODY,
        _NOBODY,
    )
    .join(Organisation, Organisation.id == Coupon.sme_id)
    .where(Coupon.state == CouponState.HELD)
)


def deadlines(session: Session, now: datetime, most: int | None) -> Iterator[Deadline]:
    """Every redemption that waits for someone, every held coupon, and those that end soon. Two statements."""
    for row in session.execute(_CLAIMS_WAITING.union_all(_COUPONS_ON_HOLD).order_by("since").limit(most)):
        turn = ON_HOLD if row.state == ON_HOLD.name else CLAIM_TURNS[RedemptionState(row.state)]
        due = _due_of(row)
        if row.state == _R.DELIVERED and due < now:
            turn = NOT_ACCEPTED
        side = row.provider_id if turn.owner is _PROVIDER else row.sme_id if turn.owner is _SME else None
        concerned = {row.sme_id, row.provider_id} - {None}
        yield Deadline(
            turn,
            row.id,
            row.reference,
            f"/{'coupons' if turn is ON_HOLD else 'redemptions'}/{row.id}",
            row.since,
            due,
            organisation_id=side,
            barred=frozenset({row.accepted_by_id}) if row.state == _R.ACCEPTED else frozenset(),
            tied=frozenset(concerned) if side is None else frozenset(),
        )
    today = bangkok_date(now)
    ending = (
        sa.select(Coupon, Organisation.name_th)
        .join(Organisation, Organisation.id == Coupon.sme_id)
        .where(
            Coupon.state == CouponState.ISSUED,
            Coupon.valid_until.between(today, today + LAST_DAYS),
            Coupon.limit_satang > Coupon.spent_satang + Coupon.released_satang,
        )
        .order_by(Coupon.valid_until)
        .limit(most)
    )
    for coupon, name in session.execute(ending):
        end = end_of(coupon.valid_until)
        yield Deadline(
            TO_USE,
            coupon.id,
            f"{coupon.number} · {name}",
            f"/coupons/{coupon.id}",
            end - LAST_DAYS,
            end,
            organisation_id=coupon.sme_id,
        )


def _due_of(row: Any) -> datetime:
    if row.state == ON_HOLD.name:
        return due_at(REVIEW_LIMIT, row.since)
    state = RedemptionState(row.state)
    named = {_R.RESERVED: row.deliver_by, _R.DELIVERED: row.accept_by}.get(state)
    return _due(state, row.since, named)


registry.register_inbox("coupons.claims", inbox)
registry.register_deadlines("coupons.claims", deadlines, *CLAIM_TURNS.values(), NOT_ACCEPTED, ON_HOLD, TO_USE)
registry.register_navigation(
    NavEntry(10, _l("Coupons"), "coupons.index", frozenset({_P.COUPONS_COUPON_READ}), "ticket", "sme"),
    NavEntry(30, _l("Services"), "redemptions.index", frozenset({_P.COUPONS_REDEMPTION_READ}), "list", "sme"),
    NavEntry(10, _l("Scan"), "counter.scan_page", frozenset({_P.COUPONS_COUPON_SCAN}), "scan", "provider"),
    NavEntry(
        20, _l("Services"), "redemptions.index", frozenset({_P.COUPONS_REDEMPTION_READ}), "list", "provider"
    ),
    NavEntry(40, _l("Coupons"), "coupons.index", frozenset({_P.COUPONS_COUPON_READ}), "ticket"),
    NavEntry(50, _l("Claims"), "redemptions.index", frozenset({_P.COUPONS_REDEMPTION_READ}), "check"),
)
