"""What waits among new terms of schemes: for whom, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission, Role
from core.registry import InboxItem, Turn
from projects.inbox import item
from projects.states import SUBMITTED_LIMIT
from schemes.models import Scheme, SchemeVersion
from schemes.states import VERSION_MACHINE, VersionState
from web.queues.queue import Queue

_P = Permission
_WAITS = sa.and_(SchemeVersion.state == VersionState.DRAFT, SchemeVersion.number > 1)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """New terms that the actor may approve."""
    if actor.may(_P.PROJECTS_SCHEME_APPROVE):
        count, since = session.execute(
            sa.select(sa.func.count(), sa.func.min(SchemeVersion.state_since)).where(_WAITS)
        ).one()
        url = url_for("versions.index", state=VersionState.DRAFT.value)
        yield item(_l("New terms of schemes to approve"), (count, since), url, now)


APPROVE = Turn(
    "scheme_version:approve",
    VERSION_MACHINE,
    (VersionState.DRAFT,),
    _P.PROJECTS_SCHEME_APPROVE,
    _l("New terms of a scheme"),
    Role.PLAN_APPROVER,
)
QUEUES = (
    Queue(
        APPROVE,
        SchemeVersion.id,
        lambda _now: _WAITS,
        SchemeVersion.state_since,
        "versions.show",
        "version_id",
        limit=SUBMITTED_LIMIT,
        name=Scheme.code,
        joins=((Scheme, Scheme.id == SchemeVersion.scheme_id),),
        barred=(SchemeVersion.created_by_id,),
    ),
)
