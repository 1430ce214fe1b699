"""Each file is parsed once, and belongs to the one format that recognises it."""

from __future__ import annotations

import pytest

from banking import document, registry
from banking.document import open_document
from banking.faults import BadBankFile, BankFileFault
from banking.pain001 import PAIN001
from demo.bank import answers
from tests.banking.batches import a_file
from tests.banking.test_pain002 import report

ORDER = PAIN001.write(a_file(), "09")


def test_a_document_is_recognised_by_one_format_alone() -> None:
    told = answers(ORDER)
    for name, data in (
        ("pain.001", ORDER),
        ("pain.002", told.pain002[0]),
        ("camt.053", told.camt053[0]),
        ("camt.054", told.camt054[0]),
    ):
        opened = open_document(data)
        assert [each.name for each in registry.FORMATS if each.recognises(opened)] == [name]


def test_our_own_order_given_in_is_no_answer() -> None:
    with pytest.raises(BadBankFile) as refusal:
        registry.read(ORDER)
    assert refusal.value.reason is BankFileFault.WRONG_MESSAGE


def test_a_format_that_is_only_read_writes_nothing() -> None:
    for each in registry.FORMATS:
        if each is not PAIN001:
            with pytest.raises(BadBankFile):
                each.write(a_file(), each.versions[0])


@pytest.mark.parametrize("version", ["03", "10"])
def test_a_file_is_parsed_once_also_when_another_versions_schema_judges_it(
    version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = []
    parse = document._parse
    monkeypatch.setattr(document, "_parse", lambda data: parsed.append(1) or parse(data))
    assert registry.read(report(version)).report
    assert parsed == [1]
