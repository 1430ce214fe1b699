"""Where the money is: the front page, and the page of a fiscal year."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, render_template, request
from flask_babel import get_locale

from core import clock
from core.db import db
from core.labels import words_for
from core.money import ZERO, Money
from core.thai import places
from core.thai.tile_map import TILES, Tile
from coupons.applications.offers import public_outlooks
from ledger.states import Kind
from openness import figures, queries
from openness.forms import QUESTIONS
from openness.models import PublicFigures
from openness.views.blueprint import blueprint, cached
from schemes.eligibility.facts import available_by_scheme
from schemes.models import SchemeVersion
from web import public

PARTS = {
    Kind.PAID: "paid",
    Kind.IN_TRANSIT: "bank",
    Kind.PAYABLE: "due",
    Kind.RESERVED: "held",
    Kind.COMMITTED: "open",
    Kind.AVAILABLE: "free",
}
"""The shade of each part of the money, dark to light; what is rare has one of its own."""


@dataclass(frozen=True, slots=True)
class ProvinceMap:
    """What the tile map and the list beside it show."""

    provinces: tuple[figures.Province, ...]
    begins: tuple[Money, ...]
    total: Money
    counted_at: datetime | None

    def tiles(self) -> Iterator[tuple[Tile, Money, int]]:
        """Each province with what reached it and its shade."""
        paid = {each.code: each.paid for each in self.provinces}
        for tile in TILES:
            amount = paid.get(tile.code, ZERO)
            yield tile, amount, figures.shade_of(amount, self.begins)


def _map(found: PublicFigures | None) -> ProvinceMap:
    provinces = figures.provinces_of(found)
    total = sum((each.paid for each in provinces), ZERO)
    return ProvinceMap(provinces, figures.shades(provinces), total, found and found.counted_at)


@blueprint.get("/")
@public
@cached
def home() -> str:
    """The front page: what it is, three entry points, and where the money is."""
    now = clock.now()
    session = db.session()
    today = clock.bangkok_date(now)
    this_year = clock.fiscal_year_of(today)
    year = queries.year_to_show(queries.fiscal_years(session), this_year)
    versions = queries.published_schemes(session, today)
    schemes = [version.scheme for version in versions]
    providers, counted = queries.counted(session, year)
    free = available_by_scheme(session, [scheme.id for scheme in schemes], today)
    money_now, of_schemes = queries.year_and_schemes(session, year, schemes)
    return render_template(
        "openness/home.html",
        provider_count=providers,
        money=money_now,
        this_year=this_year,
        versions=versions,
        outlooks=public_outlooks(session, versions, free),
        scheme_money=_left(of_schemes, free, versions),
        best_share=max((tier.share_bp for version in versions for tier in version.tiers), default=0),
        question_count=len(QUESTIONS),
        figures=counted,
        map=_map(counted),
        provinces=places.provinces(get_locale()),
        parts_of=_parts,
        now=now,
        today=today,
    )


def _left(
    given: dict[int, Money], free: dict[int, Money], versions: Sequence[SchemeVersion]
) -> dict[int, dict[str, Any]]:
    """What each scheme with a budget has left, and for how many coupons that is enough whatever the size of the business."""
    most = {each.scheme_id: max((tier.cap_satang for tier in each.tiers), default=0) for each in versions}
    left = {scheme_id: free.get(scheme_id, ZERO) for scheme_id in given if most[scheme_id]}
    return {
        scheme_id: {
            "given": given[scheme_id],
            "free": money,
            "places": money.satang // most[scheme_id],
        }
        for scheme_id, money in left.items()
    }


def _parts(money: queries.YearMoney) -> list[dict[str, Any]]:
    """Return where the year's money is; the parts add up to what was received."""
    return [
        {"label": words_for(kind), "amount": money.at(kind), "shade": PARTS.get(kind, "other")}
        for kind in money.shown
    ]


@blueprint.get("/money")
@public
@cached
def money() -> str | Response:
    """A fiscal year's money, project by project, and as a file."""
    now = clock.now()
    session = db.session()
    years = queries.fiscal_years(session)
    this_year = clock.fiscal_year_of(clock.bangkok_date(now))
    year = request.args.get("year", type=int) or queries.year_to_show(years, this_year)
    if year not in years and year != this_year:
        abort(404)
    found = queries.year_money(session, year)
    if request.args.get("format") == "csv":
        return _money_file(found)
    counted = figures.published(session, year)
    return render_template(
        "openness/money.html", money=found, years=years, parts_of=_parts, map=_map(counted), now=now
    )


def _money_file(found: queries.YearMoney) -> Response:
    """Open data: one line a budget line, every kind a column, amounts in baht; the codes are the ledger's own."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "fiscal_year",
            "project_code",
            "project_th",
            "project_en",
            "source",
            "appropriated",
            *queries.OUTCOMES,
        ]
    )
    for row in found.rows:
        amounts = [row.appropriated, *(row.at(kind) for kind in queries.OUTCOMES)]
        writer.writerow(
            [
                found.fiscal_year,
                row.project_code,
                row.project_th,
                row.project_en,
                row.source.value,
                *(amount.as_decimal() for amount in amounts),
            ]
        )
    return Response(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="money-{found.fiscal_year}.csv"'},
    )
