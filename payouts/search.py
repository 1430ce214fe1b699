"""What of payouts the search finds: batches, payments, and what is owed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from core.permissions import Permission
from payouts.models.batches import Batch
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.payables.queries import payables_statement, search_payables
from web.finders import Finder, Hit
from web.languages import localized

P = Permission


def _payable_hit(row: Any) -> Hit:
    owed: Payable = row.Payable
    url = url_for("payouts.payable", payable_id=owed.id)
    return Hit(localized(owed.payee, "name"), f"{owed.coupon.number} · ฿{owed.amount}", url, owed.state)


FINDERS = (
    Finder(
        "batch",
        _l("Payment batches"),
        frozenset({P.PAYOUTS_BATCH_READ}),
        lambda _actor: sa.select(Batch),
        Batch.id,
        lambda row: Hit(
            row.Batch.number,
            f"฿{row.Batch.net}",
            url_for("payouts.batch", batch_id=row.Batch.id),
            row.Batch.state,
        ),
        lambda what: Batch.number == what.number,
    ),
    Finder(
        "payment",
        _l("Payments"),
        frozenset({P.PAYOUTS_PAYABLE_READ}),
        lambda _actor: sa.select(Payment),
        Payment.id,
        lambda row: Hit(
            row.Payment.end_to_end_id,
            row.Payment.payee_name,
            url_for("payouts.payment", payment_id=row.Payment.id),
            row.Payment.state,
        ),
        lambda what: Payment.end_to_end_id == what.number,
    ),
    Finder(
        "payable",
        _l("Payable amounts"),
        frozenset({P.PAYOUTS_PAYABLE_READ}),
        lambda _actor: payables_statement(),
        Payable.id,
        _payable_hit,
        search=lambda session, statement, _actor, typed: search_payables(session, statement, typed),
        list_url=lambda _actor, typed: url_for("payouts.payables", q=typed),
    ),
)
