"""The words of what plans, projects and schemes share: who decides, the states of a plan or project, and why something was refused."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.labels import Labels
from projects.rules import ProjectReason
from projects.states import DecidingBody, PlanState

LABELS = (
    Labels(
        {
            DecidingBody.SME_PROMOTION_BOARD: _l("SME Promotion Board"),
            DecidingBody.EXECUTIVE_BOARD: _l("Executive Board of OSMEP"),
            DecidingBody.CABINET: _l("Cabinet"),
            DecidingBody.BUDGET_BUREAU: _l("Budget Bureau"),
            DecidingBody.DIRECTOR_GENERAL: _l("Director-General of OSMEP"),
        }
    ),
    Labels(
        {
            PlanState.DRAFT: _l("Draft"),
            PlanState.SUBMITTED: _l("Submitted for approval"),
            PlanState.RETURNED: _l("Sent back for correction"),
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
            ProjectReason.ALREADY_CORRECTED: _l(
                "This entry has been corrected, or its correction is waiting for approval."
            ),
            ProjectReason.ANNUAL_MONEY_OF_ITS_YEAR: _l(
                "Annual budget stays in its fiscal year. Choose a line of the same year."
            ),
            ProjectReason.AMOUNT_NOT_POSITIVE: _l("Enter an amount above zero."),
            ProjectReason.BEYOND_APPROVED_BUDGET: _l(
                "This is more than the resolution approved for the project. Enter at most %(left)s baht."
            ),
            ProjectReason.BEYOND_APPROVED_SOURCE: _l(
                "This is more than the resolution approved from this source. Enter at most %(left)s baht."
            ),
            ProjectReason.CODE_TAKEN: _l("This code is already in use. Enter a different code."),
            ProjectReason.FIVE_YEAR_PLAN_NOT_IN_FORCE: _l(
                "This five-year plan is not in force. Choose its revision that is."
            ),
            ProjectReason.FUND_MONEY_GOES_FORWARD: _l(
                "Choose a line of the same fiscal year or a later one."
            ),
            ProjectReason.KPI_AGAINST_DIRECTION: _l(
                "The target is on the wrong side of the baseline. Correct the target, or which way is better."
            ),
            ProjectReason.KPI_AGREED_IN_FUTURE: _l(
                "The date when the lead agency agreed cannot be in the future."
            ),
            ProjectReason.KPI_CHANGE_WAITING: _l(
                "A change of this indicator is already waiting for approval. Decide or withdraw it first."
            ),
            ProjectReason.KPI_ENDED: _l("This indicator has been ended and no longer changes."),
            ProjectReason.KPI_ENDS_TOO_EARLY: _l(
                "The indicator cannot end before its latest version applies. Choose a later day."
            ),
            ProjectReason.KPI_INCOMPLETE: _l(
                "Each indicator needs a name, a unit, a baseline, a target, which way is better, and the date when the lead agency agreed to it."
            ),
            ProjectReason.KPI_LAST: _l(
                "A project keeps at least one indicator. Add another before this one ends."
            ),
            ProjectReason.KPI_NOT_WHOLE: _l("This unit is counted in whole numbers from 0."),
            ProjectReason.KPI_OUTSIDE_PROJECT: _l("Enter a day within the period of the project."),
            ProjectReason.KPI_STARTS_TOO_EARLY: _l("The new version cannot begin before the current one."),
            ProjectReason.KPI_UNCHANGED: _l("This is the same as the current version. Change something."),
            ProjectReason.KPI_UNIT_UNNAMED: _l("Enter the name of the unit in Thai."),
            ProjectReason.LINE_EXISTS: _l(
                "The project already has a budget line of this source and fiscal year."
            ),
            ProjectReason.LINE_OF_ANOTHER_PROJECT: _l("This budget line belongs to another project."),
            ProjectReason.MONEY_ON_ZERO_BUDGET: _l(
                "This project needs no budget, so it cannot receive money."
            ),
            ProjectReason.NO_FIVE_YEAR_PLAN: _l(
                "There is a five-year plan for this year. Choose it, so that the plan says what it carries out."
            ),
            ProjectReason.NO_KPI: _l("Add at least one indicator before you submit the project."),
            ProjectReason.NO_LINE: _l("Choose the budget line that pays for this scheme."),
            ProjectReason.NO_MONEY: _l("The scheme has no money yet. Ask the finance officer to allot some."),
            ProjectReason.NO_PROGRAMME: _l(
                "Choose the programme of the five-year plan that this project serves."
            ),
            ProjectReason.NO_PROJECT_IN_PLAN: _l("Add at least one project before you submit the plan."),
            ProjectReason.NO_SERVICE_CATEGORY: _l("Choose at least one kind of service."),
            ProjectReason.NO_TIER: _l("Enter the share and the cap for at least one size of SME."),
            ProjectReason.NOT_CORRECTED_SO: _l(
                "Only received budgets and transfers are corrected here. Money of a scheme is returned or allotted on the scheme's page."
            ),
            ProjectReason.NOT_DIVIDED_BY_SOURCE: _l(
                "Say how much of the budget comes from each source before you submit the project."
            ),
            ProjectReason.NOT_EDITABLE: _l("This can no longer be changed."),
            ProjectReason.OPEN_SCHEMES: _l("Close the project's open and paused schemes first."),
            ProjectReason.OTHER_SOURCE: _l("Both lines must have the same source of money."),
            ProjectReason.OUTSIDE_PROJECT_PERIOD: _l(
                "The scheme's dates must be within the project's period."
            ),
            ProjectReason.WRITTEN_BY_YOU: _l(
                "You wrote, changed or submitted part of this. Another person must approve it."
            ),
            ProjectReason.PERIOD_BACKWARDS: _l("The last day is before the first day. Correct the dates."),
            ProjectReason.PLAN_NOT_APPROVED: _l("The action plan must be approved first."),
            ProjectReason.PROGRAMME_OF_ANOTHER_PLAN: _l(
                "This programme is not of the five-year plan that the action plan names. Choose one that is."
            ),
            ProjectReason.PROJECT_NOT_APPROVED: _l("The project must be approved first."),
            ProjectReason.PROJECT_NOT_RUNNING: _l("The project is not running. Start it first."),
            ProjectReason.PROJECTS_STILL_RUNNING: _l("Close the plan's projects first."),
            ProjectReason.PUBLISHED_BEFORE_RESOLUTION: _l(
                "The date of publication cannot be before the date of the resolution."
            ),
            ProjectReason.PUBLISHED_IN_FUTURE: _l("The date of publication cannot be in the future."),
            ProjectReason.RESOLUTION_IN_FUTURE: _l("The date of the resolution cannot be in the future."),
            ProjectReason.SAME_LINE: _l("Choose another line than the one the money comes from."),
            ProjectReason.SCHEME_TAKES_NO_MONEY: _l(
                "You can allot money to a scheme from its approval until it is closed."
            ),
            ProjectReason.SOURCE_NOT_APPROVED: _l(
                "The resolution approved no money from this source for the project."
            ),
            ProjectReason.SOURCES_DO_NOT_ADD_UP: _l(
                "The amounts from the two sources must add up to the budget. Correct them, or the budget."
            ),
            ProjectReason.WINDOW_OVER: _l("The last day for applications has passed."),
            ProjectReason.WINDOWS_OUT_OF_ORDER: _l(
                "The first day for applications must not be after the last day, and delivery must not end before the last day for applications."
            ),
            ProjectReason.YEAR_OUTSIDE_FIVE_YEAR_PLAN: _l(
                "The five-year plan does not cover this fiscal year. Choose another, or correct the year."
            ),
        }
    ),
)
