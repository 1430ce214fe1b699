"""What waits for whom in applications: the landing page, the deadline board, the menu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import registry
from core.actor import Actor
from core.due import due_at, is_over
from core.permissions import Permission
from core.registry import Deadline, InboxItem, NavEntry, urgency
from core.terms import Term
from coupons.application_queries import limit_of
from coupons.limits import time_to_appeal
from coupons.models import Application
from coupons.states import (
    CORRECTION_LIMIT,
    REVIEW_LIMIT,
    WAITING_FOR_OSMEP,
    ApplicationState,
)
from identity.models import Organisation

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


def deadlines(session: Session, now: datetime) -> Iterator[Deadline]:  # noqa: ARG001 - the registry's shape
    """Everything that waits for someone, the longest waiting first."""
    rows = session.execute(
        sa.select(Application, Organisation.name_th)
        .join(Organisation, Organisation.id == Application.sme_id)
        .where(Application.state.in_([*WAITING_FOR_OSMEP, _S.RETURNED]))
        .order_by(Application.state_since)
        .limit(500)
    )
    for row, name in rows:
        limit = limit_of(row.state)
        owner = _l("the SME")
        if row.state in WAITING_FOR_OSMEP:
            owner = _l("an officer of OSMEP") if row.recommended_by_id is None else _l("an approver of OSMEP")
        yield Deadline(
            kind=_l("Application"),
            reference=f"{row.number} · {name}",
            url=f"/applications/{row.id}",
            owner=owner,
            since=row.state_since,
            due=due_at(limit, row.state_since) if limit else None,
        )


registry.register_inbox("applications", inbox)
registry.register_deadlines("applications", deadlines)
registry.register_navigation(
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
