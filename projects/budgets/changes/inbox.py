"""What waits among changes of budgets: for whom, and until when."""

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
from projects.models import BudgetChange
from projects.queries import counted_by_state
from projects.states import BUDGET_CHANGE_MACHINE, SUBMITTED_LIMIT, BudgetChangeState
from web.queues.queue import Queue

_PROPOSED = BudgetChangeState.PROPOSED


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Changes that the actor may decide."""
    if actor.may(Permission.PROJECTS_BUDGET_APPROVE):
        found = counted_by_state(session, BudgetChange).get(_PROPOSED, NONE)
        yield item(
            _l("Budget changes to approve or reject"),
            found,
            url_for("budget_changes.index", state=_PROPOSED.value),
            now,
        )


DECIDE = Turn(
    "budget_change:decide",
    BUDGET_CHANGE_MACHINE,
    (_PROPOSED,),
    Permission.PROJECTS_BUDGET_APPROVE,
    _l("Budget change to approve"),
    Role.PLAN_APPROVER,
)
QUEUES = (
    Queue(
        DECIDE,
        BudgetChange.id,
        lambda _now: BudgetChange.state == _PROPOSED,
        BudgetChange.state_since,
        "budget_changes.show",
        "change_id",
        limit=SUBMITTED_LIMIT,
        name=BudgetChange.kind,
        barred=(BudgetChange.created_by_id,),
    ),
)
NAVIGATION = (NavEntry(13, _l("Budget changes"), "budget_changes.index", READ, "money"),)
