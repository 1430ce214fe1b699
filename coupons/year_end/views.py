"""The year-end desk: the lines of a year, the closing of each, and its report."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from core import clock
from core.clock import bangkok_date
from core.db import db
from core.documents import operations as documents
from core.labels import words_for
from core.money import Money
from core.permissions import Permission
from coupons.year_end import queries
from coupons.year_end import report as report_reads
from coupons.year_end.forms import ChoiceForm, ProposeForm, coupon_ids
from coupons.year_end.labels import EVENTS, TONES
from coupons.year_end.models import CarriedCoupon, LineClosing
from coupons.year_end.presenter import (
    LAPSED,
    LAPSES,
    STATUS_NONE,
    may_approve,
    may_prepare,
    report_parts,
    status_without_closing,
    turn_of_closing,
)
from coupons.year_end.rules import last_day_of_year, latest_to_prepare, usual_last_day
from coupons.year_end.services.approve_closing import approve_closing
from coupons.year_end.services.choose_carried import choose_carried
from coupons.year_end.services.choose_many import choose_many
from coupons.year_end.services.draft_closing import draft_closing
from coupons.year_end.services.propose_closing import propose_closing
from coupons.year_end.services.return_closing import return_closing
from coupons.year_end.services.withdraw_closing import withdraw_closing
from coupons.year_end.states import Bulk, LineClosingState
from identity.people.history import history_rows
from ledger.states import Kind
from projects.budgets.queries import Purse, line_of
from projects.models import BudgetLine, Project
from projects.presenter import line_words, record_resolution, resolution_form
from projects.queries import resolution_of
from web import Column, Filter, ListPage, choice_filter, current_actor, list_view, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.languages import fiscal_year, localized
from web.lists.table_files import Head, write_csv

blueprint = Blueprint("year_end", __name__, url_prefix="/year-end")
P = Permission
NO_CLOSING = "none"
LARGEST_ID = 2**63 - 1


# --- the lines of a year ---------------------------------------------------------------------------------


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


# --- one closing -----------------------------------------------------------------------------------------


@blueprint.get("/<int:closing_id>")
@requires(P.PROJECTS_PROJECT_READ)
def show(closing_id: int) -> Answer:
    """The closing of a line."""
    return _page(closing_id)


def _page(closing_id: int, form_error: FormError | None = None) -> str:
    actor, now = current_actor(), clock.now()
    after = request.args.get("after", 0, type=int)
    page = queries.closing_page(db.session(), closing_id, min(max(after, 0), LARGEST_ID))
    form = form_error.form if form_error and isinstance(form_error.form, ProposeForm) else None
    if form is None:
        form = ProposeForm(formdata=None)
        form.carried_until.data = page.closing.carried_until or usual_last_day(page.line.fiscal_year)
    return render_template(
        "year_end/show.html",
        page=page,
        closing=page.closing,
        line=page.line,
        form=form,
        form_error=form_error,
        resolution_form=resolution_form(form_error),
        turn=turn_of_closing(page, actor, bangkok_date(now)),
        prepares=may_prepare(page.closing, actor),
        approves=may_approve(page, actor),
        year_ends=last_day_of_year(page.line.fiscal_year),
        lapses=LAPSES[page.line.source],
        history=history_rows(db.session(), EVENTS, TONES, ("line_closing", closing_id), for_staff=True),
        actor=actor,
        line_words=line_words,
        Bulk=Bulk,
        after=after,
    )


PAGE = ActingPage("year_end.show", "closing_id", _page)


@blueprint.post("/<int:closing_id>/choose")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def choose(closing_id: int) -> Answer:
    """Keep which coupons of the page are carried over."""
    shown, ticked = (coupon_ids(request.form.getlist(name)) for name in ("shown", "row"))
    if shown is None or ticked is None or not ChoiceForm().validate():
        abort(400)
    done = PAGE.act(closing_id, "choose", choose_carried, _("The choice is kept."), shown, ticked)
    if isinstance(done, AnyResponse) and (following := request.form.get("after", type=int)):
        return redirect(url_for("year_end.show", closing_id=closing_id, after=following), code=303)
    return done


@blueprint.post("/<int:closing_id>/choose/<any(all, unfinished, none):which>")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def choose_at_once(closing_id: int, which: str) -> Answer:
    """Carry all coupons over, those with an unfinished service, or none."""
    return PAGE.act(closing_id, "choose", choose_many, _("The choice is kept."), Bulk(which))


@blueprint.post("/<int:closing_id>/propose")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def propose(closing_id: int) -> Answer:
    """Propose it to who records resolutions."""
    form = ProposeForm()
    if not form.validate():
        return _page(closing_id, FormError("propose", "", form=form)), 400
    done = _("The closing is proposed. Nothing changes until another person approves it.")
    return PAGE.act(closing_id, "propose", propose_closing, done, form.carried_until.data, form=form)


@blueprint.post("/<int:closing_id>/approve")
@requires(P.PROJECTS_BUDGET_APPROVE)
def approve(closing_id: int) -> Answer:
    """Record the resolution."""
    return record_resolution(PAGE, closing_id, approve_closing, _("The closing is approved."))


@blueprint.post("/<int:closing_id>/return")
@requires(P.PROJECTS_BUDGET_APPROVE)
def send_back(closing_id: int) -> Answer:
    """Send it back with a reason."""
    return PAGE.act_with_reason(closing_id, "return", return_closing, _("The closing is sent back."))


@blueprint.post("/<int:closing_id>/withdraw")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def withdraw(closing_id: int) -> Answer:
    """Withdraw it."""
    return PAGE.act(closing_id, "withdraw", withdraw_closing, _("The closing is withdrawn."))


@blueprint.get("/<int:closing_id>/document")
@requires(P.PROJECTS_PROJECT_READ)
def document(closing_id: int) -> AnyResponse:
    """The signed file of its resolution."""
    return documents.serve(resolution_of(db.session(), LineClosing, closing_id))


# --- the report ------------------------------------------------------------------------------------------


def _carried_list() -> ListPage:
    return ListPage(
        columns=[
            Column("number", _l("Coupon"), lambda row: row.number, sort=CarriedCoupon.coupon_id),
            Column("sme", _l("SME"), lambda row: localized(row, "sme")),
            Column("kept", _l("Carried over"), lambda row: Money(row.kept), numeric=True),
            Column("left", _l("Left to use"), lambda row: Money(row.left_on_it), numeric=True),
            Column("until", _l("Use by"), lambda row: row.valid_until, dated=True),
            Column("state", _l("State"), lambda row: row.state),
        ],
        key=CarriedCoupon.coupon_id,
        default_sort="number",
        file_name="carried-coupons",
    )


@blueprint.get("/<int:closing_id>/report")
@requires(P.PROJECTS_PROJECT_READ)
@list_view
def report(closing_id: int) -> Answer:
    """What became of a closed line's money, from the ledger, and the coupons that were carried over."""
    found = _carried_list().answer(db.session(), report_reads.carried_listed(closing_id))
    if isinstance(found, Response):
        return found
    shown = report_reads.report_of(db.session(), closing_id)
    return render_template(
        "year_end/report.html",
        report=shown,
        parts=report_parts(shown),
        lapsed=LAPSED[shown.line.source],
        page=found,
        line_words=line_words,
    )


@blueprint.get("/<int:closing_id>/report.csv")
@requires(P.PROJECTS_PROJECT_READ)
def report_file(closing_id: int) -> AnyResponse:
    """The figures of the report as a file."""
    shown = report_reads.report_of(db.session(), closing_id)
    rows: list[list[Any]] = [[_("Received"), shown.received]]
    rows += [[part, amount] for part, amount in report_parts(shown)]
    rows += [
        [_("Carried over at closing"), shown.carried_at_closing],
        [_("%(what)s at closing", what=LAPSED[shown.line.source]), shown.lapsed_at_closing],
        [_("%(what)s since then", what=LAPSED[shown.line.source]), shown.lapsed_since],
    ]
    file = io.BytesIO()
    write_csv(file, [Head(line_words(shown.line)), Head(_("Amount (baht)"))], rows)
    name = f"year-end-{shown.line.project.code}-{shown.line.fiscal_year}.csv"
    answer = Response(file.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
