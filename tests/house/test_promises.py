"""Each sentence of docs/promises.md is still said and has its test; a new sentence that promises stands there."""

from __future__ import annotations

import pytest

from scripts.closed_lists import ROOT
from scripts.words import said_by_the_house
from tests.house.house import told
from tests.house.promises import (
    BY_PEOPLE,
    NO_PROMISES,
    PAGE,
    Row,
    broken_rows,
    listed_as_none,
    promising,
    rows_of,
    unlisted,
    what_is_wrong_with_a_test,
)


def read(path: str) -> str | None:
    file = ROOT / path
    return file.read_text() if file.is_file() else None


def test_every_promise_is_still_said_and_has_a_test_that_runs() -> None:
    found = list(broken_rows(rows_of(PAGE.read_text()), said_by_the_house(), read))
    assert not found, told(
        found, "Mend the row in docs/promises.md: the sentence as it is now, and the test that keeps it."
    )


def test_a_sentence_in_words_that_promise_stands_in_the_list() -> None:
    found = list(
        unlisted(rows_of(PAGE.read_text()), listed_as_none(NO_PROMISES.read_text()), said_by_the_house())
    )
    assert not found, told(
        found,
        "A promise gets its row in docs/promises.md with the test that keeps it; "
        "what promises nothing a line in tests/house/no_promises.txt.",
    )


def test_the_words_that_promise_find_some_hundreds() -> None:
    assert 300 <= len(promising(said_by_the_house())) <= 600, "else they find all or nothing"


# What the checker must reject.

SAID = {"Nothing is spent until you confirm.": "a.py"}
FILES = {
    "tests/a/test_b.py": "def test_it(): ...\n@pytest.mark.skip\ndef test_skipped(): ...\n"
    "def test_gives_up():\n    pytest.skip('no')\n",
    "tests/a/test_all.py": "pytestmark = pytest.mark.skipif(True, reason='x')\ndef test_it(): ...\n",
    "docs/money.md": "| a | The batch is\nsettled by itself. |",
}


def row(sentence: str = "Nothing is spent until you confirm.", **changes: str) -> Row:
    return Row(
        **({"place": "Counter", "sentence": sentence, "kept_by": "`tests/a/test_b.py::test_it`"} | changes)
    )


def test_a_good_row_is_let_pass() -> None:
    rows = [
        row(),
        row("The batch is settled by itself.", place="docs/money.md"),
        row(place=BY_PEOPLE, kept_by="call centre"),
    ]
    assert list(broken_rows(rows, SAID, FILES.get)) == []
    assert list(unlisted(rows, [], SAID)) == []


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (row("Nothing is ever spent."), "said no more"),
        (row("The batch settles itself.", place="docs/money.md"), "not said in docs/money.md"),
        (row("The batch is settled by itself.", place="docs/gone.md"), "not said in docs/gone.md"),
        (row(kept_by=""), "names no test"),
        (row(kept_by="the approver"), "names no test"),
        (row(kept_by="`tests/a/test_b.py::test_it`, and care"), "names no test"),
        (row(kept_by="`tests/a/test_b.py::test_gone`"), "is not there"),
        (row(kept_by="`tests/a/test_gone.py::test_it`"), "is not there"),
        (row(kept_by="`tests/a/test_b.py::test_skipped`"), "is skipped"),
        (row(kept_by="`tests/a/test_b.py::test_gives_up`"), "is skipped"),
        (row(kept_by="`tests/a/test_all.py::test_it`"), "is skipped"),
        (row(place=BY_PEOPLE, kept_by=""), "names no office"),
        (row(place=BY_PEOPLE), "names no office"),
    ],
)
def test_a_bad_row_is_rejected(bad: Row, words: str) -> None:
    assert [each for each in broken_rows([bad], SAID, FILES.get) if words in each]


def test_a_row_written_twice_is_rejected() -> None:
    assert ["listed twice" in each for each in broken_rows([row(), row()], SAID, FILES.get)] == [True]


def test_a_new_promise_that_is_listed_nowhere_is_rejected() -> None:
    assert "listed nowhere" in next(unlisted([], [], SAID))
    assert list(unlisted([], ["Nothing is spent until you confirm."], SAID)) == []
    assert list(unlisted([], [], {"Write the name of the bank.": "a.py"})) == []


def test_a_line_about_a_sentence_that_is_gone_or_promised_all_the_same_is_rejected() -> None:
    assert "needs no line" in next(unlisted([], ["Nothing is stored for ever."], {}))
    assert "promises nothing" in next(unlisted([row()], [row().sentence], SAID))


def test_rows_are_read_under_their_headings() -> None:
    page = (
        "## Counter\n\n| sentence | kept by |\n|---|---|\n| Nothing | is. | `tests/a/test_b.py::test_it` |\n"
    )
    assert rows_of(page) == [row("Nothing is.")]
    assert what_is_wrong_with_a_test("tests/a/test_b.py::test_it", FILES.get) is None
