"""A scene that many tests begin with: built once in a worker by its services, then laid out anew from what it wrote.

What a scene answers is ids and actors; a row of the session is gone in the next test. Ids are never given twice: sequences
go on where they were. Files that a scene stored stay in their folder, as they do between tests.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg

T = TypeVar("T")


@dataclass(frozen=True)
class _Scene:
    answer: Any
    script: str
    built_at: float


@dataclass(frozen=True)
class KeptScenes:
    """The scenes of one database, laid out through a connection on which no trigger fires."""

    connection: psycopg.Connection[Any]
    which_are_filled: str
    known: dict[object, _Scene]

    def __call__(
        self, name: object, build: Callable[[], T], *, seconds: float = 3600, more: bool = False
    ) -> T:
        """The scene of that name, in a database that is empty: what `build` made, or made at most so many seconds ago.

        A scene that is of this moment says after how many seconds it no longer is. One that is more of another, which
        was laid out before, says so. The answer is a copy, and what hangs on it is not: a test may set its attributes.
        """
        scene = self.known.get(name)
        if scene is not None and time.monotonic() - scene.built_at < seconds:
            self.connection.execute(scene.script, prepare=False)
        else:
            there = self._filled()
            if there and not more:
                raise AssertionError(f"the scene {name!r} is to be built first: something is there already")
            answered = build()
            script = "; ".join([*(f"DELETE FROM {table}" for table in there), *self._written()])
            scene = self.known[name] = _Scene(answered, script, time.monotonic())
        answer: T = copy.copy(scene.answer)
        return answer

    def _filled(self) -> list[str]:
        return [name for (name,) in self.connection.execute(self.which_are_filled)]

    def _written(self) -> Iterator[str]:
        """By table, the statement that writes its rows again; generated columns are generated again."""
        for table in self._filled():
            kept = self.connection.execute(
                "SELECT format('%%I', attname) FROM pg_attribute WHERE attrelid = %s::regclass"
                " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
                [table],
            )
            columns = [name for (name,) in kept]
            texts = ", ".join(f"quote_nullable({name}::text)" for name in columns)
            rows = [f"({', '.join(row)})" for row in self.connection.execute(f"SELECT {texts} FROM {table}")]
            yield (
                f"INSERT INTO {table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE VALUES {', '.join(rows)}"
            )
