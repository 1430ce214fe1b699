"""What waits at the end of the fiscal year: for whom, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.urgency import LATE, urgency_until
from core.clock import bangkok_date, bangkok_midnight, fiscal_year_begins
from core.permissions import Permission, Role
from core.registry import InboxItem, NavEntry, Turn
from coupons.year_end.models import LineClosing
from coupons.year_end.queries import due, to_be_prepared
from coupons.year_end.rules import last_day_of_year, latest_to_prepare, prepared_from
from coupons.year_end.states import LINE_CLOSING_MACHINE, LineClosingState
from projects.inbox import NONE, READ, item
from projects.models import BudgetLine, Project
from projects.queries import counted_by_state
from projects.states import SUBMITTED_LIMIT
from web.queues.queue import Queue

_P, _S = Permission, LineClosingState
_WAYS = (
    (_S.RETURNED, _P.PROJECTS_BUDGET_APPROPRIATE, _l("Closings of budget lines to correct")),
    (_S.PROPOSED, _P.PROJECTS_BUDGET_APPROVE, _l("Closings of budget lines to approve or return")),
)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Closings that the actor may move on, and budget lines that should have one by now."""
    if actor.may_any(permission for _state, permission, _title in _WAYS):
        found = counted_by_state(session, LineClosing)
        for state, permission, title in _WAYS:
            if actor.may(permission):
                url = url_for("year_end.index", year="", closing=state.value)
                yield item(title, found.get(state, NONE), url, now)
    if actor.may(_P.PROJECTS_BUDGET_APPROVE):
        yield from _not_closed(session, now)
    if actor.may(_P.PROJECTS_BUDGET_APPROPRIATE):
        yield from _to_prepare(session, now)


def _not_closed(session: Session, now: datetime) -> Iterator[InboxItem]:
    """Approved closings that the night could not do: their pages say why."""
    today = bangkok_date(now)
    over = [year for _closing_id, year in due(session) if today > last_day_of_year(year) + timedelta(days=1)]
    if over:
        since = bangkok_midnight(fiscal_year_begins(min(over) + 1))
        url = url_for("year_end.index", year="", closing=_S.APPROVED.value)
        yield InboxItem(_l("Budget lines that could not be closed"), len(over), url, LATE, since)


def _to_prepare(session: Session, now: datetime) -> Iterator[InboxItem]:
    count, earliest = to_be_prepared(session, latest_to_prepare(bangkok_date(now)))
    if earliest is not None:
        since = bangkok_midnight(prepared_from(earliest))
        over = bangkok_midnight(fiscal_year_begins(earliest + 1))
        url = url_for("year_end.index", year=earliest, closing="none")
        yield InboxItem(
            _l("Budget lines to prepare for the year end"), count, url, urgency_until(over, since, now), since
        )


DECIDE = Turn(
    "line_closing:approve",
    LINE_CLOSING_MACHINE,
    (_S.PROPOSED,),
    _P.PROJECTS_BUDGET_APPROVE,
    _l("Closing of a budget line to approve"),
    Role.PLAN_APPROVER,
)
CORRECT = Turn(
    "line_closing:correct",
    LINE_CLOSING_MACHINE,
    (_S.RETURNED,),
    _P.PROJECTS_BUDGET_APPROPRIATE,
    _l("Closing of a budget line to correct"),
    Role.FINANCE_OFFICER,
)


def _queue(turn: Turn, state: LineClosingState) -> Queue:
    return Queue(
        turn,
        LineClosing.id,
        lambda _now: LineClosing.state == state,
        LineClosing.state_since,
        "year_end.show",
        "closing_id",
        limit=SUBMITTED_LIMIT,
        name=Project.name_th,
        name_en=Project.name_en,
        joins=(
            (BudgetLine, BudgetLine.id == LineClosing.line_id),
            (Project, Project.id == BudgetLine.project_id),
        ),
        barred=(LineClosing.created_by_id, LineClosing.submitted_by_id) if state is _S.PROPOSED else (),
    )


QUEUES = (_queue(DECIDE, _S.PROPOSED), _queue(CORRECT, _S.RETURNED))
NAVIGATION = (NavEntry(14, _l("Year end"), "year_end.index", READ, "calendar"),)
LIST_TITLES = {"year_end.report": _l("Coupons carried over")}
