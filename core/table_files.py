"""Rows as a CSV or XLSX file, written as they are read: however many they are, a few hundred are in memory."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from core.clock import BANGKOK
from core.labels import words_for
from core.money import Money
from core.visible import visible

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The kinds of file, and the media type of each."""
ROWS_IN_A_SHEET = 1_000_000
"""A spreadsheet has 1,048,576 rows; more rows go on in a further sheet."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Rows = Iterable[list[Any]]


def write_csv(file: IO[bytes], heads: list[str], rows: Rows, step: Callable[[], None] = lambda: None) -> None:
    """For a spreadsheet that reads UTF-8 by its mark; no text of it is taken for a formula."""
    encode = codecs.getwriter("utf-8")(file)
    file.write(codecs.BOM_UTF8)
    lines = csv.writer(encode)
    lines.writerow(heads)
    for row in rows:
        lines.writerow([_plain(_cell(value)) for value in row])
        step()


def write_xlsx(path: Path, heads: list[str], rows: Rows, step: Callable[[], None] = lambda: None) -> None:
    """Amounts are numbers and text is text, whatever it begins with."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        bold, baht = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        sheet: Any = None
        for number, row in enumerate(rows):
            place = number % ROWS_IN_A_SHEET
            if place == 0:
                sheet = _sheet(book, heads, bold)
            for column, value in enumerate(row):
                _write_cell(sheet, place + 1, column, _cell(value), baht)
            step()
        if sheet is None:
            _sheet(book, heads, bold)


def _sheet(book: Any, heads: list[str], bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, heads, bold)
    return sheet


def _write_cell(sheet: Any, row: int, column: int, cell: Any, baht: Any) -> None:
    if isinstance(cell, Decimal):
        sheet.write_number(row, column, float(cell), baht)  # a spreadsheet knows no other number
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, cell)


def _cell(value: Any) -> Any:
    """As a spreadsheet should have it: baht as numbers, days in ISO, words for states."""
    if isinstance(value, Money):
        return value.as_decimal()
    if isinstance(value, StrEnum):
        return words_for(value)
    if isinstance(value, datetime):
        return value.astimezone(BANGKOK).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return ""
    return value if isinstance(value, int | Decimal) else visible(str(value))


def _plain(cell: Any) -> Any:
    """Text that a spreadsheet would run as a formula, marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
