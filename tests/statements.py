"""The statements that a block sends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from core.db import db


@contextmanager
def sent() -> Iterator[list[str]]:
    """Their texts, in the order in which they are sent."""
    texts: list[str] = []

    def hear(_connection: object, _cursor: object, text: str, *_: object) -> None:
        texts.append(text)

    sa.event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield texts
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", hear)
