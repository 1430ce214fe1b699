"""One effect for what a client sends twice.

The web layer names the key of a request in `flask.g`; the request's transaction claims it
first, so that a twin waits for the first and then gets its answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.models import IdempotencyKey

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RequestKey:
    """Whose request, to which route, under which key, with what body (SHA-256)."""

    person_id: int
    route: str
    key: str
    body_digest: bytes


class Repeated(Exception):
    """The same request was served before. `answer` is the first answer, None if it was never recorded."""

    def __init__(self, answer: str | None) -> None:
        super().__init__("repeated request")
        self.answer = answer


class KeyReused(Exception):
    """The key came back with another body: HTTP 409."""


_claim = sa.text(
    "INSERT INTO idempotency_keys (person_id, route, key, body_digest)"
    " VALUES (:person_id, :route, :key, :body_digest) ON CONFLICT DO NOTHING RETURNING key"
)


def claim(session: Any, request_key: RequestKey) -> None:
    """Insert the key, or wait for its twin and raise Repeated with the first answer, or KeyReused."""
    values = {
        "person_id": request_key.person_id,
        "route": request_key.route,
        "key": request_key.key,
        "body_digest": request_key.body_digest,
    }
    if session.execute(_claim, values).first():
        return
    table = IdempotencyKey
    row = session.execute(
        sa.select(table.body_digest, table.answer).where(
            table.person_id == request_key.person_id,
            table.route == request_key.route,
            table.key == request_key.key,
        )
    ).first()
    if row is not None and row.body_digest != request_key.body_digest:
        raise KeyReused
    raise Repeated(row.answer if row is not None else None)


def answer_of(session: Any, request_key: RequestKey) -> str | None:
    """Where the same request led when it was served before; None when it was not, or had another body."""
    table = IdempotencyKey
    answer: str | None = session.scalar(
        sa.select(table.answer).where(
            table.person_id == request_key.person_id,
            table.route == request_key.route,
            table.key == request_key.key,
            table.body_digest == request_key.body_digest,
        )
    )
    return answer


def keep_answer(session: Any, request_key: RequestKey, answer: str) -> None:
    """Record the first answer of a claimed key; a later call changes nothing."""
    table = IdempotencyKey
    session.execute(
        sa.update(table)
        .where(
            table.person_id == request_key.person_id,
            table.route == request_key.route,
            table.key == request_key.key,
            table.answer.is_(None),
        )
        .values(answer=answer)
    )


def sweep(session: Any, now: datetime) -> int:
    """Forget keys older than thirty days; returns how many."""
    result = session.execute(sa.delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEPT))
    return int(result.rowcount)
