"""What the page of a five-year plan says besides its facts: where it stands, and what comes next."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.labels import words_for
from core.permissions import Role
from projects.models import FiveYearPlan
from projects.plans.strategies import commands
from projects.plans.strategies.queries import FiveYearPlanPage
from projects.plans.strategies.rules import problem_of_plan
from projects.presenter import LIES_BEFORE, RECORD, steps_of, turn_of
from projects.states import FIVE_YEAR_PLAN_MACHINE, FiveYearPlanState
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Stage, Turn

_S = FiveYearPlanState
_WAY = (_S.DRAFT, _S.SUBMITTED, _S.APPROVED)
_WAY_WORDS = {
    _S.DRAFT: _l("Drafted"),
    _S.SUBMITTED: _l("Submitted"),
    _S.APPROVED: _l("In force"),
}
_COMPLETE = Step(
    commands.WRITE_PROGRAMME,
    _l(
        "Add strategies and their programmes, with priority and lead agency. The date when the agency was consulted is required for the most urgent programmes."
    ),
)
_BEING_WRITTEN = Wait(_l("The five-year plan is being prepared."), Role.PLAN_OFFICER)
GUIDE = Guide(
    FIVE_YEAR_PLAN_MACHINE,
    {
        _S.DRAFT: _BEING_WRITTEN,
        _S.SUBMITTED: LIES_BEFORE,
        _S.RETURNED: _BEING_WRITTEN,
        _S.APPROVED: Wait(
            _l("This plan is in force. What was approved is never changed: revise it instead.")
        ),
        _S.SUPERSEDED: Wait(_l("A revision has replaced this plan. It stays as it was approved.")),
    },
    {
        _S.DRAFT: (
            Step(
                commands.SUBMIT_FIVE_YEAR_PLAN,
                _l("Check the strategies and programmes, then submit the plan for approval."),
                "submit",
            ),
            _COMPLETE,
        ),
        _S.SUBMITTED: (Step(commands.APPROVE_FIVE_YEAR_PLAN, RECORD, "approve"),),
        _S.RETURNED: (
            Step(
                commands.SUBMIT_FIVE_YEAR_PLAN,
                _l("Correct the five-year plan and submit it again."),
                "submit",
            ),
            _COMPLETE,
        ),
    },
)


def steps_of_five_year_plan(plan: FiveYearPlan) -> list[Stage]:
    """Where it stands on its way; one that was returned stands at its draft again, one that was replaced at the end."""
    at = {_S.RETURNED: _S.DRAFT, _S.SUPERSEDED: _S.APPROVED}.get(plan.state, plan.state)
    dates = {_S.DRAFT: plan.created_at, _S.SUBMITTED: plan.submitted_at, _S.APPROVED: plan.approved_at}
    note = words_for(plan.state) if plan.state in (_S.RETURNED, _S.SUPERSEDED) else None
    return steps_of(_WAY, _WAY_WORDS, at, dates, note)


def turn_of_five_year_plan(
    page: FiveYearPlanPage, actor: Actor, authors: frozenset[int], today: date
) -> Turn:
    """What comes next. `authors` wrote it, and do not approve it."""
    whole = problem_of_plan((row.programme.priority, row.programme.consulted_on) for row in page.rows) is None
    ready = {commands.SUBMIT_FIVE_YEAR_PLAN.name: whole, commands.WRITE_PROGRAMME.name: not whole}
    return turn_of(GUIDE, page.plan, ready, actor, authors, today)
