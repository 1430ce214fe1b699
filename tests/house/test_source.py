"""How the house's Python is written: arrows, purity, one commit, one clock, no float, small true-named files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.closed_lists import ROOT
from tests.house.house import sources, told
from tests.house.source_rules import RULES, Rule

BIN = Path(sys.executable).parent


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_house_keeps(rule: Rule) -> None:
    found = [finding for source in sources(tests=True) for finding in rule.findings(source)]
    assert not found, told(found, rule.mend)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_checker_rejects_its_bad_sample(rule: Rule) -> None:
    assert list(rule.findings(rule.bad)), f"{rule.name} let its bad sample pass"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_exception_is_still_needed(rule: Rule) -> None:
    known = {source.path: source for source in sources(tests=True)}
    for path in rule.exceptions:
        assert path in known, f"{rule.name} lets off {path}, which is gone"
        assert list(rule.check(known[path])), f"{rule.name} lets off {path}, which needs it no more"


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "lint-imports", "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_room_imports_one_above_it() -> None:
    answer = _lint_imports(ROOT)
    assert answer.returncode == 0, f"Use an event, a fact pushed down, or the registry.\n{answer.stdout}"


def test_the_contract_rejects_an_arrow_that_points_upward(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    for source in sources():
        if source.path.count("/") == 1 and source.name == "__init__.py":
            (tmp_path / source.room).mkdir()
            (tmp_path / source.path).write_text("")
    (tmp_path / "coupons" / "moves.py").write_text("")
    (tmp_path / "ledger" / "moves.py").write_text("def f():\n    import coupons.moves\n")
    answer = _lint_imports(tmp_path)
    assert answer.returncode != 0
    assert "ledger" in answer.stdout
    assert "coupons" in answer.stdout


@pytest.mark.parametrize(
    ("code", "sample"),
    [
        ("ERA001", "# x = spend(coupon)\n"),
        ("DTZ005", '"""M."""\n\nimport datetime\n\nx = datetime.datetime.now()\n'),
        ("S608", '"""M."""\n\n\ndef f(a):\n    """F."""\n    return "SELECT * FROM t WHERE x = " + a\n'),
        (
            "C901",
            '"""M."""\n\n\ndef f(a):\n    """F."""\n'
            + "".join(f"    if a == {n}:\n        a = 0\n" for n in range(12)),
        ),
    ],
)
def test_ruff_rejects_what_the_house_does_not_want(code: str, sample: str) -> None:
    answer = subprocess.run(
        [BIN / "ruff", "check", "--output-format", "concise", "--stdin-filename", "coupons/sample.py", "-"],
        cwd=ROOT,
        input=sample,
        capture_output=True,
        text=True,
        check=False,
    )
    assert code in answer.stdout, f"ruff no longer reports {code}"
