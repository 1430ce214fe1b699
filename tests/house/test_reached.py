"""Nothing stands in the product that production does not reach, but for what an open issue will call."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.closed_lists import KERNEL, PACKAGES, ROOT
from tests.house.reached import Key, unreached

COMES_NEXT: dict[str, frozenset[Key]] = {
    "Schemes as versions, budgets that end, one eligibility engine, reimbursement whole": frozenset(
        {
            ("ledger.queries", "line_statement"),
        }
    ),
    "Applications worth an SME's time, decisions that hold up in court, coupons to the end": frozenset(
        {("ledger.moves", "commit_many")}
    ),
    "Tax, invoices, and everything after the money": frozenset(
        {
            ("core.pdf.text", "text_table"),
            ("ledger.queries", "TrialRow"),
            ("ledger.queries", "trial_balance"),
        }
    ),
}
"""Names that wait for the issue of this title, with what only they use."""


def product() -> list[Path]:
    """The modules that production runs, the demo and the makers' programs among them, from the root."""
    folders = (*KERNEL, *PACKAGES, "demo", "scripts")
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path.relative_to(ROOT) for path in (ROOT / "app.py", ROOT / "config.py", *found)]


def test_everything_public_is_reached_or_waits_for_an_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    waits = frozenset().union(*COMES_NEXT.values())
    found = {key for key in unreached(product()) if key[0].partition(".")[0] in (*KERNEL, *PACKAGES)}
    assert found - waits == set(), "delete it, or call it; what an open issue calls stands in COMES_NEXT"
    assert waits - found == set(), "it is reached now, or gone: take it off COMES_NEXT"


SAMPLE = {
    "room/__init__.py": "from room.handing_on import handed_on\nfrom room import views\n",
    "room/handing_on.py": "def handed_on(): return used_by_it()\ndef used_by_it(): return 1\ndef left(): return left()\n",
    "room/views.py": (
        "import room\nfrom room import helpers\n@route\ndef page(): return helpers.helps() + room.handed_on()\n"
    ),
    "room/helpers.py": "LIMIT = 3\ndef helps(): return LIMIT\ndef forgotten(): return helps()\nTOO = forgotten\n",
}


def test_a_forgotten_function_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in SAMPLE.items():
        path = Path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert unreached(Path(name) for name in SAMPLE) == {
        ("room.handing_on", "left"),
        ("room.helpers", "forgotten"),
        ("room.helpers", "TOO"),
    }
