"""Reading the bank's notice of movements on the day: ISO 20022 camt.054, BankToCustomerDebitCreditNotification."""

from __future__ import annotations

from payouts.bankfiles.document import DEFAULT_LIMIT, Family, find_all, open_document, text, versions
from payouts.bankfiles.entries import account_of, entries_of
from payouts.bankfiles.model import Notification

FAMILY = Family("camt.054", "BkToCstmrDbtCdtNtfctn", versions("camt.054", "02", "04", "06", "08", "10"))


def read(data: bytes, *, limit: int = DEFAULT_LIMIT) -> tuple[Notification, ...]:
    """All notifications of the file, in its order; `limit` in bytes. Raises BadBankFile."""
    body = open_document(data, FAMILY, limit=limit)
    return tuple(
        Notification(text(element, "Id") or "", account_of(element), entries_of(element))
        for element in find_all(body, "Ntfctn")
    )
