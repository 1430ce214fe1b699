"""Each row of docs/threats.md has a test that reaches what production runs, and fails with the row's control removed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from coupons.redemptions import rules as counter_rules
from identity.accounts import rules
from identity.accounts.services import begin_attempt
from scripts.closed_lists import ROOT
from tests.house.house import told
from tests.threats.controls import CONTROLS
from tests.threats.removal import Control, Door, Doors, Off, Report

SAYS_NO = frozenset({"AssertionError", "Failed"})
"""How a test says that it did not find what it asserts; every other error is one of the removal itself."""
MOST_SECONDS = 900
LONGEST_LIST_OF_SLOW = 4
RUNS = 2
"""The rows are run in this many processes, one after the other or side by side."""


def rows_of(page: str) -> list[str]:
    """The tests that the rows of the page name, each row's first; *later* has none."""
    found = []
    for row in re.findall(r"^\| (?!control |---)(.+) \|$", page, re.MULTILINE):
        _control, code, test = (cell.strip() for cell in row.split(" | "))
        if not code.startswith("*later*"):
            found += re.findall(r"`(tests/[^`]+)`", test)[:1]
    return found


def badly_listed(page: str, table: Mapping[str, Control]) -> list[str]:
    """Rows without an entry, entries without a row, tests named twice, slow entries that say no reason."""
    rows = rows_of(page)
    found = [f"{row}: no entry" for row in rows if row not in table]
    found += [f"{test}: no row" for test in table if test not in rows]
    found += [f"{row}: named by several rows" for row in sorted({*rows}) if rows.count(row) > 1]
    for test, control in table.items():
        if bool(control.slow) != bool(control.shown_by):
            found.append(f"{test}: a slow row needs a reason and its own negative control")
        elif control.shown_by and not _exists(control.shown_by):
            found.append(f"{control.shown_by}: is not there")
    return found


def _exists(test: str) -> bool:
    path, _, name = test.partition("::")
    return (ROOT / path).is_file() and f"def {name}(" in (ROOT / path).read_text()


def test_every_row_has_one_control_and_every_control_its_row() -> None:
    found = badly_listed((ROOT / "docs/threats.md").read_text(), CONTROLS)
    assert not found, told(found, "Say in tests/threats/controls.py how the row's control is removed.")
    slow = [test for test, control in CONTROLS.items() if control.slow]
    assert len(slow) <= LONGEST_LIST_OF_SLOW, told(slow, "Let the row name a test that runs in seconds.")


def removed(table: Mapping[str, Control], name: str, report: Path) -> list[Report]:
    """Run these tests with their controls removed; `name` is where the plugin finds the table."""
    wanted = [f"{test}[{control.only}]" if control.only else test for test, control in table.items()]
    outside = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "tests.threats.removal",
            f"--threats-report={report}",
            f"--threats-table={name}",
            *wanted,
        ],
        cwd=ROOT,
        env=outside,
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    if not report.exists():
        raise AssertionError(f"{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return [Report(**each) for each in json.loads(report.read_text())]


def unconvincing(table: Mapping[str, Control], reports: Iterable[Report]) -> list[str]:
    """Rows whose test passes without the control, breaks by something else, or goes round its door."""
    by_test: dict[str, list[Report]] = {test: [] for test in table}
    for report in reports:
        by_test[report.test.partition("[")[0]].append(report)
    return [f"{test}: {problem}" for test, ran in by_test.items() for problem in _problems(table[test], ran)]


def _problems(control: Control, ran: list[Report]) -> Iterable[str]:
    broken = [each for each in ran if each.failed_by and (each.setup_broke or each.failed_by not in SAYS_NO)]
    yield from (f"breaks by {each.failed_by}: {each.words}" for each in broken)
    if not any(each.failed_by for each in ran):
        yield "passes with its control removed" if ran else "did not run"
    failed = [each for each in ran if each.failed_by] or ran
    if not any(each.used.get(control.door) for each in failed):
        yield f"never goes through {control.door}"
    if failed and all(each.reached == 0 for each in failed):
        yield f"does not reach its control through {control.door}"


QUICK = {test: control for test, control in CONTROLS.items() if not control.slow}
HALVES = [dict(list(QUICK.items())[number::RUNS]) for number in range(RUNS)]


@pytest.mark.parametrize("half", range(RUNS))
def test_each_rows_test_fails_with_its_control_removed(half: int, tmp_path: Path) -> None:
    reports = removed(HALVES[half], "tests.threats.controls:CONTROLS", tmp_path / "report.json")
    found = unconvincing(HALVES[half], reports)
    assert not found, told(found, "The row claims more than its test shows: correct the row, or the test.")


def _nothing(_off: Off) -> None:
    """Remove nothing."""


def _unasked(off: Off) -> None:
    off.function("core.typed.banks:valid_account", returns=True)


SAMPLE = "tests/threats/test_server.py::test_a_host_that_is_not_ours_gets_no_page"
PURE = "tests/ledger/test_transitions.py::test_every_kind_move_and_reason_has_words"
BAD = {
    SAMPLE: Control(Door.COMMAND, _unasked),
    PURE: Control(Door.HTTP, _nothing),
}


def test_a_removal_that_removes_nothing_is_reported(tmp_path: Path) -> None:
    """The negative control of this file."""
    reports = removed(BAD, "tests.house.test_threats:BAD", tmp_path / "report.json")
    assert unconvincing(BAD, reports) == [
        f"{SAMPLE}: passes with its control removed",
        f"{SAMPLE}: never goes through command",
        f"{SAMPLE}: does not reach its control through command",
        f"{PURE}: passes with its control removed",
        f"{PURE}: never goes through http",
    ]
    broke = Report(PURE, failed_by="KeyError", words="x", used={"http": 1})
    assert unconvincing({PURE: BAD[PURE]}, [broke]) == [f"{PURE}: breaks by KeyError: x"]


def test_a_guard_is_removed_for_all_who_import_it(monkeypatch: pytest.MonkeyPatch) -> None:
    off = Off(monkeypatch, Doors(), lambda: None)
    off.function("identity.accounts.services.begin_attempt:wait_after")
    off.value("coupons.redemptions.services.scan_coupon:TRIES", 7)
    assert begin_attempt.wait_after is rules.wait_after
    assert counter_rules.TRIES == 7


def test_rows_and_entries_that_do_not_fit_are_reported() -> None:
    page = (
        "| control | code | test |\n|---|---|---|\n| a | `b` | `tests/c.py::d`, `tests/e.py` |\n"
        "| e | *later*: f | – |\n"
    )
    assert rows_of(page) == ["tests/c.py::d"]
    lost = Control(Door.HTTP, _nothing, slow="long", shown_by="tests/none.py::test_none")
    assert badly_listed(page, {"g.py::h": lost}) == [
        "tests/c.py::d: no entry",
        "g.py::h: no row",
        "tests/none.py::test_none: is not there",
    ]
    assert badly_listed(page * 2, {"tests/c.py::d": BAD[PURE]}) == ["tests/c.py::d: named by several rows"]
