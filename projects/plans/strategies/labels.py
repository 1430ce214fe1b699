"""The words of five-year plans, strategies and programmes."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels
from projects.models import FiveYearPlan
from projects.plans.strategies.rules import StrategyReason
from projects.states import FiveYearPlanState
from web.languages import fiscal_year, localized

EVENTS = {
    "five_year_plan.drafted": _l("Five-year plan created"),
    "five_year_plan.changed": _l("Five-year plan changed"),
    "five_year_plan.submitted": _l("Five-year plan submitted"),
    "five_year_plan.returned": _l("Five-year plan sent back"),
    "five_year_plan.approved": _l("Five-year plan approved by resolution"),
    "five_year_plan.superseded": _l("Five-year plan replaced by its revision"),
    "five_year_plan.published": _l("Publication of the resolution recorded"),
}
"""The events of a plan's history, in words."""
TONES = {
    "five_year_plan.approved": "good",
    "five_year_plan.returned": "bad",
    "five_year_plan.submitted": "wait",
}
LABELS = (
    Labels(
        {
            FiveYearPlanState.DRAFT: _l("Draft"),
            FiveYearPlanState.SUBMITTED: _l("Submitted for approval"),
            FiveYearPlanState.RETURNED: _l("Sent back for correction"),
            FiveYearPlanState.APPROVED: _l("In force"),
            FiveYearPlanState.SUPERSEDED: _l("Replaced by its revision"),
        },
        {
            FiveYearPlanState.DRAFT: "plain",
            FiveYearPlanState.SUBMITTED: "wait",
            FiveYearPlanState.RETURNED: "bad",
            FiveYearPlanState.APPROVED: "good",
            FiveYearPlanState.SUPERSEDED: "plain",
        },
    ),
    Labels(
        {
            StrategyReason.CONSULTED_IN_FUTURE: _l(
                "The date when the lead agency was consulted cannot be in the future."
            ),
            StrategyReason.NO_PROGRAMME_IN_PLAN: _l("Add at least one programme before you submit the plan."),
            StrategyReason.NOT_CONSULTED: _l(
                "Consult the lead agency of each most urgent programme, and enter the date."
            ),
            StrategyReason.NUMBER_TAKEN: _l("This number is already in use. Enter a different number."),
            StrategyReason.ONLY_IN_FORCE_REVISED: _l("Only a plan that is in force can be revised."),
            StrategyReason.PERIODS_OVERLAP: _l(
                "Another five-year plan that is in force covers some of these years."
            ),
            StrategyReason.REVISION_BEGUN: _l(
                "This plan already has a revision. Open that revision instead."
            ),
            StrategyReason.STRATEGY_HAS_PROGRAMMES: _l("Remove the programmes of this strategy first."),
        }
    ),
)
SUBJECTS = {
    "five_year_plan": SubjectKind(_l("Five-year plan"), "five_year_plans.show", "five_year_plan_id"),
}


def edition_words(plan: FiveYearPlan) -> str:
    """Which edition a plan is, in words."""
    if plan.edition == 1:
        return _("First edition")
    return _("Revision %(number)s", number=plan.edition - 1)


def period_words(plan: FiveYearPlan) -> str:
    """Its first and last fiscal year, in the page's calendar."""
    return f"{fiscal_year(plan.first_year)} – {fiscal_year(plan.last_year)}"


def plan_words(plan: FiveYearPlan) -> str:
    """Name and edition, as a choice."""
    return f"{localized(plan, 'name')} · {edition_words(plan)}"
