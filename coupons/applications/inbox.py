"""What waits for whom in applications: the landing page, the deadline board, the menu."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission
from core.registry import InboxItem, NavEntry, Turn
from core.terms import Term
from coupons.applications.models import Application
from coupons.applications.queries import TO_APPEAL_NOW, may_be_appealed
from coupons.applications.states import APPLICATION_MACHINE, WAITING_FOR_OSMEP, ApplicationState
from coupons.limits import time_to_appeal
from coupons.states import CORRECTION_LIMIT, REVIEW_LIMIT
from identity.organisations.models import Organisation
from web.queues.inbox import waiting_since
from web.queues.queue import Queue

_S, _P = ApplicationState, Permission
_UNRECOMMENDED = Application.recommended_by_id.is_(None)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """The SME's own turn; the officers' and the approvers' work. Each link opens exactly what it counts."""
    if actor.organisation_id is not None:
        if actor.may(_P.COUPONS_APPLICATION_APPLY):
            yield from _own(session, actor.organisation_id, now)
        return
    if actor.may(_P.COUPONS_APPLICATION_REVIEW):
        yield from waiting_since(
            session,
            now,
            _l("Applications to review"),
            url_for("applications.index", state="waiting"),
            REVIEW_LIMIT,
            Application.state_since,
            Application.state.in_(WAITING_FOR_OSMEP),
            _UNRECOMMENDED,
        )
    if actor.may(_P.COUPONS_APPLICATION_DECIDE):
        yield from waiting_since(
            session,
            now,
            _l("Applications to decide"),
            url_for("applications.index", state="recommended"),
            REVIEW_LIMIT,
            Application.state_since,
            Application.state.in_(WAITING_FOR_OSMEP),
            sa.not_(_UNRECOMMENDED),
        )


def _own(session: Session, sme_id: int, now: datetime) -> Iterator[InboxItem]:
    mine = Application.sme_id == sme_id
    for title, limit, state in (
        (_l("Applications to correct"), CORRECTION_LIMIT, _S.RETURNED),
        (_l("Applications not finished yet"), CORRECTION_LIMIT, _S.DRAFT),
    ):
        url = url_for("applications.index", state=state.value)
        yield from waiting_since(
            session, now, title, url, limit, Application.state_since, mine, Application.state == state
        )
    yield from waiting_since(
        session,
        now,
        _l("Declined applications you can appeal"),
        url_for("applications.index", state=TO_APPEAL_NOW),
        time_to_appeal(),
        Application.state_since,
        mine,
        may_be_appealed(now),
    )


_SME, _OFFICER, _APPROVER = _l("the SME"), _l("an officer of OSMEP"), _l("an approver of OSMEP")
TO_REVIEW = Turn(
    "application:review",
    APPLICATION_MACHINE,
    WAITING_FOR_OSMEP,
    _P.COUPONS_APPLICATION_REVIEW,
    _l("Application to review"),
    _OFFICER,
)
TO_DECIDE = Turn(
    "application:decide",
    APPLICATION_MACHINE,
    WAITING_FOR_OSMEP,
    _P.COUPONS_APPLICATION_DECIDE,
    _l("Application to decide"),
    _APPROVER,
)
TO_CORRECT = Turn(
    "application:correct",
    APPLICATION_MACHINE,
    (_S.RETURNED,),
    _P.COUPONS_APPLICATION_APPLY,
    _l("Application to correct"),
    _SME,
)
TO_APPEAL = Turn(
    "application:appeal",
    APPLICATION_MACHINE,
    (_S.DECLINED,),
    _P.COUPONS_APPLICATION_APPEAL,
    _l("Declined application: you can appeal"),
    _SME,
)
_SUBMITTED_BY = (Application.submitted_by_id, Application.declined_by_id, Application.recommended_by_id)


def _queue(turn: Turn, waits: Callable[[datetime], Any], limit: Term | Callable[[], Term] | None) -> Queue:
    """An SME's own turn is its members', OSMEP's that of officers not tied to the SME who did not act before."""
    own = turn in (TO_CORRECT, TO_APPEAL)
    return Queue(
        turn,
        Application.id,
        waits,
        Application.state_since if own else Application.queue_since,
        "applications.application",
        "application_id",
        limit=limit,
        number=Application.number,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        joins=((Organisation, Organisation.id == Application.sme_id),),
        member_of=Application.sme_id if own else None,
        barred=() if own else _SUBMITTED_BY,
        tied=() if own else (Application.sme_id,),
    )


_FOR_OSMEP = Application.state.in_(WAITING_FOR_OSMEP)
QUEUES = (
    _queue(TO_REVIEW, lambda _now: sa.and_(_FOR_OSMEP, _UNRECOMMENDED), REVIEW_LIMIT),
    _queue(TO_DECIDE, lambda _now: sa.and_(_FOR_OSMEP, sa.not_(_UNRECOMMENDED)), REVIEW_LIMIT),
    _queue(TO_CORRECT, lambda _now: Application.state == _S.RETURNED, APPLICATION_MACHINE.limit(_S.RETURNED)),
    _queue(TO_APPEAL, may_be_appealed, time_to_appeal),
)
NAVIGATION = (
    NavEntry(
        20,
        _l("New coupon"),
        "applications.index",
        frozenset({_P.COUPONS_APPLICATION_APPLY}),
        "file",
        "sme",
    ),
    NavEntry(20, _l("Applications"), "applications.index", frozenset({_P.COUPONS_APPLICATION_READ})),
)
