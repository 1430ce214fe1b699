"""What a resolution is, and why something about a plan, a project, its money or a scheme is refused. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from projects.states import DecidingBody

EARLIEST_FISCAL_YEAR = 2560
LATEST_FISCAL_YEAR = 2700
"""Years of the Buddhist era in which a plan may be made; a guard against typing slips, not a rule of law."""


class ProjectReason(StrEnum):
    """Why something about a plan, a project, its money or a scheme was refused."""

    ALREADY_CORRECTED = "already_corrected"
    """The entry was corrected, or somebody has proposed to."""
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    ANNUAL_MONEY_OF_ITS_YEAR = "annual_money_of_its_year"
    """Annual budget is drawn within its year (Budget Procedure Act B.E. 2561 section 43): it goes to no other year's line."""
    BEYOND_APPROVED_BUDGET = "beyond_approved_budget"
    BEYOND_APPROVED_SOURCE = "beyond_approved_source"
    """More than what was approved from that source, whatever the others leave."""
    CODE_TAKEN = "code_taken"
    FIVE_YEAR_PLAN_NOT_IN_FORCE = "five_year_plan_not_in_force"
    """Nobody approved it yet, or its revision took its place."""
    FUND_MONEY_GOES_FORWARD = "fund_money_goes_forward"
    """The Fund's money may go to a later year's line, never to an earlier one's."""
    KPI_AGAINST_DIRECTION = "kpi_against_direction"
    """More is better, and the target is below the baseline; or the other way round."""
    KPI_AGREED_IN_FUTURE = "kpi_agreed_in_future"
    KPI_CHANGE_WAITING = "kpi_change_waiting"
    KPI_ENDED = "kpi_ended"
    KPI_ENDS_TOO_EARLY = "kpi_ends_too_early"
    """Before the version that is the latest."""
    KPI_INCOMPLETE = "kpi_incomplete"
    KPI_LAST = "kpi_last"
    """A project keeps at least one indicator that no day ends (docs/domain.md#plan-and-budget)."""
    KPI_NOT_WHOLE = "kpi_not_whole"
    """Businesses, people and jobs are counted whole, from zero."""
    KPI_OUTSIDE_PROJECT = "kpi_outside_project"
    KPI_STARTS_TOO_EARLY = "kpi_starts_too_early"
    """Before the version that it follows."""
    KPI_UNCHANGED = "kpi_unchanged"
    KPI_UNIT_UNNAMED = "kpi_unit_unnamed"
    LINE_EXISTS = "line_exists"
    LINE_OF_ANOTHER_PROJECT = "line_of_another_project"
    MONEY_ON_ZERO_BUDGET = "money_on_zero_budget"
    NO_FIVE_YEAR_PLAN = "no_five_year_plan"
    NO_KPI = "no_kpi"
    NO_LINE = "no_line"
    NO_MONEY = "no_money"
    NO_PROGRAMME = "no_programme"
    NO_PROJECT_IN_PLAN = "no_project_in_plan"
    NO_SERVICE_CATEGORY = "no_service_category"
    NO_TIER = "no_tier"
    NOT_CORRECTED_SO = "not_corrected_so"
    """An allotment is taken back and a return allotted again; neither needs a correction."""
    NOT_EDITABLE = "not_editable"
    NOT_DIVIDED_BY_SOURCE = "not_divided_by_source"
    OPEN_SCHEMES = "open_schemes"
    OTHER_SOURCE = "other_source"
    """Money of two sources is never mixed (docs/domain.md#plan-and-budget)."""
    OUTSIDE_PROJECT_PERIOD = "outside_project_period"
    PERIOD_BACKWARDS = "period_backwards"
    PLAN_NOT_APPROVED = "plan_not_approved"
    PROGRAMME_OF_ANOTHER_PLAN = "programme_of_another_plan"
    """Of another edition than the one that the project's plan carries out."""
    PROJECT_NOT_APPROVED = "project_not_approved"
    PROJECT_NOT_RUNNING = "project_not_running"
    PROJECTS_STILL_RUNNING = "projects_still_running"
    PUBLISHED_BEFORE_RESOLUTION = "published_before_resolution"
    PUBLISHED_IN_FUTURE = "published_in_future"
    RESOLUTION_IN_FUTURE = "resolution_in_future"
    SAME_LINE = "same_line"
    SCHEME_TAKES_NO_MONEY = "scheme_takes_no_money"
    SOURCE_NOT_APPROVED = "source_not_approved"
    SOURCES_DO_NOT_ADD_UP = "sources_do_not_add_up"
    WINDOW_OVER = "window_over"
    WINDOWS_OUT_OF_ORDER = "windows_out_of_order"
    WRITTEN_BY_YOU = "written_by_you"
    """Who wrote, changed or submitted any of it does not approve it."""
    YEAR_OUTSIDE_FIVE_YEAR_PLAN = "year_outside_five_year_plan"


@dataclass(frozen=True, slots=True)
class Publication:
    """When a resolution was made public, and where: the Government Gazette, a website."""

    published_on: date
    published_in: str


def problem_of_publication(publication: Publication, taken_on: date, today: date) -> ProjectReason | None:
    """Why a resolution of that day cannot have been made public so, or None."""
    if publication.published_on < taken_on:
        return ProjectReason.PUBLISHED_BEFORE_RESOLUTION
    return ProjectReason.PUBLISHED_IN_FUTURE if publication.published_on > today else None


@dataclass(frozen=True, slots=True)
class Resolution:
    """The paper of an approval: whose decision, its number or meeting, its day, the signed file (docs/domain.md#plan-and-budget)."""

    body: DecidingBody
    number: str
    taken_on: date
    file_name: str
    content: bytes
