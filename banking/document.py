"""Opening a document that somebody else wrote, once and without trusting it, and reading its fields.

The parser fetches nothing, expands nothing and keeps its limits. Which format the document is, and whether it follows
that format's schema, is asked of what was parsed (`banking/format.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from lxml import etree

from banking.amounts import CURRENCY, from_wire
from banking.faults import BadBankFile, BankFileFault
from banking.model import MAX_MB
from core.clock import BANGKOK
from core.money import Money

SCHEMAS = Path(__file__).resolve().parent / "schemas"
NAMESPACE_PREFIX = "urn:iso:std:iso:20022:tech:xsd:"
DEFAULT_LIMIT = MAX_MB * 1024 * 1024
_DECLARED_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"'>]*)""")


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was parsed, with the message and the version that it says it is."""

    root: etree._Element
    message: str
    """Without its version: `camt.053.001`."""
    version: str
    """`08`."""

    @property
    def body(self) -> etree._Element:
        """The one element that it holds."""
        return self.root[0]

    @property
    def name(self) -> str:
        """Message and version as its namespace names them: `camt.053.001.08`."""
        return f"{self.message}.{self.version}" if self.version else self.message


def open_document(data: bytes, *, limit: int = DEFAULT_LIMIT) -> Document:
    """The document in these bytes, whichever ISO 20022 message it is; `limit` is the largest read. Raises BadBankFile."""
    _refuse_by_bytes(data, limit)
    root = _parse(data)
    name = etree.QName(root)
    namespace = name.namespace or ""
    if name.localname != "Document" or not namespace.startswith(NAMESPACE_PREFIX) or len(root) != 1:
        raise BadBankFile(
            BankFileFault.NOT_ISO20022, line=line_of(root), detail=f"<{name.localname}> {namespace}"
        )
    message, _, version = namespace.removeprefix(NAMESPACE_PREFIX).rpartition(".")
    return Document(root, message, version)


def validate(root: etree._Element, schema_file: str) -> None:
    """Hold a document to one of the vendored schemas; the first error becomes the refusal."""
    schema = etree.XMLSchema(etree.parse(SCHEMAS / schema_file))
    if not schema.validate(root):
        first = cast("Any", schema.error_log)[0]
        detail = first.message.replace(f"{{{etree.QName(root).namespace}}}", "")
        raise BadBankFile(BankFileFault.AGAINST_SCHEMA, line=first.line, detail=detail)


def _refuse_by_bytes(data: bytes, limit: int) -> None:
    if not data.strip():
        raise BadBankFile(BankFileFault.EMPTY)
    if len(data) > limit:
        raise BadBankFile(BankFileFault.TOO_LARGE, detail=f"{len(data)} bytes, limit {limit}")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadBankFile(BankFileFault.NOT_UTF8, line=line, detail=f"byte {error.start}") from error
    declared = _DECLARED_ENCODING.match(data)
    if declared and declared[1].upper() not in (b"UTF-8", b"US-ASCII"):
        raise BadBankFile(BankFileFault.NOT_UTF8, line=1, detail=declared[1].decode()[:40])
    for forbidden in (b"<!DOCTYPE", b"<!ENTITY"):
        if (at := data.find(forbidden)) >= 0:
            line = data.count(b"\n", 0, at) + 1
            raise BadBankFile(BankFileFault.FORBIDDEN_XML, line=line, detail=forbidden.decode())


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        fault = BankFileFault.CUT_SHORT if _stops_early(data) else BankFileFault.NOT_XML
        raise BadBankFile(fault, line=error.lineno, detail=error.msg or "") from error


def _stops_early(data: bytes) -> bool:
    """Begins as one of these messages and does not end with the root's own end tag."""
    end = data.rstrip()[-64:].rpartition(b"</")[2]
    return NAMESPACE_PREFIX.encode() in data and not (b"Document" in end and end.endswith(b">"))


# Reading fields. Paths are local names; the namespace is always the element's own.


def line_of(element: etree._Element) -> int | None:
    """The line of the file, from 1, on which the element begins."""
    return cast("int | None", element.sourceline)


def find(element: etree._Element, path: str) -> etree._Element | None:
    """The first element at `A/B/C` below this one."""
    return element.find(_qualified(element, path))


def find_all(element: etree._Element, path: str) -> list[etree._Element]:
    """All elements at `A/B/C` below this one."""
    return element.findall(_qualified(element, path))


def text(element: etree._Element, *paths: str) -> str | None:
    """The text at the first of the paths that has any; versions name the same thing differently."""
    for path in paths:
        found = find(element, path)
        if found is not None and found.text and (stripped := found.text.strip()):
            return stripped
    return None


def money(element: etree._Element) -> Money:
    """An amount element with its currency, which must be baht."""
    currency = element.get("Ccy")
    if currency != CURRENCY:
        raise BadBankFile(BankFileFault.WRONG_CURRENCY, line=line_of(element), detail=str(currency))
    return plain_money(element)


def plain_money(element: etree._Element) -> Money:
    """An amount element without a currency of its own."""
    written = (element.text or "").strip()
    try:
        return from_wire(written)
    except ValueError as error:
        raise BadBankFile(
            BankFileFault.BAD_AMOUNT, line=line_of(element), detail=f"{written}: {error}"
        ) from error


def day(element: etree._Element, path: str) -> date | None:
    """The Bangkok day at `path`, given as a date, a moment, or a choice of `Dt` and `DtTm`."""
    written = text(element, f"{path}/Dt", f"{path}/DtTm", path)
    if written is None:
        return None
    try:
        if "T" not in written:
            return date.fromisoformat(written[:10])
        moment = datetime.fromisoformat(written)
        return (moment.astimezone(BANGKOK) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError) as error:
        raise BadBankFile(BankFileFault.AGAINST_SCHEMA, line=line_of(element), detail=written) from error


def _qualified(element: etree._Element, path: str) -> str:
    namespace = etree.QName(element).namespace
    return "/".join(f"{{{namespace}}}{step}" for step in path.split("/"))
