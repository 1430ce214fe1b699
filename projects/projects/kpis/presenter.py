"""What the page of a change of an indicator says besides its facts: what comes next."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.permissions import Role
from projects.projects.kpis import commands
from projects.projects.kpis.models import KpiChange
from projects.states import KPI_CHANGE_MACHINE, KpiChangeState
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Turn

GUIDE = Guide(
    KPI_CHANGE_MACHINE,
    {
        KpiChangeState.PROPOSED: Wait(
            _l("Another person checks the change. Until then the indicators stay as they are."),
            Role.PLAN_APPROVER,
        ),
        KpiChangeState.APPROVED: Wait(_l("The change is approved. Earlier versions stay as they were.")),
        KpiChangeState.REJECTED: Wait(_l("The change was rejected. The indicators stay as they were.")),
        KpiChangeState.WITHDRAWN: Wait(_l("The change was withdrawn. The indicators stay as they were.")),
    },
    {
        KpiChangeState.PROPOSED: (
            Step(
                commands.APPROVE_KPI_CHANGE,
                _l("Record the document that approves the change, or reject the change with a reason."),
                "approve",
            ),
        ),
    },
)


def turn_of_change(change: KpiChange, actor: Actor, today: date) -> Turn:
    """What comes next. Who proposed it does not approve it."""
    return GUIDE.turn(
        change.state, actor, today=today, since=change.state_since, facts={"authors": change.created_by_id}
    )
