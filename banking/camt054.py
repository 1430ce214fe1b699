"""Reading the bank's notice of movements on the day: ISO 20022 camt.054, BankToCustomerDebitCreditNotification."""

from __future__ import annotations

from lxml import etree

from banking.document import find_all, text
from banking.entries import account_of, entries_of
from banking.format import IsoFormat, versions
from banking.model import Message, Notification


def _read(body: etree._Element) -> Message:
    """All notifications of the file, in its order."""
    notifications = tuple(
        Notification(text(element, "Id") or "", account_of(element), entries_of(element))
        for element in find_all(body, "Ntfctn")
    )
    return Message("camt.054", notifications=notifications)


CAMT054 = IsoFormat(
    "camt.054", "BkToCstmrDbtCdtNtfctn", versions("camt.054", "02", "04", "06", "08", "10"), reads=_read
)
