"""What a person may have a copy of: bank accounts of the business that is themself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from core.personal_data import Part, Subject
from core.thai.writing import is_thai
from core.typed.banks import BANKS
from identity.bank_accounts.models import BankAccount
from identity.organisations.personal_data import acts_for, own_businesses


def _bank_accounts(subject: Subject) -> Any:
    table = BankAccount
    columns = (table.bank_code, table.account_number, table.account_name, table.state, table.submitted_at)
    return (
        sa.select(*columns, table.verified_at, table.usable_from)
        .where(table.organisation_id.in_(own_businesses(subject)))
        .order_by(table.id.desc())
    )


def bank_words(code: str, _row: Mapping[str, Any]) -> str:
    """A bank by its code; the code itself for one that is not known."""
    bank = BANKS.get(code)
    return (bank.name_th if is_thai(get_locale()) else bank.name_en) if bank else code


PARTS = (Part("bank_accounts", _l("Bank accounts"), _bank_accounts),)
READ_BY = {
    "bank_account": lambda subject: sa.select(BankAccount.id).where(
        BankAccount.organisation_id.in_(acts_for(subject))
    ),
}
READERS = {
    "bank_accounts.bank_code": bank_words,
}
