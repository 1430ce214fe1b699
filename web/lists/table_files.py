"""Rows as a CSV or XLSX file, written as they are read: however many they are, a few hundred are in memory."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from core.clock import BANGKOK
from core.labels import words_for
from core.money import Money
from core.thai.writing import be_date, grouped_thirteen_digits
from core.typed.thirteen import as_pasted
from core.typed.visible import visible

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The kinds of file, and the media type of each."""


ROWS_IN_A_SHEET = 1_000_000
"""A spreadsheet has 1,048,576 rows; more rows go on in a further sheet."""


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


LONGEST_NUMBER = 11
"""Digits that a spreadsheet shows in full; longer ones it writes as 1.23E+12."""


Rows = Iterable[list[Any]]


@dataclass(frozen=True, slots=True)
class Head:
    """What a column is called. A `dated` one is followed by the same days as Thai papers print them, in พ.ศ."""

    label: str
    dated: bool = False


def write_csv(
    file: IO[bytes], heads: list[Head], rows: Rows, step: Callable[[], None] = lambda: None
) -> None:
    """For a spreadsheet that reads UTF-8 by its mark; it takes no text for a formula, and shortens no number that names."""
    encode = codecs.getwriter("utf-8")(file)
    file.write(codecs.BOM_UTF8)
    lines = csv.writer(encode)
    lines.writerow(_labels(heads))
    for row in rows:
        lines.writerow([_plain(cell) for cell in _cells(heads, row)])
        step()


def write_xlsx(path: Path, heads: list[Head], rows: Rows, step: Callable[[], None] = lambda: None) -> None:
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
            for column, cell in enumerate(_cells(heads, row)):
                _write_cell(sheet, place + 1, column, cell, baht)
            step()
        if sheet is None:
            _sheet(book, heads, bold)


def _sheet(book: Any, heads: list[Head], bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, _labels(heads), bold)
    return sheet


def _labels(heads: list[Head]) -> list[str]:
    labels = [[head.label, f"{head.label} (พ.ศ.)"] if head.dated else [head.label] for head in heads]
    return [*chain.from_iterable(labels)]


def _cells(heads: list[Head], row: list[Any]) -> Iterator[Any]:
    """The cells of a row: days in ISO 8601 for machines, and beside them in the Buddhist era for officers."""
    for head, value in zip(heads, row, strict=True):
        yield _cell(value)
        if head.dated:
            yield _in_buddhist_era(value)


def _in_buddhist_era(value: Any) -> str:
    """Written out with its era, so that no spreadsheet takes it for a day of the common one."""
    if isinstance(value, datetime):
        local = value.astimezone(BANGKOK)
        return f"{be_date(local.date(), long=True)} {local:%H:%M} น."
    return be_date(value, long=True) if isinstance(value, date) else ""


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
    """Text that a spreadsheet would run or alter, so that it stays text (docs/decisions/0032).

    Formulas are marked. Of digits it would drop the first 0, or write 1.23E+12: a 13-digit number is grouped as it is
    printed, other digits are marked.
    """
    if not isinstance(cell, str):
        return cell
    if (
        cell.isascii()
        and cell.isdigit()
        and (len(cell) > LONGEST_NUMBER or (len(cell) > 1 and cell[0] == "0"))
    ):
        return grouped_thirteen_digits(cell) if as_pasted(cell) == cell else f"'{cell}"
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
