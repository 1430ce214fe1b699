"""The list of what is owed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.labels import words_for
from identity.organisations.models import Organisation
from payouts.models.payables import Payable
from payouts.payables.queries import finding_waits_for, is_live, is_silent, refused_last, search_payables
from payouts.states import HoldReason, PayableState
from schemes.states import PayeeMode
from web import Column, Filter, ListPage, current_actor
from web.languages import localized


def payable_list(now: datetime) -> ListPage:
    """Everything owed."""
    return ListPage(
        columns=[
            Column(
                "payee", _l("Payee"), lambda row: localized(row.payee, "name"), sort=Organisation.name_order
            ),
            Column("coupon", _l("Coupon"), lambda row: row.coupon.number, sort=Payable.coupon_id),
            Column("amount", _l("Amount"), lambda row: row.amount, sort=Payable.amount_satang, numeric=True),
            Column("state", _l("State"), lambda row: row.state, sort=Payable.state),
            Column("hold", _l("Reason for the hold"), lambda row: row.hold_reason),
            Column(
                "since",
                _l("Approved"),
                lambda row: row.opened_at,
                sort=Payable.queue_since,
            ),
        ],
        key=Payable.id,
        default_sort="since",
        file_name="payables",
        search=search_payables,
        search_label=_l("Payee, 13 digits or coupon"),
        filters=[
            Filter(
                "state",
                _l("State"),
                _state_options,
                lambda statement, chosen: _by_state(statement, chosen, now),
            ),
            Filter(
                "why",
                _l("Reason for the hold"),
                lambda: [(reason.value, words_for(reason)) for reason in HoldReason],
                lambda statement, chosen: statement.where(Payable.hold_reason == HoldReason(chosen)),
            ),
            Filter(
                "payee",
                _l("Who is paid"),
                lambda: [(mode.value, words_for(mode)) for mode in PayeeMode],
                lambda statement, chosen: statement.where(Payable.payee_mode == PayeeMode(chosen)),
            ),
        ],
    )


TO_BATCH = "to-batch"
ON_ITS_WAY = "on-its-way"
REFUSED = "refused"
SILENT = "silent"
FINDING_WAITS = "finding"


def _state_options() -> list[tuple[str, Any]]:
    return [
        (TO_BATCH, _("To be added to a batch")),
        (ON_ITS_WAY, _("In a batch or with the bank")),
        (REFUSED, _("The bank could not pay")),
        (SILENT, _("Payment without an answer from the bank")),
        (FINDING_WAITS, _("Payment result to confirm")),
        *((state.value, words_for(state)) for state in PayableState),
    ]


def _by_state(statement: Any, chosen: str, now: datetime) -> Any:
    if chosen == REFUSED:
        return statement.where(refused_last())
    if chosen == SILENT:
        return statement.where(is_silent())
    if chosen == FINDING_WAITS:
        return statement.where(finding_waits_for(current_actor().known_person_id, now))
    if chosen in (TO_BATCH, ON_ITS_WAY):
        live = is_live()
        return statement.where(
            Payable.state == PayableState.OPEN, live if chosen == ON_ITS_WAY else sa.not_(live)
        )
    return statement.where(Payable.state == PayableState(chosen))
