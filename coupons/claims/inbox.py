"""What waits for whom in claims: the landing page, the deadline board, the menu."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session, aliased

from core.actor import Actor
from core.calendar.due import due_at
from core.calendar.urgency import urgency_until
from core.clock import bangkok_date
from core.permissions import PROVIDER_ROLES, Permission
from core.registry import InboxItem, NavEntry, Turn
from core.terms import end_of
from coupons.coupons.models import Coupon
from coupons.parties import SME_ROLES
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import REDEMPTION_MACHINE, RedemptionState
from coupons.states import REVIEW_LIMIT, Party
from identity.organisations.models import Organisation
from schemes.states import PayeeMode
from web.queues.queue import Queue

_R, _P = RedemptionState, Permission


_USED = aliased(Coupon)


def _of_mode(mode: PayeeMode) -> sa.ColumnElement[bool]:
    """Whether a redemption's coupon is of that mode, as a condition of the row itself."""
    return sa.exists().where(_USED.id == Redemption.coupon_id, _USED.payee_mode == mode)


_PAYS_PROVIDER, _PAYS_BACK = _of_mode(PayeeMode.PAY_PROVIDER), _of_mode(PayeeMode.REIMBURSE_SME)


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
        own = Redemption.sme_id == actor.organisation_id
        yield from _of_side(session, now, Party.SME, own)


