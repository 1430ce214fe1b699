"""Tables that name one another are known together: whoever imports some of them can use those."""

from __future__ import annotations

import subprocess
import sys

from scripts.closed_lists import KERNEL, PACKAGES, ROOT

ALONE = """
import importlib, os, sys
import flask_sqlalchemy, sqlalchemy.orm
wrong = []
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        importlib.import_module(name)
        sqlalchemy.orm.configure_mappers()
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        wrong.append(name)
sys.exit(" ".join(wrong) or 0)
"""


def alone(*names: str) -> str:
    """The modules of tables that cannot be used without others; empty when all can."""
    done = subprocess.run([sys.executable, "-c", ALONE, *names], cwd=ROOT, capture_output=True, text=True)
    return done.stderr if done.returncode else ""


def test_tables_are_usable_by_whoever_imports_them() -> None:
    paths = [path for package in (*KERNEL, *PACKAGES) for path in sorted((ROOT / package).rglob("*.py"))]
    paths = [path for path in paths if path.name == "models.py" or path.parent.name == "models"]
    assert paths
    assert alone(*(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths)) == ""
