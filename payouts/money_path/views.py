"""The money path: every satang of one coupon, from the budget line to the line of the bank."""

from __future__ import annotations

from flask import Response, render_template
from flask_babel import lazy_gettext as _l

from core.db import db
from core.money import Money
from core.permissions import Permission
from core.registry import NavEntry
from coupons.coupons.models import Coupon
from coupons.coupons.queries import search_coupons
from identity.organisations.models import Organisation
from payouts.blueprint import blueprint
from payouts.money_path.queries import money_path_of, path_statement
from web import Column, ListPage, current_actor, list_view, requires
from web.languages import localized

P = Permission


@blueprint.get("/money-path")
@requires(P.PAYOUTS_MONEY_PATH_READ)
@list_view
def money_paths() -> str | Response:
    """Coupons, to open the path of one."""
    found = _list().answer(db.session(), path_statement())
    if isinstance(found, Response):
        return found
    return render_template("payouts/money_paths.html", page=found)


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column("number", _l("Coupon"), lambda row: row.number, sort=Coupon.number),
            Column(
                "sme",
                _l("SME"),
                lambda row: localized(row.sme.organisation, "name"),
                sort=Organisation.name_order,
            ),
            Column(
                "limit", _l("Value"), lambda row: Money(row.limit_satang), Coupon.limit_satang, numeric=True
            ),
            Column(
                "spent", _l("Used"), lambda row: Money(row.spent_satang), Coupon.spent_satang, numeric=True
            ),
            Column("state", _l("State"), lambda row: row.state, sort=Coupon.state),
        ],
        key=Coupon.id,
        default_sort="number",
        default_descending=True,
        file_name="money-paths",
        search=search_coupons,
        search_label=_l("Coupon, name of the SME or 13 digits"),
    )


@blueprint.get("/money-path/<int:coupon_id>")
@requires(P.PAYOUTS_MONEY_PATH_READ)
def money_path(coupon_id: int) -> str:
    """All postings of one coupon in order, what they add up to, and the bank's own lines."""
    path = money_path_of(db.session(), coupon_id)
    return render_template(
        "payouts/money_path.html",
        path=path,
        coupon=path.coupon,
        may_read_payments=current_actor().may(P.PAYOUTS_PAYABLE_READ),
        may_read_lines=current_actor().may(P.PAYOUTS_STATEMENT_READ),
    )


NAVIGATION = (
    NavEntry(54, _l("Money path"), "payouts.money_paths", frozenset({P.PAYOUTS_MONEY_PATH_READ}), "search"),
)
