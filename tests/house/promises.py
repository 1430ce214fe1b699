"""Sentences that promise, as docs/promises.md lists them, and what is wrong with that list."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.closed_lists import ROOT
from tests.house.house import called, dotted, parsed

PAGE = ROOT / "docs/promises.md"
NO_PROMISES = Path(__file__).with_name("no_promises.txt")
BY_PEOPLE = "Kept by people"
"""The section of what no program can keep: a row names the office instead of a test."""
LEAST_WORDS = 5
"""What is shorter is a label."""
PROMISING = re.compile(
    r"""\b(
    by\ (itself|themselves) | automatically | (need\ do|is|was|has)\ nothing | nothing\ (is|was|has|of|else|moves|to)
    | (is|are|was|been|will\ be)\ (told|notified) | tells?\ you | write\ to\ you | will | kept | keeps? | stays? | never | at\ once
    | within | until | (go|goes|run|runs)\ on | no\ one | nobody | as\ soon\ as | we | from\ then\ on | for\ good
    | no\ longer | (good|counts|used|sent)\ once | another\ (person|officer|administrator|member)
    | second\ person | a\ third | (goes|go|comes|paid|gives?)\ back | deleted | signed\ out | void | dead | in\ order
    | may\ appeal | can\ appeal | freed | reserved | begins\ (when|now) | ends | waits\ for\ another | only\ you
    | on\ your\ own\ phone | to\ the\ satang | owed\ again | can\ be\ paid | working\ days
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Wording in which sentences promise. Which of them do not is said in `no_promises.txt`."""
TEST = re.compile(r"`(tests/[\w/]+\.py::\w+)`")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the page: under which heading, the sentence, and what keeps it."""

    place: str
    sentence: str
    kept_by: str

    @property
    def tests(self) -> list[str]:
        """The tests that it names."""
        return TEST.findall(self.kept_by)


def plain(text: str) -> str:
    """Words alone: cells and lines run together."""
    return " ".join(text.replace("|", " ").split())


def rows_of(page: str) -> list[Row]:
    """Every row under its heading."""
    found, place = [], ""
    for line in page.splitlines():
        if line.startswith("## "):
            place = line[3:].strip()
        elif line.startswith("| ") and not line.startswith("| sentence |"):
            sentence, _, kept_by = line.strip("| ").rpartition(" | ")
            found.append(Row(place, plain(sentence), kept_by.strip()))
    return found


def listed_as_none(text: str) -> list[str]:
    """The sentences of `no_promises.txt`; a line with # is a heading."""
    return [plain(line) for line in text.splitlines() if line.strip() and not line.startswith("#")]


def promising(said: Collection[str]) -> set[str]:
    """What is said in words that promise."""
    sentences = {plain(each) for each in said}
    return {each for each in sentences if len(each.split()) >= LEAST_WORDS and PROMISING.search(each)}


def what_is_wrong_with_a_test(test: str, read: Callable[[str], str | None]) -> str | None:
    """None when it is there and runs."""
    path, _, name = test.partition("::")
    text = read(path)
    if text is None:
        return "is not there"
    tree = parsed(text)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return "is skipped" if _is_skipped(node) or _all_are_skipped(tree) else None
    return "is not there"


def _is_skipped(node: ast.FunctionDef) -> bool:
    marks = [dotted(each.func if isinstance(each, ast.Call) else each) for each in node.decorator_list]
    return any(_skips(each) for each in [*marks, *(name for name, _ in called(node))])


def _all_are_skipped(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Assign)
        and "pytestmark" in {dotted(each) for each in node.targets}
        and any(_skips(dotted(each)) for each in ast.walk(node.value))
        for node in tree.body
    )


def _skips(name: str) -> bool:
    return name in {"pytest.skip", "pytest.xfail", "pytest.importorskip"} or name.startswith(
        ("pytest.mark.skip", "pytest.mark.xfail")
    )


def broken_rows(
    rows: Collection[Row], said: Collection[str], read: Callable[[str], str | None]
) -> Iterator[str]:
    """Sentences that are no longer said, and rows without a test that is there."""
    house = {plain(each) for each in said}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        wrong = [*_not_said(row, house, read), *_not_kept(row, read)]
        if (row.place, row.sentence) in seen:
            wrong.append("listed twice")
        seen.add((row.place, row.sentence))
        yield from (f"{row.sentence!r}: {each}" for each in wrong)


def _not_said(row: Row, house: Collection[str], read: Callable[[str], str | None]) -> Iterator[str]:
    if row.place.startswith("docs/"):
        if row.sentence not in plain(read(row.place) or ""):
            yield f"not said in {row.place}"
    elif row.sentence not in house:
        yield "said no more"


def _not_kept(row: Row, read: Callable[[str], str | None]) -> Iterator[str]:
    if row.place == BY_PEOPLE:
        if not row.kept_by or row.tests:
            yield "names no office"
    elif not row.tests or TEST.sub("", row.kept_by).strip(" ,"):
        yield "names no test"
    for test in row.tests:
        if wrong := what_is_wrong_with_a_test(test, read):
            yield f"{test} {wrong}"


def unlisted(rows: Collection[Row], none: Collection[str], said: Collection[str]) -> Iterator[str]:
    """Sentences that promise, listed nowhere; and lines about sentences that do not, or are said no more."""
    promises = {row.sentence for row in rows}
    wanted = promising(said)
    yield from (f"{each!r}: listed nowhere" for each in wanted - promises - set(none))
    yield from (f"{each!r}: needs no line in {NO_PROMISES.name}" for each in set(none) - wanted)
    yield from (f"{each!r}: promises, and promises nothing" for each in promises.intersection(none))
