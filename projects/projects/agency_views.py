"""The page across agencies."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, render_template, request
from flask_babel import lazy_gettext as _l

from core.db import db
from core.labels import words_for
from core.money import Money
from core.permissions import Permission
from projects.blueprint import blueprint
from projects.projects import agencies
from projects.states import FundSource
from web import Column, ListPage, list_view, requires
from web.forms.acting import Answer
from web.languages import fiscal_year, localized
from web.lists.listing import Filter

_SOURCES = {
    FundSource.ANNUAL_BUDGET: _l("Annual budget (baht)"),
    FundSource.SME_FUND: _l("SME Fund (baht)"),
}


def _states(row: Any) -> str:
    """How many of its projects are in which state, in words."""
    counts = ((state, getattr(row, name)) for state, name in agencies.STATES.items())
    return " · ".join(f"{words_for(state)} {count}" for state, count in counts if count)


def _programme(row: Any) -> str:
    return localized(row, "programme") if row.programme_th else "–"


def _list(rows: Any, *, in_file: bool) -> ListPage:
    """On the page, a row takes two lines: what is not divided stands as a note, and how many projects there are in their states."""
    found, years = rows.c, agencies.years(db.session())
    count = Column("projects", _l("Projects"), lambda row: row.projects, sort=found.projects, numeric=True)

    def amount(name: str, label: Any) -> Column:
        return Column(name, label, lambda row: Money(getattr(row, name)), sort=found[name], numeric=True)

    return ListPage(
        columns=[
            Column(
                "year", _l("Fiscal year"), lambda row: row.fiscal_year, sort=found.fiscal_year, numeric=True
            ),
            Column("agency", _l("Lead agency"), lambda row: row.lead_agency, sort=found.lead_agency),
            Column("programme", _l("Programme"), _programme),
            *([count] if in_file else []),
            Column("state", _l("State") if in_file else _l("Projects"), _states),
            *(amount(source.value, label) for source, label in _SOURCES.items()),
            *([amount("undivided", _l("Not divided (baht)"))] if in_file else []),
            Column(
                "indicators",
                _l("Indicators"),
                lambda row: row.indicators,
                sort=found.indicators,
                numeric=True,
            ),
        ],
        key=found.id,
        default_sort="year",
        default_descending=True,
        file_name="projects-by-agency",
        filters=[
            Filter(
                "in_year",
                _l("Fiscal year"),
                lambda: [(str(year), fiscal_year(year)) for year in years],
                lambda statement, chosen: statement.where(found.fiscal_year == int(chosen)),
            )
        ],
        search=lambda _session, statement, typed: agencies.search_agencies(rows, statement, typed),
        search_label=_l("Agency or programme"),
    )


@blueprint.get("/projects/by-agency")
@requires(Permission.PROJECTS_PROJECT_READ)
@list_view
def by_agency() -> Answer:
    """What each agency leads, by programme and year."""
    rows = agencies.grouped()
    found = _list(rows, in_file="format" in request.args).answer(db.session(), sa.select(rows))
    if isinstance(found, Response):
        return found
    return render_template("projects/by_agency.html", page=found, states=_states, programme=_programme)
