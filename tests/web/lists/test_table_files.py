"""Rows as CSV and XLSX: amounts are numbers, text is text, and there is no last row."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from flask import Flask

from core.money import Money
from core.tasks.states import WorkState
from core.typed.thirteen import as_pasted
from web.lists import table_files
from web.lists.table_files import Head, write_csv, write_xlsx

HEADS = [
    Head("Text"),
    Head("Moment", dated=True),
    Head("Day", dated=True),
    Head("Amount"),
    Head("Number"),
    Head("State"),
    Head("None", dated=True),
]
LABELS = [
    "Text",
    "Moment",
    "Moment (พ.ศ.)",
    "Day",
    "Day (พ.ศ.)",
    "Amount",
    "Number",
    "State",
    "None",
    "None (พ.ศ.)",
]
DAYS = [
    "2026-11-02 03:00",
    "2 พฤศจิกายน พ.ศ. 2569 03:00 น.",
    "2026-11-02",
    "2 พฤศจิกายน พ.ศ. 2569",
]
ROW = [
    "=cmd()",
    datetime(2026, 11, 1, 20, tzinfo=UTC),
    date(2026, 11, 2),
    Money(12_345),
    7,
    WorkState.DONE,
    None,
]


def sheets(path: Path) -> list[list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def test_csv_marks_what_a_spreadsheet_would_run(app: Flask) -> None:
    out = io.BytesIO()
    with app.test_request_context("/?lang=en"):
        write_csv(out, HEADS, [ROW, ["+1", None, None, "@x", "\t", "\r", None]])
    rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    assert rows[0] == LABELS
    assert rows[1] == ["'=cmd()", *DAYS, "123.45", "7", "Done", "", ""]
    assert rows[2] == ["'+1", "", "", "", "", "'@x", "'\t", "'\r", "", ""]


@pytest.mark.parametrize(
    ("digits", "cell"),
    [
        ("0105555000081", "0-1055-55000-08-1"),
        ("1101700000001", "1-1017-00000-00-1"),
        ("0012345678", "'0012345678"),
        ("020012345678", "'020012345678"),
        ("7318572573", "7318572573"),
        ("50200", "50200"),
        ("0", "0"),
        ("-5", "'-5"),
    ],
)
def test_csv_keeps_every_digit_of_a_number_that_names(digits: str, cell: str) -> None:
    out = io.BytesIO()
    write_csv(out, [Head("n")], [[digits]])
    assert out.getvalue().decode("utf-8-sig").splitlines()[1] == cell


def test_a_number_as_csv_holds_it_is_read_back_by_forms_and_searches() -> None:
    out = io.BytesIO()
    write_csv(out, [Head("n")], [["0105555000081"]])
    assert as_pasted(out.getvalue().decode("utf-8-sig").splitlines()[1]) == "0105555000081"


def test_xlsx_has_numbers_as_numbers_and_formulas_as_text(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with app.test_request_context("/?lang=en"):
        write_xlsx(path, HEADS, [ROW])
    sheet = openpyxl.load_workbook(path).active
    assert [cell.value for cell in sheet[1]] == LABELS
    assert [cell.value for cell in sheet[2]] == [
        "=cmd()",
        *DAYS,
        123.45,
        7,
        "Done",
        "",
        "",
    ]
    assert sheet["A2"].data_type == "s"
    assert sheet["F2"].number_format == "#,##0.00"


def test_rows_beyond_one_sheet_go_on_in_the_next(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "ROWS_IN_A_SHEET", 2)
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [Head("n")], ([number] for number in range(5)))
    assert sheets(path) == [[("n",), (0,), (1,)], [("n",), (2,), (3,)], [("n",), (4,)]]
    write_xlsx(path, [Head("n")], [])
    assert sheets(path) == [[("n",)]]


def test_each_row_is_reported(app: Flask, tmp_path: Path) -> None:
    steps: list[int] = []
    write_csv(io.BytesIO(), [Head("n")], ([number] for number in range(3)), lambda: steps.append(1))
    write_xlsx(tmp_path / "a.xlsx", [Head("n")], ([number] for number in range(3)), lambda: steps.append(1))
    assert len(steps) == 6
