"""Opens a bank's report without parsing it in this process: core/documents/sandbox.py reads it in a process with limits."""

from __future__ import annotations

import typing

from banking.faults import BadBankFile, BankFileFault
from banking.model import Message
from banking.sandboxed import built
from core.documents import sandbox
from core.documents.sandbox import Reader

READER = Reader(
    "bank-file",
    "banking.sandboxed:read_apart",
    cpu_seconds=30,
    seconds=45,
    memory_bytes=1536 * 1024 * 1024,
    answer_bytes=128 * 1024 * 1024,
    patience_seconds=20,
)


def open_bank_report(content: bytes) -> Message:
    """The message in the file. Raises BadBankFile; TryLater when other bank files are being read."""
    try:
        said = sandbox.read(READER, content)
        if "fault" in said:
            raise BadBankFile(BankFileFault(said["fault"]), line=said["line"], detail=str(said["detail"]))
        return typing.cast("Message", built(Message, said))
    except (sandbox.Unread, KeyError, TypeError, ValueError):
        raise BadBankFile(BankFileFault.UNREADABLE) from None