def _provider(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    yield from _of_side(session, now, Party.PROVIDER, Redemption.provider_id == actor.organisation_id)


_SIDES_TURN: dict[tuple[Party, RedemptionState], Any] = {
    (Party.PROVIDER, _R.RESERVED): _l("Services to deliver"),
    (Party.PROVIDER, _R.DELIVERED): _l("Claims of customers to confirm"),
    (Party.PROVIDER, _R.RETURNED): _l("Claims that need more evidence"),
    (Party.SME, _R.RESERVED): _l("Services whose claim you file"),
    (Party.SME, _R.DELIVERED): _l("Services to accept"),
    (Party.SME, _R.RETURNED): _l("Claims that need more evidence"),
}


def _of_side(session: Session, now: datetime, side: Party, own: Any) -> Iterator[InboxItem]:
    """What waits for one side: filing where it is paid, answering where the other one is."""
    to_file, to_answer = (_PAYS_BACK, _PAYS_PROVIDER) if side is Party.SME else (_PAYS_PROVIDER, _PAYS_BACK)
    named = sa.case(
        (Redemption.state == _R.RESERVED, Redemption.deliver_by),
        (Redemption.state == _R.DELIVERED, Redemption.accept_by),
    )
    rows = session.execute(
        sa.select(Redemption.state, sa.func.count(), sa.func.min(Redemption.state_since), sa.func.min(named))
        .where(
            own,
            sa.or_(
                sa.and_(Redemption.state.in_((_R.RESERVED, _R.RETURNED)), to_file),
                sa.and_(Redemption.state == _R.DELIVERED, to_answer),
            ),
        )
        .group_by(Redemption.state)
    )
    for state, count, oldest, first in rows:
        yield _item(_SIDES_TURN[side, state], state, count, oldest, first, now)


def _desk(session: Session, now: datetime) -> Iterator[InboxItem]:
    yield from _claims(session, now, _l("Claims to decide"), _R.ACCEPTED)
    yield from _claims(session, now, _l("Disputes to resolve"), _R.DISPUTED)
    overdue = Redemption.accept_by < bangkok_date(now)
    for item in _claims(session, now, _l("Deliveries not confirmed in time"), _R.DELIVERED, overdue):
        yield InboxItem(
            item.title,
            item.count,
            url_for("redemptions.index", state="unanswered"),
            item.urgency,
            item.oldest_since,
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
        yield _item(title, state, count, oldest, first, now)


def _item(
    title: Any, state: RedemptionState, count: int, oldest: datetime, first: date | None, now: datetime
) -> InboxItem:
    """So many claims in one state, the oldest since then; `first` is the earliest last day that was named."""
    due = urgency_until(_due(state, oldest, first), oldest, now)
    return InboxItem(title, count, url_for("redemptions.index", state=state), due, oldest)


_SME, _PROVIDER, _OFFICER = _l("the SME"), _l("the provider"), _l("an officer of OSMEP")


def _turn(name: str, state: RedemptionState, permission: Permission, what: Any, owner: Any) -> Turn:
    return Turn(f"redemption:{name}", REDEMPTION_MACHINE, (state,), permission, what, owner)


_DECIDE = _P.COUPONS_REDEMPTION_DECIDE
CLAIM_TURNS: dict[RedemptionState, Turn] = {
    _R.RESERVED: _turn(
        "deliver",
        _R.RESERVED,
        _P.COUPONS_REDEMPTION_DELIVER,
        _l("Service to deliver"),
        _PROVIDER,
    ),
    _R.DELIVERED: _turn(
        "accept", _R.DELIVERED, _P.COUPONS_REDEMPTION_ACCEPT, _l("Delivery to be accepted"), _SME
    ),
    _R.RETURNED: _turn(
        "resubmit",
        _R.RETURNED,
        _P.COUPONS_REDEMPTION_DELIVER,
        _l("Claim that needs more evidence"),
        _PROVIDER,
    ),
    _R.ACCEPTED: _turn("decide", _R.ACCEPTED, _DECIDE, _l("Claim to decide"), _OFFICER),
    _R.DISPUTED: _turn("settle", _R.DISPUTED, _DECIDE, _l("Dispute to resolve"), _OFFICER),
}
NOT_ACCEPTED = _turn("accept_for_sme", _R.DELIVERED, _DECIDE, _l("Delivery not confirmed in time"), _OFFICER)
PAID_BACK_TURNS: dict[RedemptionState, Turn] = {
    _R.RESERVED: _turn(
        "file",
        _R.RESERVED,
        _P.COUPONS_REDEMPTION_ACCEPT,
        _l("Service whose claim is to be filed"),
        _SME,
    ),
    _R.DELIVERED: _turn(
        "confirm",
        _R.DELIVERED,
        _P.COUPONS_REDEMPTION_DELIVER,
        _l("Claim of a customer to confirm"),
        _PROVIDER,
    ),
    _R.RETURNED: _turn(
        "complete",
        _R.RETURNED,
        _P.COUPONS_REDEMPTION_ACCEPT,
        _l("Claim that needs more evidence"),
        _SME,
    ),
}
"""Where the SME is paid back."""

_NUMBERED = (
    (Coupon, Coupon.id == Redemption.coupon_id),
    (Organisation, Organisation.id == Redemption.sme_id),
)


def _queue(turn: Turn, waits: Callable[[datetime], Any], last_day: Any = None) -> Queue:
    """A party's turn is its members', OSMEP's that of officers tied to neither who neither accepted nor reserved it."""
    side = {_PROVIDER: Redemption.provider_id, _SME: Redemption.sme_id}.get(turn.owner)
    (state,) = turn.states
    return Queue(
        turn,
        Redemption.id,
        waits,
        Redemption.state_since,
        "redemptions.redemption",
        "redemption_id",
        limit=None if last_day is not None else REDEMPTION_MACHINE.limit(state) or REVIEW_LIMIT,
        last_day=last_day,
        number=Coupon.number,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        joins=_NUMBERED,
        member_of=side,
        barred=(Redemption.accepted_by_id, Redemption.reserved_by_id) if state is _R.ACCEPTED else (),
        tied=() if side is not None else (Redemption.sme_id, Redemption.provider_id),
    )


def _in(state: RedemptionState, *also: Any) -> Callable[[datetime], Any]:
    return lambda _now: sa.and_(Redemption.state == state, *also)


def _delivered(*also: Any, late: bool) -> Callable[[datetime], Any]:
    """Until its last day a delivery waits for the side that did not file it, then for an officer."""

    def waits(now: datetime) -> Any:
        over = Redemption.accept_by < bangkok_date(now)
        return sa.and_(Redemption.state == _R.DELIVERED, over if late else sa.not_(over), *also)

    return waits


QUEUES = (
    *(
        queue
        for turns, mode in ((CLAIM_TURNS, _PAYS_PROVIDER), (PAID_BACK_TURNS, _PAYS_BACK))
        for queue in (
            _queue(turns[_R.RESERVED], _in(_R.RESERVED, mode), Redemption.deliver_by),
            _queue(turns[_R.DELIVERED], _delivered(mode, late=False), Redemption.accept_by),
            _queue(turns[_R.RETURNED], _in(_R.RETURNED, mode)),
        )
    ),
    _queue(NOT_ACCEPTED, _delivered(late=True), Redemption.accept_by),
    *(_queue(CLAIM_TURNS[state], _in(state)) for state in (_R.ACCEPTED, _R.DISPUTED)),
)
NAVIGATION = (
    NavEntry(30, _l("Services"), "redemptions.index", frozenset({_P.COUPONS_REDEMPTION_READ}), "list", "sme"),
    NavEntry(
        20, _l("Services"), "redemptions.index", frozenset({_P.COUPONS_REDEMPTION_READ}), "list", "provider"
    ),
    NavEntry(50, _l("Claims"), "redemptions.index", frozenset({_P.COUPONS_REDEMPTION_READ}), "check"),
)
