"""The glossary says what pages print, in both languages, and has every kind of object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from core.db import db
from scripts.closed_lists import PACKAGES, ROOT
from scripts.words import read_thai
from tests.house.house import told

GLOSSARY = ROOT / "docs" / "glossary.md"
CODE_ONLY = "*code only*: "
"""Begins the explanation of a term that no page prints."""


@dataclass(frozen=True, slots=True)
class Term:
    """One row: the terms of each language, the name in the code, the explanation."""

    thai: tuple[str, ...]
    english: tuple[str, ...]
    code: str
    explanation: str


def terms(page: str) -> Iterator[Term]:
    """The rows of the glossary."""
    for line in page.splitlines():
        if line.startswith("| ") and "`" in line:
            thai, english, code, explanation = (cell.strip() for cell in line.strip("| ").split(" | "))
            yield Term(tuple(thai.split(", ")), tuple(english.split(", ")), code.strip("`"), explanation)


def plain(text: str) -> str:
    """Return the text with ordinary spaces."""
    return text.replace("\u00a0", " ")


def printed() -> tuple[str, str]:
    """Return all texts of the catalogue: English, Thai."""
    english, thai = [], []
    for message in read_thai():
        for texts, value in ((english, message.id), (thai, message.string)):
            texts += [value] if isinstance(value, str) else value
    return plain("\n".join(english)), plain("\n".join(thai))


def not_printed(page: str, english: str, thai: str) -> Iterator[str]:
    """Terms that the texts do not contain."""
    for term in terms(page):
        if term.explanation.startswith(CODE_ONLY):
            continue
        yield from (f"{term.code}: {each}" for each in term.thai if plain(each) not in thai)
        for each in term.english:
            if not re.search(rf"(?<!\w){re.escape(each)}(?!\w)", english, re.IGNORECASE):
                yield f"{term.code}: {each}"


def test_pages_print_every_term() -> None:
    found = [*not_printed(GLOSSARY.read_text(), *printed())]
    assert not found, told(
        found, f"Write the term as pages print it, or begin its explanation with {CODE_ONLY!r}"
    )


def test_a_term_that_no_page_prints_is_found() -> None:
    page = "| ชุดจ่าย, งวด | Batch, Lot | `Batch` | x |\n| ก | Shard | `Stripe` | *code only*: y |\n"
    assert [*not_printed(page, "Payment batch", "ชุดจ่าย")] == ["Batch: งวด", "Batch: Lot"]


def test_the_glossary_has_each_package_and_each_kind_of_object_once(app: Flask) -> None:
    listed = [term.code for term in terms(GLOSSARY.read_text())]
    models = {mapper.class_.__name__ for mapper in db.Model.registry.mappers}
    missing = {*PACKAGES, *models} - {*listed}
    assert not missing, told(missing, "Add a row: | ไทย | English | `name` | what it means |.")
    twice = {each for each in listed if listed.count(each) > 1}
    assert not twice, told(twice, "One word for one thing: keep one row.")
