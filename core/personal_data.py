"""What is kept about one person, from every package (PDPA s.30, s.31): read in parts, as pages and as one file.

A part is a statement whose columns are named as the file names them; `PersonalData.heads` gives the names words for the
page. A house test walks the tables: each is in a part or on a list with the reason why it says nothing of a person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import IO, Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.labels import words_for
from core.money import Money, percent

AT_A_TIME = 500
"""Rows of a part that are in memory."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom: the number, the address, and what stands for the account in tables that name nobody."""

    person_id: int
    email: str
    account: bytes
    owned: Callable[[], tuple[tuple[int, str], ...]] = tuple
    """Read once a part asks: organisations that are the person themself, each with a side of the counter that is theirs."""


def _as_read(row: Any) -> dict[str, Any]:
    return dict(row)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind, newest first. `shown` makes of a row what is given out, where that is not the row."""

    name: str
    title: Any
    rows: Callable[[Subject], Any]
    shown: Callable[[Any], dict[str, Any]] = _as_read


@dataclass(frozen=True, slots=True)
class Chapter:
    """The parts that are read on one page. `order` sorts."""

    name: str
    order: int
    title: Any
    parts: tuple[Part, ...]


Reader = Callable[[Any, Mapping[str, Any]], str]
"""Words a value that is kept as a code, or facts, in the reader's language; given the row too. Empty: nothing to say."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What one package keeps about people, and the words of it."""

    chapters: tuple[Chapter, ...] = ()
    heads: Mapping[str, Any] = field(default_factory=dict)
    """Names of columns."""
    codes: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """The words of codes, by `part.column`; several packages may have theirs in one."""
    readers: Mapping[str, Reader] = field(default_factory=dict)
    """How columns (`part.column`) are worded whose values are codes or facts."""
    read_by: Mapping[str, Callable[[Subject], Any]] = field(default_factory=dict)
    """By kind of the trail's subjects: which of them the person is, acts for now, or made in office, as ids.

    A reason that another wrote about anything else is in no copy, whoever's key encrypts it.
    """


chapters: dict[str, Chapter] = {}
heads: dict[str, Any] = {}
readers: dict[str, Reader] = {}
"""By `part.column`."""
codes: dict[str, dict[str, Any]] = {}
"""By `part.column`: the words of each code."""
read_by: dict[str, Callable[[Subject], Any]] = {}


def take_up(data: PersonalData) -> None:
    """Include this in what a person may read about themselves."""
    chapters.update({chapter.name: chapter for chapter in data.chapters})
    heads.update(data.heads)
    for column, words in data.codes:
        codes.setdefault(column, {}).update(words)
    readers.update(data.readers)
    read_by.update(data.read_by)


def in_order() -> list[tuple[str, Chapter]]:
    """All chapters by name, as they are read."""
    return sorted(chapters.items(), key=lambda each: each[1].order)


def worded(part: Part, name: str, value: Any, row: Mapping[str, Any]) -> str | None:
    """What a value that is kept as a code says, in the reader's language; None for what reads as it is kept."""
    column = f"{part.name}.{name}"
    if value is None or value == "":
        return None
    if column in readers:
        return readers[column](value, row)
    if column in codes:
        return str(codes[column].get(value) or _("Something else"))
    if isinstance(value, StrEnum):
        return words_for(value)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if name.endswith("_satang"):
        return str(Money(value))
    return f"{percent(value)}%" if name.endswith("_bp") else None


def rows_of(
    session: Session, part: Part, subject: Subject, *, most: int | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of a part as they are given out, no more than `most`."""
    statement = part.rows(subject).limit(most).execution_options(yield_per=AT_A_TIME)
    for row in session.execute(statement).mappings():
        yield part.shown(row)


def write_json(file: IO[bytes], session: Session, subject: Subject) -> None:
    """Everything, as one JSON document; however much it is, a few hundred rows are in memory.

    It begins with the words of its own keys; what is kept as a code has its words beside it, in both languages.
    """

    def write(text: str) -> None:
        file.write(text.encode())

    words = {language: _keys_in(language) for language in LANGUAGES}
    write(f'{{\n"words": {json.dumps(words, ensure_ascii=False, indent=1)}')
    for name, chapter in in_order():
        write(f",\n{json.dumps(name)}: {{")
        for place, part in enumerate(chapter.parts):
            write((",\n  " if place else "\n  ") + f"{json.dumps(part.name)}: [")
            for index, row in enumerate(rows_of(session, part, subject)):
                said = json.dumps(_in_both(part, row), ensure_ascii=False, default=_plain)
                write((",\n    " if index else "\n    ") + said)
            write("]")
        write("}")
    write("\n}\n")


LANGUAGES = ("th", "en")


def _keys_in(language: str) -> dict[str, dict[str, str]]:
    """What the keys of the file mean, in one language."""
    with force_locale(language):
        return {
            "chapters": {name: str(chapter.title) for name, chapter in in_order()},
            "parts": {
                f"{name}.{part.name}": str(part.title) for name, each in in_order() for part in each.parts
            },
            "columns": {name: str(words) for name, words in sorted(heads.items())},
        }


def _in_both(part: Part, row: dict[str, Any]) -> dict[str, Any]:
    """The row, with the words of its codes after them: `state`, `state_th`, `state_en`."""
    said: dict[str, dict[str, str | None]] = {}
    for language in LANGUAGES:
        with force_locale(language):
            said[language] = {name: worded(part, name, value, row) for name, value in row.items()}
    both: dict[str, Any] = {}
    for name, value in row.items():
        both[name] = value
        both.update(
            {f"{name}_{language}": words for language in LANGUAGES if (words := said[language][name])}
        )
    return both


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
