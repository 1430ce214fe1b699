"""The officers' list of applications: its columns and what narrows it."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale, ngettext, pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import clock
from core.db import db
from core.labels import words_for
from coupons.applications import queries
from coupons.applications.models import Application
from coupons.applications.states import WAITING_FOR_OSMEP, ApplicationState
from identity.organisations.models import Organisation
from identity.organisations.officer_lists import province_column, province_filter
from web import Column, Filter, ListPage
from web.languages import localized


def staff_list() -> ListPage:
    """Its columns, search and filters."""
    return ListPage(
        columns=[
            Column("number", _l("Number"), lambda row: row.number, sort=Application.number),
            Column("sme", _l("SME"), lambda row: localized(row, "sme"), sort=Organisation.name_order),
            Column("scheme", _l("Scheme"), lambda row: localized(row, "scheme"), sort=Application.scheme_id),
            Column("category", _l("Service"), lambda row: localized(row, "category")),
            province_column(lambda row: row.province_code, Application.sme_province_code),
            Column("state", _l("State"), lambda row: row.state, sort=Application.state),
            Column(
                "since",
                _l("Since"),
                lambda row: row.state_since,
                sort=Application.queue_since,
            ),
        ],
        key=Application.id,
        default_sort="since",
        file_name="applications",
        search=queries.search_applications,
        search_label=_l("Number, name of the SME or 13 digits"),
        filters=[
            Filter("state", _l("State"), _state_options, _by_state),
            Filter("scheme", _l("Scheme"), _scheme_options, _by_scheme),
            province_filter(Application.sme_province_code),
            Filter("age", _l("Waiting"), _age_options, _by_age),
        ],
    )


WAITING = "waiting"
TO_DECIDE = "recommended"
DECIDED = "decided"
AGES = (7, 14, 21)


def _state_options() -> list[tuple[str, Any]]:
    shown = [state for state in ApplicationState if state is not ApplicationState.DRAFT]
    return [
        (WAITING, _("To be reviewed")),
        (TO_DECIDE, _("To be decided")),
        (DECIDED, pgettext("how many", "Decided")),
        *((state.value, words_for(state)) for state in shown),
    ]


def _by_state(statement: Any, chosen: str) -> Any:
    if chosen in (WAITING, TO_DECIDE):
        recommended = Application.recommended_by_id
        return statement.where(
            Application.state.in_(WAITING_FOR_OSMEP),
            recommended.is_(None) if chosen == WAITING else recommended.is_not(None),
        )
    if chosen == DECIDED:
        return statement.where(Application.decided_at.is_not(None))
    return statement.where(Application.state == ApplicationState(chosen))


def _scheme_options() -> list[tuple[str, Any]]:
    thai = str(get_locale()).startswith("th")
    return [
        (str(scheme_id), name_th if thai else name_en)
        for scheme_id, name_th, name_en in queries.scheme_choices(db.session())
    ]


def _by_scheme(statement: Any, chosen: str) -> Any:
    return statement.where(Application.scheme_id == int(chosen))


def _age_options() -> list[tuple[str, Any]]:
    return [(str(days), ngettext("More than %(num)s day", "More than %(num)s days", days)) for days in AGES]


def _by_age(statement: Any, chosen: str) -> Any:
    before = clock.add_days(clock.now(), -int(chosen) - 1)
    return statement.where(Application.state_since < before)
