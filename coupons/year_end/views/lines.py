"""The budget lines of a year with their closings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from core import clock
from core.clock import bangkok_date
from core.db import db
from core.labels import words_for
from core.money import Money
from core.permissions import Permission
from coupons.year_end import queries
from coupons.year_end.models import LineClosing
from coupons.year_end.presenter import (
    STATUS_NONE,
    status_without_closing,
)
from coupons.year_end.rules import latest_to_prepare
from coupons.year_end.services.draft_closing import draft_closing
from coupons.year_end.states import LineClosingState
from ledger.states import Kind
from projects.budgets.queries import Purse, line_of
from projects.models import BudgetLine, Project
from projects.presenter import line_words
from web import Column, Filter, ListPage, choice_filter, current_actor, list_view, requires
from web.forms.acting import Answer
from web.languages import fiscal_year

blueprint = Blueprint("year_end", __name__, url_prefix="/year-end")
P = Permission
NO_CLOSING = "none"


def _figures(purses: Mapping[int, Purse]) -> list[tuple[str, Any, Callable[[Any], Money]]]:
    """The columns of money: key, label, and how a row's is read."""

    def sum_of(*kinds: Kind) -> Callable[[Any], Money]:
        return lambda row: purses[row.BudgetLine.id].of(*kinds)

    return [
        ("received", _l("Received"), lambda row: purses[row.BudgetLine.id].received),
        ("free", _l("Available"), sum_of(Kind.AVAILABLE)),
        ("bound", _l("Bound to coupons"), sum_of(Kind.COMMITTED, Kind.RESERVED)),
        ("spent", _l("Payable and paid"), sum_of(*SPENT)),
        ("lapsed", _l("Lapsed or returned to the Fund"), sum_of(Kind.LAPSED)),
    ]


def _list(
    figures: list[tuple[str, Any, Callable[[Any], Money]]], status: Callable[[Any], tuple[Any, str]]
) -> ListPage:
    return ListPage(
        columns=[
            Column("line", _l("Budget line"), lambda row: line_words(row.BudgetLine), sort=Project.code),
            Column("closing", _l("Closing"), lambda row: status(row)[0]),
            *(Column(key, words, value, numeric=True) for key, words, value in figures),
        ],
        key=BudgetLine.id,
        default_sort="line",
        file_name="year-end",
        filters=[
            _year_filter(),
            choice_filter(BudgetLine.source, _l("Source of the money")),
            _closing_filter(),
        ],
    )


SPENT = tuple(
    kind
    for kind in Kind
    if kind not in (Kind.APPROPRIATED, Kind.AVAILABLE, Kind.COMMITTED, Kind.RESERVED, Kind.LAPSED)
)
"""Owed, with the bank, paid, or clawed back."""


def _year_filter() -> Filter:
    return Filter(
        "year",
        _l("Fiscal year"),
        lambda: [(str(year), fiscal_year(year)) for year in queries.years_of_lines(db.session())],
        lambda statement, chosen: statement.where(BudgetLine.fiscal_year == int(chosen)),
    )


def _closing_filter() -> Filter:
    states = [each for each in LineClosingState if each is not LineClosingState.WITHDRAWN]

    def apply(statement: Any, chosen: str) -> Any:
        if chosen == NO_CLOSING:
            return statement.where(LineClosing.id.is_(None))
        return statement.where(LineClosing.state == LineClosingState(chosen))

    return Filter(
        "closing",
        _l("Closing"),
        lambda: [(NO_CLOSING, STATUS_NONE), *((each.value, words_for(each)) for each in states)],
        apply,
    )


@blueprint.get("/")
@requires(P.PROJECTS_PROJECT_READ)
@list_view
def index() -> Answer:
    """All budget lines of a fiscal year with their closings; of the year that ends, when none is named."""
    today = bangkok_date(clock.now())
    latest = latest_to_prepare(today)
    if "year" not in request.args:
        return redirect(url_for("year_end.index", year=latest))

    def status(row: Any) -> tuple[Any, str]:
        if row.LineClosing is not None:
            return words_for(row.LineClosing.state), ""
        words, tone = status_without_closing(row.BudgetLine.source, row.BudgetLine.fiscal_year, today, latest)
        return str(words), tone

    purses = queries.purses(db.session(), request.args.get("year", "", str))
    figures = _figures(purses)
    found = _list(figures, status).answer(db.session(), queries.listed())
    if isinstance(found, Response):
        return found
    return render_template(
        "year_end/index.html",
        page=found,
        totals=queries.total_of(purses),
        spent=SPENT,
        status=status,
        figures=lambda row: {key: value(row) for key, _words, value in figures},
        line_words=line_words,
        actor=current_actor(),
    )


@blueprint.get("/lines/<int:line_id>")
@requires(P.PROJECTS_PROJECT_READ)
def of_line(line_id: int) -> Answer:
    """The closing of a line; while there is none, the list of its year."""
    line = line_of(db.session(), line_id)
    closing = queries.alive_closing_of(db.session(), line_id)
    if closing is None:
        return redirect(url_for("year_end.index", year=line.fiscal_year))
    return redirect(url_for("year_end.show", closing_id=closing.id))


@blueprint.post("/lines/<int:line_id>/draft")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def draft(line_id: int) -> Answer:
    """Begin the closing of a line; where there is one already, on to it."""
    known = queries.alive_closing_of(db.session(), line_id)
    closing_id = known.id if known else draft_closing(line_id, actor=current_actor(), now=clock.now())
    return redirect(url_for("year_end.show", closing_id=closing_id), code=303)
