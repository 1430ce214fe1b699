"""One effect for what a client sends twice.

The web layer names the key of a request in `flask.g`; the request's transaction claims it
first, so that a duplicate waits for the first and then gets its response.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

RETENTION = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RequestKey:
    """Whose request, to which route, under which key, with what body (SHA-256)."""

    person_id: int
    route: str
    key: str
    body_digest: bytes


class Repeated(Exception):
    """The same request was served before. `answer` is the first response, None if it was never recorded."""

    def __init__(self, answer: str | None) -> None:
        super().__init__("repeated request")
        self.answer = answer


class KeyReused(Exception):
    """The key came back with another body: HTTP 409."""


_claim = sa.text(
    "INSERT INTO idempotency_keys (person_id, route, key, body_digest)"
    " VALUES (:person_id, :route, :key, :body_digest) ON CONFLICT DO NOTHING RETURNING key"
)
_served = sa.text(
    "SELECT body_digest, answer FROM idempotency_keys"
    " WHERE person_id = :person_id AND route = :route AND key = :key"
)
_keep = sa.text(
    "UPDATE idempotency_keys SET answer = :answer"
    " WHERE person_id = :person_id AND route = :route AND key = :key AND answer IS NULL"
)
_forget = sa.text("DELETE FROM idempotency_keys WHERE created_at < :before")


def claim(session: Any, request_key: RequestKey) -> None:
    """Insert the key, or wait for its duplicate and raise Repeated with the first response, or KeyReused."""
    if session.execute(_claim, asdict(request_key)).first():
        return
    row = session.execute(_served, asdict(request_key)).first()
    if row is not None and row.body_digest != request_key.body_digest:
        raise KeyReused
    raise Repeated(row.answer if row is not None else None)


def answer_of(session: Any, request_key: RequestKey) -> str | None:
    """Where the same request led when it was served before; None when it was not, or had another body."""
    row = session.execute(_served, asdict(request_key)).first()
    return row.answer if row is not None and row.body_digest == request_key.body_digest else None


def store_answer(session: Any, request_key: RequestKey, answer: str) -> None:
    """Record the first response of a claimed key; a later call changes nothing."""
    session.execute(_keep, asdict(request_key) | {"answer": answer})


def sweep(session: Any, now: datetime) -> int:
    """Forget keys older than thirty days; returns how many."""
    return int(session.execute(_forget, {"before": now - RETENTION}).rowcount)
