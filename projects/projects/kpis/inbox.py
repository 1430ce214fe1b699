"""What waits among changes of indicators: for whom, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission, Role
from core.registry import InboxItem, NavEntry, Turn
from projects.inbox import NONE, READ, item
from projects.projects.kpis.models import KpiChange
from projects.queries import counted_by_state
from projects.states import KPI_CHANGE_MACHINE, SUBMITTED_LIMIT, KpiChangeState
from web.queues.queue import Queue

_PROPOSED = KpiChangeState.PROPOSED


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Changes that the actor may decide."""
    if actor.may(Permission.PROJECTS_PROJECT_APPROVE):
        found = counted_by_state(session, KpiChange).get(_PROPOSED, NONE)
        yield item(
            _l("Changes of indicators to approve or reject"),
            found,
            url_for("kpi_changes.index", state=_PROPOSED.value),
            now,
        )


DECIDE = Turn(
    "kpi_change:decide",
    KPI_CHANGE_MACHINE,
    (_PROPOSED,),
    Permission.PROJECTS_PROJECT_APPROVE,
    _l("Change of an indicator to approve"),
    Role.PLAN_APPROVER,
)
QUEUES = (
    Queue(
        DECIDE,
        KpiChange.id,
        lambda _now: KpiChange.state == _PROPOSED,
        KpiChange.state_since,
        "kpi_changes.show",
        "change_id",
        limit=SUBMITTED_LIMIT,
        name=KpiChange.name_th,
        name_en=KpiChange.name_en,
        barred=(KpiChange.created_by_id,),
    ),
)
NAVIGATION = (NavEntry(12, _l("Changes of indicators"), "kpi_changes.index", READ, "chart"),)
