"""Every message format that we exchange with banks, and reading a file of whichever it is."""

from __future__ import annotations

from banking.camt053 import CAMT053
from banking.camt054 import CAMT054
from banking.document import DEFAULT_LIMIT, Document, line_of, open_document
from banking.faults import BadBankFile, BankFileFault
from banking.format import Format
from banking.model import Message
from banking.pain001 import PAIN001
from banking.pain002 import PAIN002

FORMATS: tuple[Format, ...] = (PAIN001, PAIN002, CAMT053, CAMT054)


def format_of(document: Document) -> Format:
    """The format that recognises the document. BadBankFile when none does."""
    for each in FORMATS:
        if each.recognises(document):
            return each
    raise BadBankFile(BankFileFault.WRONG_MESSAGE, line=line_of(document.root), detail=document.name)


def read(content: bytes, *, limit: int = DEFAULT_LIMIT) -> Message:
    """What a bank's file says, parsed once; `limit` in bytes. BadBankFile, and then nothing of the file counts."""
    document = open_document(content, limit=limit)
    return format_of(document).parse(document)
