"""What the page of a change of a budget says besides its facts: what comes next."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.permissions import Role
from projects.budgets.changes import commands
from projects.models import BudgetChange
from projects.states import BUDGET_CHANGE_MACHINE, BudgetChangeState
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Turn

GUIDE = Guide(
    BUDGET_CHANGE_MACHINE,
    {
        BudgetChangeState.PROPOSED: Wait(
            _l("Another person checks the change. No money has moved yet."), Role.PLAN_APPROVER
        ),
        BudgetChangeState.APPROVED: Wait(_l("The change is approved, and the money has moved.")),
        BudgetChangeState.REJECTED: Wait(_l("The change was rejected. No money has moved.")),
        BudgetChangeState.WITHDRAWN: Wait(_l("The change was withdrawn. No money has moved.")),
    },
    {
        BudgetChangeState.PROPOSED: (
            Step(
                commands.APPROVE_CHANGE,
                _l("Record the document that approves the change, or reject the change with a reason."),
                "approve",
            ),
        ),
    },
)


def turn_of_change(change: BudgetChange, actor: Actor, today: date) -> Turn:
    """What comes next. Who proposed it does not approve it."""
    return GUIDE.turn(
        change.state, actor, today=today, since=change.state_since, facts={"authors": change.created_by_id}
    )
