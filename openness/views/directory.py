"""Who offers which service."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

import providers.directory
from core import clock
from core.database.search import written_out
from core.db import db
from core.money import Money
from identity.organisations.officer_lists import province_column, province_filter
from openness.views.blueprint import blueprint, cached
from providers.models import Service
from schemes.queries import categories
from web import Column, Filter, ListPage, list_view, public
from web.languages import localized


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


LIST_TITLES = {"openness.directory": _l("Provider directory")}
