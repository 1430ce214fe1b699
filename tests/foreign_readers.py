"""What a parser that a file has taken over might do; run only in the process of core/documents/sandbox.py."""

from __future__ import annotations

import os
import sys
import time


def echo(content: bytes) -> str:
    return content.decode()


def spin(_content: bytes) -> None:
    while True:
        pass


def sleep(_content: bytes) -> None:
    time.sleep(600)


def hoard(_content: bytes) -> int:
    return len([bytearray(1 << 20) for _ in range(4096)])


def talk(_content: bytes) -> str:
    return "x" * 100_000


def break_down(_content: bytes) -> None:
    os.abort()


def open_many(_content: bytes) -> int:
    return len([os.open("/dev/null", os.O_RDONLY) for _ in range(1000)])


def look_around(_content: bytes) -> dict[str, object]:
    return {
        "environment": sorted(os.environ),
        "files": len(os.listdir("/proc/self/fd")),  # noqa: PTH208 - as plain as it gets
        "modules": sorted(
            {name.partition(".")[0] for name in sys.modules} & {"flask", "sqlalchemy", "config"}
        ),
    }
