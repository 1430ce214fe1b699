"""Opening a bank's answer without parsing it here: core/documents/foreign.py has it read in a process with limits."""

from __future__ import annotations

import typing

from banking.apart import built
from banking.faults import BadBankFile, BankFileFault
from banking.model import Message
from core.documents import foreign
from core.documents.foreign import Reader

READER = Reader(
    "bank-file",
    "banking.apart:read_apart",
    cpu_seconds=30,
    seconds=45,
    memory_bytes=1536 * 1024 * 1024,
    answer_bytes=128 * 1024 * 1024,
    patience_seconds=20,
)


def open_answer(content: bytes) -> Message:
    """The message in the file. Raises BadBankFile; TryLater when other bank files are being read."""
    try:
        said = foreign.read(READER, content)
        if "fault" in said:
            raise BadBankFile(BankFileFault(said["fault"]), line=said["line"], detail=str(said["detail"]))
        return typing.cast("Message", built(Message, said))
    except (foreign.Unread, KeyError, TypeError, ValueError):
        raise BadBankFile(BankFileFault.UNREADABLE) from None
