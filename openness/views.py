"""The public's pages. Anybody may read them; none of them writes anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

import providers.directory
from core import clock
from core.actor import ActorKind
from core.db import db
from core.labels import words_for
from core.money import Money
from core.settings import installation
from core.statements import written_out
from coupons.applications.offers import public_outlooks
from coupons.limits import time_to_appeal
from coupons.states import CORRECTION_LIMIT
from identity.organisations.desks import province_column, province_filter
from ledger.states import Kind
from openness import queries
from openness.retention import kept_for_a_time
from providers.models import Service
from schemes.eligibility.rules import SOURCES
from schemes.eligibility.states import EligibilityRule
from schemes.queries import categories
from schemes.states import Sector, SmeSize
from smes.rules import LIMITS
from web import Column, Filter, ListPage, current_actor, list_view, public
from web.languages import localized

blueprint = Blueprint("openness", __name__)

CACHE_SECONDS = 60
TONES = {
    Kind.AVAILABLE: "gold",
    Kind.COMMITTED: "brand",
    Kind.RESERVED: "brand",
    Kind.PAYABLE: "soft",
    Kind.IN_TRANSIT: "soft",
    Kind.WITHHELD: "soft",
    Kind.PAID: "good",
    Kind.REMITTED: "good",
}


def cached(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a stranger's answer be kept for a minute; with a name in the bar it is nobody else's.

    The language is a cookie or in the address, so a shared cache must look at both.
    """

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Response:
        response = make_response(view(*args, **kwargs))
        response.vary.add("Cookie")
        if current_actor().kind is ActorKind.STRANGER:
            response.headers["Cache-Control"] = f"public, max-age={CACHE_SECONDS}"
        return response

    return answer


@blueprint.get("/")
@public
@cached
def home() -> str:
    """The front page: what it is, three ways in, and where the money stands."""
    now = clock.now()
    session = db.session()
    year = _year_to_show(queries.fiscal_years(session), now)
    schemes = queries.published_schemes(session, clock.bangkok_date(now))
    return render_template(
        "openness/home.html",
        provider_count=queries.approved_providers(session),
        money=queries.year_money(session, year),
        this_year=clock.fiscal_year_of(clock.bangkok_date(now)),
        schemes=schemes,
        outlooks=public_outlooks(session, schemes),
        bars=_bars,
        now=now,
    )


def _year_to_show(years: Sequence[int], now: datetime) -> int:
    """This fiscal year, or the latest that has money while this one has none yet."""
    this_year = clock.fiscal_year_of(clock.bangkok_date(now))
    return this_year if this_year in years or not years else years[0]


def _bars(money: queries.YearMoney) -> list[dict[str, Any]]:
    """What was received, then where it stands."""
    received = {"label": words_for(Kind.APPROPRIATED), "amount": money.appropriated, "tone": "deep"}
    return [received] + [
        {"label": words_for(kind), "amount": money.at(kind), "tone": TONES.get(kind, "soft")}
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
    year = request.args.get("year", type=int) or _year_to_show(years, now)
    if year not in years and year != clock.fiscal_year_of(clock.bangkok_date(now)):
        abort(404)
    found = queries.year_money(session, year)
    if request.args.get("format") == "csv":
        return _money_file(found)
    return render_template("openness/money.html", money=found, years=years, bars=_bars, now=now)


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


@blueprint.get("/rules")
@public
@cached
def rules() -> str:
    """Who may have a coupon, scheme by scheme, and the rules that hold for all."""
    today = clock.bangkok_date(clock.now())
    schemes = queries.published_schemes(db.session(), today, *queries.RULES)
    return render_template(
        "openness/rules.html",
        schemes=schemes,
        outlooks=public_outlooks(db.session(), schemes),
        today=today,
        sizes=SmeSize,
        sectors=Sector,
        limits=LIMITS,
        to_correct=CORRECTION_LIMIT,
        to_appeal=time_to_appeal(),
        money_of=Money,
        tie_break=installation.settings().size_tie_break,
        sources=SOURCES,
        gate=[
            rule
            for rule in EligibilityRule
            if rule not in {EligibilityRule.SIZE_COVERED, EligibilityRule.SECTOR_COVERED}
            and rule is not EligibilityRule.PROVINCE_COVERED
        ],
    )


@blueprint.get("/directory")
@public
@cached
@list_view
def directory() -> str | Response:
    """Every service on offer, in the order that the reader asks for; nobody is placed before others."""
    today = clock.bangkok_date(clock.now())
    found = _directory_list().answer(db.session(), providers.directory.offered(today))
    if isinstance(found, Response):
        return found
    return render_template("openness/directory.html", page=found)


def _directory_list() -> ListPage:
    return ListPage(
        columns=[
            Column(
                "service",
                _l("Service"),
                lambda row: localized(row, "name"),
                sort=_in_order(Service.name_order, Service.name_en),
            ),
            Column(
                "provider",
                _l("Provider"),
                lambda row: localized(row, "provider_name"),
                sort=_in_order(Service.provider_name_order, Service.provider_name_en),
            ),
            province_column(lambda row: row.province_code, Service.province_code),
            Column(
                "category",
                _l("Kind"),
                lambda row: localized(row.category, "name"),
                sort=Service.category_code,
            ),
            Column(
                "days", _l("Days"), lambda row: row.duration_days, sort=Service.duration_days, numeric=True
            ),
            Column(
                "price",
                _l("Price from (baht)"),
                lambda row: Money(row.price_from_satang),
                sort=Service.price_from_satang,
                numeric=True,
            ),
            Column(
                "price_to",
                _l("Price to (baht)"),
                lambda row: Money(row.price_to_satang),
                sort=Service.price_to_satang,
                numeric=True,
            ),
        ],
        key=Service.id,
        default_sort="service",
        file_name="directory",
        search=providers.directory.search_services,
        search_label=_l("Service or provider"),
        filters=[
            Filter("category", _l("Kind"), _category_options, _by_category),
            province_filter(Service.province_code),
        ],
    )


def _in_order(thai: Any, english: Any) -> Any:
    """The column that sorts by the name in the reader's language; `thai` keeps the order of the dictionary."""
    return thai if str(get_locale()).startswith("th") else english


def _category_options() -> list[tuple[str, Any]]:
    return [(category.code, localized(category, "name")) for category in categories(db.session())]


def _by_category(statement: Any, code: str) -> Any:
    return statement.where(Service.category_code == written_out(code))


@blueprint.get("/directory/providers/<int:provider_id>")
@public
@cached
def provider(provider_id: int) -> str:
    """One approved provider, for anyone who looks for a service."""
    today = clock.bangkok_date(clock.now())
    return render_template(
        "openness/provider.html",
        provider=providers.directory.public_provider(db.session(), provider_id, today),
        money_of=Money,
    )


@blueprint.get("/about")
@public
@cached
def about() -> str:
    """What the coupon is, and how it works."""
    return render_template("openness/about.html")


@blueprint.get("/help")
@public
@cached
def help_page() -> str:
    """Questions that people ask, and whom to call."""
    return render_template("openness/help.html")


@blueprint.get("/privacy")
@public
@cached
def privacy() -> str:
    """Which personal data are kept, why, how long, and one's rights (PDPA)."""
    kept = kept_for_a_time(installation.settings())
    return render_template("openness/privacy.html", kept=kept)


@blueprint.get("/accessibility")
@public
@cached
def accessibility() -> str:
    """What was done so that everybody can use this, and where to tell us of a barrier."""
    return render_template("openness/accessibility.html")


LIST_TITLES = {"openness.directory": _l("Provider directory")}
