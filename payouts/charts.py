"""How the programme stands in a fiscal year: from applications to payments, and its money against the plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import get_locale, lazy_pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

import ledger.queries
from core.clock import bangkok_date, fiscal_year_of
from core.labels import words_for
from core.permissions import Permission
from core.thai.writing import fiscal_year
from coupons.applications.models import Application
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import RedemptionState
from ledger.states import Kind
from projects.models import ActionPlan, BudgetLine, Project
from projects.states import PlanState
from web.charts.chart import OF_ALL, Chart, Figures, Shape

P = Permission
STEPS = {
    "applied": _l("Applied"),
    "decided": lazy_pgettext("how many", "Decided"),
    "issued": _l("Coupons issued"),
    "used": _l("Services agreed"),
    "claimed": _l("Claims sent"),
    "paid": _l("Claims paid"),
}
"""Applications and coupons that are numbered in the year, and what those coupons were used for."""
PARTS = (Kind.PAID, Kind.IN_TRANSIT, Kind.PAYABLE, Kind.RESERVED, Kind.COMMITTED, Kind.AVAILABLE)
"""From what is paid to what is left; what stands elsewhere is counted with what is left (docs/ledger.md)."""


_ALLOWED = (PlanState.APPROVED, PlanState.RUNNING, PlanState.CLOSED)


def _spoken(figures: Figures) -> str:
    return fiscal_year(figures.year, str(get_locale()))


def _year(session: Session, now: datetime) -> int:
    """This fiscal year, or the latest before it that has a budget line while this one has none yet."""
    this_year = fiscal_year_of(bangkok_date(now))
    with_money = sa.select(sa.func.max(BudgetLine.fiscal_year)).where(BudgetLine.fiscal_year <= this_year)
    return session.scalar(with_money) or this_year


def _in_year(letter: str, number: Any, year: int) -> sa.ColumnElement[bool]:
    return number.startswith(f"{letter}{year}-")  # type: ignore[no-any-return]  # a column's


def count_funnel(session: Session, now: datetime) -> Mapping[int, Figures]:
    """How many reached each step. Three statements, each over the whole year."""
    year, number = _year(session, now), sa.func.count()
    sent = (Application.submitted_at.is_not(None), _in_year("A", Application.number, year))
    applied, decided = session.execute(
        sa.select(number, sa.func.count(Application.decided_at)).where(*sent)
    ).one()
    issued = session.scalar(sa.select(number).where(_in_year("C", Coupon.number, year)))
    used, claimed, paid = session.execute(
        sa.select(
            number,
            sa.func.count(Redemption.delivered_at),
            number.filter(Redemption.state == RedemptionState.PAID),
        )
        .select_from(Redemption)
        .join(Coupon, Coupon.id == Redemption.coupon_id)
        .where(_in_year("C", Coupon.number, year))
    ).one()
    counts = (applied, decided, issued or 0, used, claimed, paid)
    return {OF_ALL: Figures(year, tuple(zip(STEPS, counts, strict=True)))}


def _lists(figures: Figures) -> Mapping[str, str]:
    applications, coupons = (f"{letter}{figures.year}-" for letter in "AC")
    return {
        "applied": url_for("applications.index", q=applications),
        "decided": url_for("applications.index", q=applications, state="decided"),
        "issued": url_for("coupons.index", q=coupons),
        "used": url_for("redemptions.index", q=coupons),
        "claimed": url_for("redemptions.index", q=coupons, state="claimed"),
        "paid": url_for("redemptions.index", q=coupons, state=RedemptionState.PAID.value),
    }


def count_money(session: Session, now: datetime) -> Mapping[int, Figures]:
    """Where what was received in the year stands, in satang, beside what its plan allows. Nothing before money was received."""
    year = _year(session, now)
    lines = session.scalars(sa.select(BudgetLine.id).where(BudgetLine.fiscal_year == year)).all()
    amounts: dict[Kind, int] = {}
    for each in ledger.queries.balances(session, line_ids=lines):
        amounts[each.kind] = amounts.get(each.kind, 0) + each.balance.satang
    received = -amounts.get(Kind.APPROPRIATED, 0)
    if not received:
        return {}
    planned = session.scalar(
        sa.select(sa.func.sum(Project.budget_satang))
        .join(ActionPlan, ActionPlan.id == Project.plan_id)
        .where(ActionPlan.fiscal_year == year, Project.state.in_(_ALLOWED))
    )
    rows = [(kind.value, amounts.get(kind, 0)) for kind in PARTS]
    elsewhere = received - sum(value for _kind, value in rows)
    if elsewhere:
        rows.append(("elsewhere", elsewhere))
    return {OF_ALL: Figures(year, tuple(rows), int(planned) if planned else None)}


def _part(key: str) -> str:
    return _("Elsewhere") if key == "elsewhere" else words_for(Kind(key))


def in_millions(satang: int) -> str:
    """An amount as charts say it: ฿142.6 million, in the reader's language; the list behind it says every satang."""
    return _("฿%(amount)s M", amount=f"{satang / 100_000_000:,.1f}")


def _money_title(figures: Figures) -> str:
    return _(
        "Money received in %(year)s: %(amount)s", year=_spoken(figures), amount=in_millions(_sum(figures))
    )


def _sum(figures: Figures) -> int:
    return sum(value for _key, value in figures.rows)


CHARTS = (
    Chart(
        "funnel",
        frozenset({P.COUPONS_APPLICATION_READ}),
        Shape.BARS,
        lambda figures: _("From application to payment, %(year)s", year=_spoken(figures)),
        count_funnel,
        words=lambda key: str(STEPS[key]),
        figure=lambda value: f"{value:,}",
        links=_lists,
        list_url=lambda figures: url_for("applications.index", q=f"A{figures.year}-"),
    ),
    Chart(
        "money",
        frozenset({P.PROJECTS_PROJECT_READ}),
        Shape.PARTS,
        _money_title,
        count_money,
        words=_part,
        figure=in_millions,
        links=lambda _figures: {},
        list_url=lambda figures: url_for("openness.money", year=figures.year),
        mark_words=lambda value: _("plan %(amount)s", amount=in_millions(value)),
    ),
)
