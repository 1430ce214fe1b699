"""What the pages of the year end say besides their facts: what comes next, and how lapsed money is called."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.labels import words_for
from core.money import Money
from core.permissions import Role
from coupons.year_end import commands
from coupons.year_end.models import LineClosing
from coupons.year_end.queries import ClosingPage
from coupons.year_end.report import Report
from coupons.year_end.rules import year_is_over
from coupons.year_end.states import LINE_CLOSING_MACHINE, LineClosingState
from ledger.states import Kind
from projects.states import FundSource
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Turn

_S = LineClosingState
_PROPOSE = _l("Choose the coupons whose money is carried over, then propose the closing.")
GUIDE = Guide(
    LINE_CLOSING_MACHINE,
    {
        _S.DRAFT: Wait(_l("The coupons to carry over are being chosen."), Role.FINANCE_OFFICER),
        _S.PROPOSED: Wait(
            _l("Another person records the resolution. No money has moved yet."), Role.PLAN_APPROVER
        ),
        _S.RETURNED: Wait(_l("It was sent back and is being corrected."), Role.FINANCE_OFFICER),
        _S.APPROVED: Wait(_l("The line is closed in the night after its fiscal year ends.")),
        _S.CLOSED: Wait(_l("The line is closed. Its report shows where the money went.")),
        _S.WITHDRAWN: Wait(_l("It was withdrawn. The line can be prepared again.")),
    },
    {
        _S.DRAFT: (Step(commands.PROPOSE_CLOSING, _PROPOSE, "propose"),),
        _S.RETURNED: (Step(commands.PROPOSE_CLOSING, _PROPOSE, "propose"),),
        _S.PROPOSED: (
            Step(
                commands.APPROVE_CLOSING,
                _l("Record the resolution on what is carried over, or send the closing back with a reason."),
                "approve",
            ),
        ),
    },
)
_BLOCKED = Wait(
    _l(
        "The year is over, but the line cannot be closed yet. Send the closing back, so that it is corrected."
    ),
    Role.PLAN_APPROVER,
)


def turn_of_closing(page: ClosingPage, actor: Actor, today: date) -> Turn:
    """What comes next. Who drafted, changed or proposed it does not approve it."""
    closing = page.closing
    blocked = (
        closing.state is _S.APPROVED
        and page.bound.problem is not None
        and year_is_over(page.line.fiscal_year, today)
    )
    return GUIDE.turn(
        closing.state,
        actor,
        today=today,
        since=closing.state_since,
        wait=_BLOCKED if blocked else None,
        facts={"authors": page.authors},
    )


LAPSES = {
    FundSource.ANNUAL_BUDGET: _l("Lapses to the treasury"),
    FundSource.SME_FUND: _l("Goes back to the Fund"),
}
"""What becomes of money that is neither spent nor carried over."""
LAPSED = {
    FundSource.ANNUAL_BUDGET: _l("Lapsed to the treasury"),
    FundSource.SME_FUND: _l("Returned to the Fund"),
}
STATUS_NONE = _l("Not in preparation")
TO_PREPARE = _l("To prepare")
OVERDUE = _l("Overdue: the year is over")


def status_without_closing(source: FundSource, fiscal_year: int, today: date, latest: int) -> tuple[Any, str]:
    """What the list says of a line that has no closing, and its tone. The Fund's lines need none at the year's end."""
    if source is not FundSource.ANNUAL_BUDGET or fiscal_year > latest:
        return STATUS_NONE, "plain"
    return (OVERDUE, "bad") if year_is_over(fiscal_year, today) else (TO_PREPARE, "wait")


def may_prepare(closing: LineClosing, actor: Actor) -> bool:
    """Whether the reader may choose coupons and propose now."""
    prepared = closing.state in (_S.DRAFT, _S.RETURNED)
    return prepared and actor.may_any(commands.PROPOSE_CLOSING.permissions)


def may_approve(page: ClosingPage, actor: Actor) -> bool:
    """Whether the reader may record the resolution now."""
    is_author = actor.person_id in page.authors
    return (
        page.closing.state is _S.PROPOSED
        and not is_author
        and actor.may_any(commands.APPROVE_CLOSING.permissions)
    )


def report_parts(report: Report) -> list[tuple[str, Money]]:
    """The report line by line: every satang that was received is in exactly one part."""
    lapsed = str(LAPSED[report.line.source])
    return [
        (lapsed if kind is Kind.LAPSED else words_for(kind), amount) for kind, amount in report.parts.items()
    ]
