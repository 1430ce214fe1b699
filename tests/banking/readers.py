"""Reading a file as one format alone, as tests of that format do."""

from __future__ import annotations

from banking.camt053 import CAMT053
from banking.camt054 import CAMT054
from banking.document import DEFAULT_LIMIT, open_document
from banking.model import Notification, Statement, StatusReport
from banking.pain002 import PAIN002


def report(data: bytes, limit: int = DEFAULT_LIMIT) -> StatusReport:
    """A pain.002."""
    found = PAIN002.parse(open_document(data, limit=limit)).report
    assert found is not None
    return found


def statements(data: bytes) -> tuple[Statement, ...]:
    """A camt.053."""
    return CAMT053.parse(open_document(data)).statements


def notifications(data: bytes) -> tuple[Notification, ...]:
    """A camt.054."""
    return CAMT054.parse(open_document(data)).notifications
