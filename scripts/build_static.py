"""Write build/static/<digest>/: the files of static/ with compressed copies, as the application and a proxy serve them."""

from __future__ import annotations

from pathlib import Path

from web.edge.static_files import build

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    build(ROOT / "static", ROOT / "build" / "static")
