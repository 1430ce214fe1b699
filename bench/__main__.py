"""`make bench`: one JSON object a line; `make bench ONLY=name` runs one.

Each module of this folder is one benchmark with a `run()` that answers
{"ours", "limit", "unit", …}; `ratio` is ours / limit.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import signal
import sys

import bench


def names() -> list[str]:
    """The benchmarks that exist."""
    return sorted(each.name for each in pkgutil.iter_modules(bench.__path__) if not each.name.startswith("_"))


def main(only: list[str]) -> int:
    """Run those named, or all. Exit status 2 for an unknown name."""
    unknown = set(only) - set(names())
    if unknown:
        print(
            f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(names())}",
            file=sys.stderr,
        )
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # folders and servers are cleared up on the way out
    for name in only or names():
        measured = importlib.import_module(f"bench.{name}").run()
        limit = measured.get("limit")
        ratio = round(measured["ours"] / limit, 3) if limit else None
        print(json.dumps({"name": name, **measured, "ratio": ratio}), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
