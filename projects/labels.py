"""The words of plans, projects and budgets."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels
from projects.rules import ProjectReason
from projects.states import AgencyKind, FundSource, PlanState

# One call an enum: members of two enums with the same value are the same key of a dict.

EVENTS = {
    "plan.drafted": _l("Plan written down"),
    "plan.changed": _l("Plan changed"),
    "plan.submitted": _l("Plan submitted"),
    "plan.returned": _l("Plan returned"),
    "plan.approved": _l("Plan approved by resolution"),
    "plan.started": _l("Plan started"),
    "plan.closed": _l("Plan closed"),
    "project.drafted": _l("Project written down"),
    "project.changed": _l("Project changed"),
    "project.submitted": _l("Project submitted"),
    "project.returned": _l("Project returned"),
    "project.approved": _l("Project approved by resolution"),
    "project.started": _l("Project started"),
    "project.closed": _l("Project closed"),
    "budget_line.opened": _l("Budget line opened"),
    "budget_line.appropriated": _l("Budget received"),
}
"""The events that an object's history shows, in words."""

TONES = {
    "plan.approved": "good",
    "plan.returned": "bad",
    "plan.submitted": "wait",
    "project.approved": "good",
    "project.returned": "bad",
    "project.submitted": "wait",
}

PAPERS = {
    "appropriate": _l("Budget received"),
    "allot": _l("Allotted to the scheme"),
    "take_back": _l("Taken back from the scheme"),
}
"""Kinds of budget moves, in words."""


LABELS = (
    Labels(
        {
            PlanState.DRAFT: _l("Draft"),
            PlanState.SUBMITTED: _l("Submitted for approval"),
            PlanState.RETURNED: _l("Returned for correction"),
            PlanState.APPROVED: _l("Approved by resolution"),
            PlanState.RUNNING: _l("Running"),
            PlanState.CLOSED: _l("Closed"),
        },
        {
            PlanState.DRAFT: "plain",
            PlanState.SUBMITTED: "wait",
            PlanState.RETURNED: "bad",
            PlanState.APPROVED: "brand",
            PlanState.RUNNING: "good",
            PlanState.CLOSED: "plain",
        },
    ),
    Labels(
        {
            FundSource.ANNUAL_BUDGET: _l("Annual budget"),
            FundSource.SME_FUND: _l("SME Promotion Fund"),
        }
    ),
    Labels(
        {
            AgencyKind.GOVERNMENT_AGENCY: _l("Government agency"),
            AgencyKind.STATE_BODY: _l("State body"),
            AgencyKind.STATE_ENTERPRISE: _l("State enterprise"),
            AgencyKind.PRIVATE_ORGANISATION: _l("Private organisation"),
        }
    ),
    Labels(
        {
            ProjectReason.AMOUNT_NOT_POSITIVE: _l("Write an amount above zero."),
            ProjectReason.BEYOND_APPROVED_BUDGET: _l(
                "This is more than the resolution approved for the project. %(left)s baht may still be entered."
            ),
            ProjectReason.CODE_TAKEN: _l("This code is used already. Choose another."),
            ProjectReason.KPI_INCOMPLETE: _l(
                "Each indicator needs a name, a unit, a baseline, a target and the day on which the lead agency agreed to it."
            ),
            ProjectReason.LINE_EXISTS: _l(
                "The project already has a budget line of this source and fiscal year."
            ),
            ProjectReason.LINE_OF_ANOTHER_PROJECT: _l("This budget line belongs to another project."),
            ProjectReason.MONEY_ON_ZERO_BUDGET: _l(
                "This project needs no budget, so no money can be put on it."
            ),
            ProjectReason.NO_KPI: _l("Add at least one indicator before you submit the project."),
            ProjectReason.NO_LINE: _l("Choose the budget line that pays for this scheme."),
            ProjectReason.NO_MONEY: _l("The scheme has no money yet. Ask the finance officer to allot some."),
            ProjectReason.NO_PROJECT_IN_PLAN: _l("Add at least one project before you submit the plan."),
            ProjectReason.NO_SERVICE_CATEGORY: _l("Choose at least one kind of service."),
            ProjectReason.NO_TIER: _l("Give the share and the cap of at least one size of SME."),
            ProjectReason.NOT_EDITABLE: _l("This can no longer be changed in its present state."),
            ProjectReason.OPEN_SCHEMES: _l("Close the project's open and paused schemes first."),
            ProjectReason.OUTSIDE_PROJECT_PERIOD: _l(
                "The scheme's days must lie within the project's period."
            ),
            ProjectReason.WRITTEN_BY_YOU: _l(
                "You wrote, changed or submitted part of this. Another person must approve it."
            ),
            ProjectReason.PERIOD_BACKWARDS: _l("The last day comes before the first day."),
            ProjectReason.PLAN_NOT_APPROVED: _l("The action plan must be approved first."),
            ProjectReason.PROJECT_NOT_APPROVED: _l("The project must be approved first."),
            ProjectReason.PROJECT_NOT_RUNNING: _l("The project is not running. Start it first."),
            ProjectReason.PROJECTS_STILL_RUNNING: _l("Close the plan's projects first."),
            ProjectReason.RESOLUTION_IN_FUTURE: _l("A resolution cannot have been taken on a day to come."),
            ProjectReason.SCHEME_TAKES_NO_MONEY: _l(
                "A scheme takes money from its approval until it is closed."
            ),
            ProjectReason.WINDOW_OVER: _l("The last day for applications has passed."),
            ProjectReason.WINDOWS_OUT_OF_ORDER: _l(
                "Applications must begin before they end, and delivery may not end before applications do."
            ),
        }
    ),
)
SUBJECTS = {
    "plan": SubjectKind(_l("Plan"), "plans.show", "plan_id"),
    "project": SubjectKind(_l("Project"), "projects.show", "project_id"),
    "budget_line": SubjectKind(_l("Budget line"), "projects.line", "line_id"),
}
