"""What of payouts the search finds: batches, payments, files of the bank, and what is owed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from core.clock import bangkok_date
from core.labels import words_for
from core.permissions import Permission
from core.thai.writing import be_date
from payouts.models.batches import Batch
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import BankImport
from payouts.payables.queries import payables_statement, search_payables
from payouts.reconciliation.lists import search_imports
from web.finders import Finder, Hit
from web.languages import localized

P = Permission


def _payable_hit(row: Any) -> Hit:
    owed: Payable = row.Payable
    url = url_for("payouts.payable", payable_id=owed.id)
    return Hit(localized(owed.payee, "name"), f"{owed.coupon.number} · ฿{owed.amount}", url, owed.state)


def _import_hit(row: Any) -> Hit:
    taken: BankImport = row.BankImport
    note = f"{words_for(taken.kind)} · {be_date(taken.about_to or bangkok_date(taken.imported_at), get_locale())}"
    return Hit(taken.message_id, note, url_for("payouts.imported", import_id=taken.id))


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
        "import",
        _l("Bank answers"),
        frozenset({P.PAYOUTS_STATEMENT_READ}),
        lambda _actor: sa.select(BankImport),
        BankImport.id,
        _import_hit,
        lambda what: BankImport.message_id == what.text,
        lambda _session, statement, _actor, typed: search_imports(statement, typed),
        lambda _actor, typed: url_for("payouts.statements", q=typed),
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
