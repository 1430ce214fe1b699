"""The lists of batches, and of the payments of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.database.search import holds, may_hold
from core.labels import words_for
from core.money import Money
from payouts.batches.queries import ENDED_UNPAID, waiting_for
from payouts.batches.rules import BatchFlag, Flagged
from payouts.models.batches import BATCH_TRIGRAMS, Batch
from payouts.models.payments import Payment
from payouts.states import BatchState, PaymentState
from web import Column, Filter, ListPage, current_actor, turn_filter

NOT_PAID = "not-paid"


def batch_list(now: datetime) -> ListPage:
    """All batches."""
    return ListPage(
        columns=[
            Column("number", _l("Number"), lambda row: row.number, sort=Batch.id),
            Column("state", _l("State"), lambda row: row.state, sort=Batch.state),
            Column("count", _l("Payments"), lambda row: row.payment_count, Batch.payment_count, numeric=True),
            Column("net", _l("Net payment"), lambda row: row.net, sort=Batch.net_satang, numeric=True),
            Column("drafted", _l("Drafted"), lambda row: row.drafted_at, sort=Batch.drafted_at),
            Column("since", _l("In this status since"), lambda row: row.state_since, sort=Batch.state_since),
        ],
        key=Batch.id,
        default_sort="number",
        default_descending=True,
        file_name="batches",
        search=lambda _session, statement, typed: statement.where(
            may_hold(BATCH_TRIGRAMS, typed), holds(typed, Batch.number)
        ),
        search_label=_l("Number of the batch"),
        filters=[
            Filter(
                "state",
                _l("State"),
                lambda: [(state.value, words_for(state)) for state in BatchState],
                lambda statement, chosen: statement.where(Batch.state == BatchState(chosen)),
            ),
            turn_filter(lambda: sa.or_(sa.false(), *waiting_for(current_actor(), now).values())),
        ],
    )


def payment_list(batch: Batch, flags: tuple[Flagged, ...]) -> ListPage:
    """The payments of a batch, with what to look at in each."""
    columns = [
        Column("payee", _l("Payee"), lambda row: row.payee_name, sort=Payment.payee_name),
        Column("account", _l("Account"), lambda row: f"{row.bank_code} {row.account_number}"),
        Column(
            "gross", _l("Subsidy"), lambda row: Money(row.gross_satang), Payment.gross_satang, numeric=True
        ),
        Column("withheld", _l("Tax"), lambda row: Money(row.withheld_satang), numeric=True),
        Column("net", _l("Net"), lambda row: row.net, sort=Payment.net_satang, numeric=True),
        Column("state", _l("State"), lambda row: row.state, sort=Payment.state),
        Column(
            "reference", _l("Reference"), lambda row: row.end_to_end_id, Payment.end_to_end_id, numeric=True
        ),
    ]
    filters = [
        Filter(
            "state",
            _l("State"),
            lambda: [
                (NOT_PAID, _l("The bank could not pay")),
                *((state.value, words_for(state)) for state in PaymentState),
            ],
            _by_state,
        )
    ]
    if flags:
        filters.append(_flag_filter(flags))
    return ListPage(
        columns=columns,
        key=Payment.id,
        default_sort="reference",
        file_name=batch.number,
        page_size=50,
        search=lambda _session, statement, typed: statement.where(
            Payment.payee_name.icontains(typed, autoescape=True)
            | Payment.end_to_end_id.icontains(typed, autoescape=True)
            | (Payment.payee_number == typed)
            | Payment.account_number.endswith(typed, autoescape=True)
        ),
        search_label=_l("Payee, reference, 13 digits or end of account"),
        filters=filters,
    )


def _by_state(statement: Any, chosen: str) -> Any:
    wanted = ENDED_UNPAID if chosen == NOT_PAID else (PaymentState(chosen),)
    return statement.where(Payment.state.in_(wanted))


_FLAG_NAMES = {
    BatchFlag.ACCOUNT_CHANGED: _l("Bank account changed recently"),
    BatchFlag.SAME_AMOUNT: _l("Same amount several times"),
    BatchFlag.NEW_PAYEE: _l("New payee"),
    BatchFlag.BIG_SHARE: _l("Large share"),
    BatchFlag.PAID_AGAIN: _l("Paid again"),
}


def _flag_filter(flags: tuple[Flagged, ...]) -> Filter:
    present = {each.flag for each in flags}

    def apply(statement: Any, chosen: str) -> Any:
        ids = [each.payment_id for each in flags if each.flag == chosen]
        return statement.where(Payment.id.in_(ids))

    return Filter(
        "flag",
        _l("To check"),
        lambda: [(flag.value, name) for flag, name in _FLAG_NAMES.items() if flag in present],
        apply,
    )
