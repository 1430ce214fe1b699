"""What waits for whom in applications: the landing page, the deadline board, the menu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import due_at, is_over
from core.calendar.urgency import urgency
from core.permissions import Permission
from core.registry import Deadline, InboxItem, NavEntry, Turn
from core.terms import Term
from coupons.applications.models import Application
from coupons.applications.queries import limit_of
from coupons.applications.states import APPLICATION_MACHINE, WAITING_FOR_OSMEP, ApplicationState
from coupons.limits import time_to_appeal
from coupons.states import CORRECTION_LIMIT, REVIEW_LIMIT
from identity.organisations.models import Organisation

_S, _P = ApplicationState, Permission
_UNRECOMMENDED = Application.recommended_by_id.is_(None)


def _waiting(session: Session, *conditions: Any) -> tuple[int, datetime | None]:
    count, oldest = session.execute(
        sa.select(sa.func.count(), sa.func.min(Application.state_since)).where(*conditions)
    ).one()
    return count, oldest


def _item(
    session: Session, now: datetime, title: Any, url: str, limit: Term, *conditions: Any
) -> Iterator[InboxItem]:
    count, oldest = _waiting(session, *conditions)
    if oldest is not None:
        yield InboxItem(title, count, url, urgency(oldest, limit, now), oldest)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """The SME's own turn; the officers' and the approvers' work. Each link opens exactly what it counts."""
    if actor.organisation_id is not None:
        if actor.may(_P.COUPONS_APPLICATION_APPLY):
            yield from _own(session, actor.organisation_id, now)
        return
    if actor.may(_P.COUPONS_APPLICATION_REVIEW):
        yield from _item(
            session,
            now,
            _l("Applications to review"),
            "/applications/?state=waiting",
            REVIEW_LIMIT,
            Application.state.in_(WAITING_FOR_OSMEP),
            _UNRECOMMENDED,
        )
    if actor.may(_P.COUPONS_APPLICATION_DECIDE):
        yield from _item(
            session,
            now,
            _l("Applications to decide"),
            "/applications/?state=recommended",
            REVIEW_LIMIT,
            Application.state.in_(WAITING_FOR_OSMEP),
            sa.not_(_UNRECOMMENDED),
        )


def _own(session: Session, sme_id: int, now: datetime) -> Iterator[InboxItem]:
    mine = Application.sme_id == sme_id
    for title, limit, state in (
        (_l("Applications to correct"), CORRECTION_LIMIT, _S.RETURNED),
        (_l("Applications to finish writing"), CORRECTION_LIMIT, _S.DRAFT),
    ):
        yield from _item(session, now, title, "/applications/", limit, mine, Application.state == state)
    yield from _item(
        session,
        now,
        _l("Declined applications you can appeal"),
        "/applications/",
        time_to_appeal(),
        mine,
        Application.state == _S.DECLINED,
        sa.not_(is_over(Application.state_since, time_to_appeal(), now)),
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
    _l("Declined application: time to appeal"),
    _SME,
)
_TURN_OF_SME = {_S.RETURNED: TO_CORRECT, _S.DECLINED: TO_APPEAL}


def deadlines(session: Session, now: datetime, most: int | None) -> Iterator[Deadline]:
    """Everything that waits for someone, each kind by how long it has waited. Two statements."""
    appealable = sa.not_(is_over(Application.state_since, time_to_appeal(), now))
    for waiting in (
        Application.state.in_([*WAITING_FOR_OSMEP, _S.RETURNED]),
        sa.and_(Application.state == _S.DECLINED, appealable),
    ):
        yield from _deadlines_of(session, waiting, most)


def _deadlines_of(session: Session, waiting: Any, most: int | None) -> Iterator[Deadline]:
    rows = session.execute(
        sa.select(Application, Organisation.name_th)
        .join(Organisation, Organisation.id == Application.sme_id)
        .where(waiting)
        .order_by(Application.state_since)
        .limit(most)
    )
    for row, name in rows:
        limit, own = limit_of(row.state), row.state in _TURN_OF_SME
        turn = TO_REVIEW if row.recommended_by_id is None else TO_DECIDE
        barred = {row.submitted_by_id, row.declined_by_id, row.recommended_by_id}
        yield Deadline(
            _TURN_OF_SME.get(row.state, turn),
            row.id,
            f"{row.number} · {name}",
            f"/applications/{row.id}",
            row.state_since,
            due_at(limit, row.state_since) if limit else None,
            organisation_id=row.sme_id if own else None,
            barred=frozenset() if own else frozenset(barred),
            tied=frozenset() if own else frozenset({row.sme_id}),
        )


TURNS = (
    TO_REVIEW,
    TO_DECIDE,
    TO_CORRECT,
    TO_APPEAL,
)
NAVIGATION = (
    NavEntry(
        20,
        _l("New coupon"),
        "applications.index",
        frozenset({_P.COUPONS_APPLICATION_APPLY}),
        "list",
        "sme",
    ),
    NavEntry(20, _l("Applications"), "applications.index", frozenset({_P.COUPONS_APPLICATION_READ})),
)
