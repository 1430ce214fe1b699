"""The report of a closed line."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from core.db import db
from core.money import Money
from coupons.year_end import report as report_reads
from coupons.year_end.models import CarriedCoupon
from coupons.year_end.presenter import (
    LAPSED,
    report_parts,
)
from coupons.year_end.views.lines import P, blueprint
from projects.presenter import line_words
from web import Column, ListPage, list_view, requires
from web.forms.acting import Answer
from web.languages import localized
from web.lists.table_files import Head, write_csv


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
