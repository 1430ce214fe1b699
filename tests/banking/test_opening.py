"""A bank's answer is read in another process, and comes back as the values it holds, or as a refusal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from banking import document
from banking.faults import BadBankFile, BankFileFault
from banking.model import Message
from banking.opening import open_bank_report
from banking.sandboxed import built, plain, read_apart
from core.documents import sandbox
from core.documents.sandbox import Unread
from demo.bank import answers
from tests.payouts.world import Finance, order_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def files(db_app: object) -> list[bytes]:
    """All that a bank answers to one order: reports, notices and statements."""
    finance = Finance()
    finance.claim(finance.provider())
    told = answers(order_of(finance.released()))
    return [*told.pain002, *told.camt053]


def test_whatever_a_bank_answers_comes_back_unchanged_and_is_not_parsed_here(
    files: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = [read_apart(each) for each in files]
    monkeypatch.setattr(document, "_parse", lambda _data: pytest.fail("parsed in this process"))
    for each, there in zip(files, read, strict=True):
        message = open_bank_report(each)
        assert message != Message(message.format)
        assert json.loads(json.dumps(plain(message))) == there


def test_a_damaged_file_is_refused_with_its_line(files: list[bytes]) -> None:
    with pytest.raises(BadBankFile) as bad:
        open_bank_report(files[0].replace(b"</", b"<", 1))
    assert bad.value.reason in {BankFileFault.NOT_XML, BankFileFault.CUT_SHORT}
    assert bad.value.line


@pytest.mark.parametrize(
    "said", [[], {}, {"fault": "none"}, {"report": 7}, {"report": None, "statements": [{}]}]
)
def test_an_answer_that_holds_no_message_is_not_believed(
    said: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "read", lambda *_: said)
    with pytest.raises(BadBankFile) as bad:
        open_bank_report(b"<x/>")
    assert bad.value.reason is BankFileFault.UNREADABLE


def test_a_file_that_outlasts_its_limits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def outlasts(*_: object) -> None:
        raise Unread

    monkeypatch.setattr(sandbox, "read", outlasts)
    with pytest.raises(BadBankFile) as bad:
        open_bank_report(b"<x/>")
    assert bad.value.reason is BankFileFault.UNREADABLE


def test_what_is_no_value_of_the_model_is_not_built() -> None:
    for kind, value in ((int, True), (str, 1), (bool, 1)):
        with pytest.raises(TypeError):
            built(kind, value)


def test_the_process_that_reads_bank_files_loads_neither_pages_nor_database() -> None:
    asks = (
        "import sys; sys.path.insert(0, '.'); import banking.sandboxed;"
        " print(sorted({'flask', 'sqlalchemy', 'core.db'} & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-c", asks], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"
