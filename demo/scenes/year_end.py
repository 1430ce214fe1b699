"""The year end: last year's line was closed and its coupons carried over; other closings are on the desks today."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from core.money import Money
from coupons.year_end.services.approve_closing import approve_closing
from coupons.year_end.services.choose_many import choose_many
from coupons.year_end.services.draft_closing import draft_closing
from coupons.year_end.services.propose_closing import propose_closing
from coupons.year_end.services.return_closing import return_closing
from coupons.year_end.services.withdraw_closing import withdraw_closing
from coupons.year_end.states import Bulk
from demo import papers
from demo.clockwork import Deed
from demo.scenes.projects import regions
from demo.stage import Stage
from demo.years import CARRIED_OVER
from projects.budgets.services.appropriate import appropriate
from projects.budgets.services.open_line import open_line
from projects.rules import Resolution
from projects.states import DecidingBody, FundSource

CLOSED_AFTER = 9
"""Days of the new year after which last year's line of the annual budget is closed."""
RECEIVED_AGO = 300
FREE = Money.baht(1_250_000)
"""What a line of the regions received, and nobody used."""


def endings(stage: Stage) -> list[Deed]:
    """The annual line of last year's schemes is closed in the first days of the new one; all its coupons are carried over."""
    years = stage.calendar.years
    scheme = stage.schemes.get(("TRN", years.this - 1))
    if scheme is None or scheme.line_id is None or years.days_gone <= CLOSED_AFTER:
        return []
    now = stage.calendar.at(years.days_gone - CLOSED_AFTER, stage.random("year end"))
    return [(now, partial(_close, stage, scheme.line_id, now))]


def _close(stage: Stage, line_id: int, now: datetime) -> None:
    """Carry everything over, and close."""
    closing_id = _proposed(stage, line_id, Bulk.ALL, now)
    _approve(stage, closing_id, 31, now)


def _proposed(stage: Stage, line_id: int, which: Bulk, now: datetime) -> int:
    finance = stage.staff["finance"]
    closing_id = draft_closing(line_id, actor=finance, now=now)
    if which is not Bulk.NONE:
        choose_many(closing_id, which, actor=finance, now=now)
    propose_closing(closing_id, _last_day(stage), actor=finance, now=now)
    return closing_id


def _last_day(stage: Stage) -> date:
    return date(stage.calendar.years.begins.year + 1, *CARRIED_OVER)


def _approve(stage: Stage, closing_id: int, number: int, now: datetime) -> None:
    paper, year = papers.resolution(), stage.calendar.years.this
    resolution = Resolution(
        DecidingBody.BUDGET_BUREAU,
        f"กง {year}/{number}",
        now.date() - timedelta(days=1),
        paper.name,
        paper.content,
    )
    approve_closing(closing_id, resolution, actor=stage.staff["plan.approver"], now=now)


def today(stage: Stage) -> None:
    """A closing in each state: on the lines of the regions, and of the Fund's schemes."""
    calendar, random = stage.calendar, stage.random("closings")
    finance, approver, year = stage.staff["finance"], stage.staff["plan.approver"], calendar.years.this
    annual, fund = FundSource.ANNUAL_BUDGET, FundSource.SME_FUND
    north, northeast, south = regions(stage)

    def line(project_id: int, source: FundSource, fiscal_year: int) -> int:
        now = calendar.at(RECEIVED_AGO, random)
        line_id = open_line(project_id, source, fiscal_year, actor=finance, now=now)
        appropriate(line_id, FREE, f"กง {project_id}/{fiscal_year}", actor=finance, now=now)
        return line_id

    _in_preparation(stage, calendar.at(2, random))
    _proposed(stage, line(north, annual, year - 1), Bulk.NONE, calendar.at(2, random))
    returned = _proposed(stage, line(northeast, annual, year - 1), Bulk.NONE, calendar.at(5, random))
    return_closing(returned, "ยังมีค่าจัดงานที่รอใบเสร็จ โปรดตรวจสอบก่อน", actor=approver, now=calendar.at(3, random))
    closed = _proposed(stage, line(south, fund, year - 1), Bulk.NONE, calendar.at(6, random))
    _approve(stage, closed, 32, calendar.at(4, random))
    early = _proposed(stage, line(south, annual, year), Bulk.NONE, calendar.at(6, random))
    _approve(stage, early, 33, calendar.at(4, random))
    withdrawn = draft_closing(line(north, fund, year - 1), actor=finance, now=calendar.at(8, random))
    withdraw_closing(withdrawn, actor=finance, now=calendar.at(7, random))


def _in_preparation(stage: Stage, now: datetime) -> None:
    """The Fund's line of the oldest schemes: what has a service in work is chosen so far."""
    finance, oldest = stage.staff["finance"], min(year for _code, year in stage.schemes)
    line_id = stage.schemes["ITS", oldest].line_id
    if line_id is None:
        raise LookupError("information systems are paid from a line")
    closing_id = draft_closing(line_id, actor=finance, now=now)
    choose_many(closing_id, Bulk.UNFINISHED, actor=finance, now=now)
