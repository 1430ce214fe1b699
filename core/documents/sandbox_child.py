"""The process that parses untrusted bytes: sets limits, runs one function, writes its result as JSON.

Started by core/documents/sandbox.py as `python -I -B core/documents/sandbox_child.py module:function cpu-seconds memory-bytes answer-bytes`, the
bytes on standard input. Imports nothing of the application but the given module.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from pathlib import Path

OPEN_FILES = 64


def limit(cpu_seconds: int, memory_bytes: int, answer_bytes: int) -> None:
    """Set the limits of this process; only root could raise them again."""
    for what, most in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, answer_bytes),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(10)


def main(function: str, *limits: str) -> None:
    """Read standard input with that function, and write what it returns."""
    limit(*map(int, limits))
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    module, _, name = function.partition(":")
    read = getattr(importlib.import_module(module), name)
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
