"""The interface of a bank message format, and its one implementation: messages of ISO 20022."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Protocol

from lxml import etree

from banking.document import NAMESPACE_PREFIX, Document, line_of, validate
from banking.faults import BadBankFile, BankFileFault
from banking.model import CreditTransferFile, Message


class Format(Protocol):
    """One message format. A bank that speaks another is one more of these in `banking/registry.py`."""

    @property
    def name(self) -> str:
        """As banks call it; kept with what was imported: `camt.053`."""

    @property
    def versions(self) -> tuple[str, ...]:
        """Those of it that we read or write."""

    def recognises(self, document: Document) -> bool:
        """Whether the document is one of this format, in whichever version."""

    def parse(self, document: Document) -> Message:
        """What the document says. BadBankFile for one that cannot be trusted, and of a format that we only write."""

    def write(self, order: CreditTransferFile, version: str) -> bytes:
        """The order as a file. BadBankFile for what no bank would take, and of a format that we only read."""


@dataclass(frozen=True, slots=True)
class IsoFormat:
    """A message of ISO 20022: its name, the element under `Document`, and which schema validates each version."""

    name: str
    body: str
    schemas: dict[str, str]
    reads: Callable[[etree._Element], Message] | None = None
    """From the body of a document that is valid by its schema."""
    writes: Callable[[CreditTransferFile, str], bytes] | None = None

    @property
    def versions(self) -> tuple[str, ...]:
        """Return the versions that some schema validates."""
        return tuple(self.schemas)

    def recognises(self, document: Document) -> bool:
        """By its namespace and its one element, as parsed."""
        return document.message == f"{self.name}.001" and etree.QName(document.body).localname == self.body

    def parse(self, document: Document) -> Message:
        """What the document says, once it is known to be valid by the official schema of its version."""
        if self.reads is None or not self.recognises(document):
            raise BadBankFile(BankFileFault.WRONG_MESSAGE, line=line_of(document.root), detail=document.name)
        if document.version not in self.schemas:
            raise BadBankFile(
                BankFileFault.UNKNOWN_VERSION, line=line_of(document.root), detail=document.name
            )
        self._hold_to_schema(document)
        return self.reads(document.body)

    def write(self, order: CreditTransferFile, version: str) -> bytes:
        """The order in that version, valid by its schema; the same order gives the same bytes."""
        if self.writes is None:
            raise BadBankFile(BankFileFault.WRONG_MESSAGE, detail=self.name)
        written = self.writes(order, version)
        validate(etree.fromstring(written), self.schemas[version])
        return written

    def namespace(self, version: str) -> str:
        """The XML namespace of that version: `urn:…:pain.001.001.09` for 09."""
        return f"{NAMESPACE_PREFIX}{self.name}.001.{version}"

    def _hold_to_schema(self, document: Document) -> None:
        """Validate by the version's schema; where that is another version's, a copy is renamed into it first."""
        schema_file = self.schemas[document.version]
        judged = NAMESPACE_PREFIX + schema_file.removesuffix(".xsd")
        own = self.namespace(document.version)
        validate(document.root if own == judged else _renamed(document.root, own, judged), schema_file)


def versions(name: str, *numbers: str) -> dict[str, str]:
    """Versions that are validated by their own schema."""
    return {number: f"{name}.001.{number}.xsd" for number in numbers}


def _renamed(root: etree._Element, own: str, other: str) -> etree._Element:
    """A copy of the document in another namespace."""
    copy = deepcopy(root)
    for element in copy.iter(f"{{{own}}}*"):
        element.tag = f"{{{other}}}{etree.QName(element).localname}"
    return copy
