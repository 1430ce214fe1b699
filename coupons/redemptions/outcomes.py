"""The outcome of a consent, and how it is stored for a client that asks again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core import idempotency
from core.database.models import IdempotencyKey
from core.db import Tx
from core.idempotency import RequestKey
from coupons.redemptions.states import ProposalState, Refusal

_KEPT = sa.select(IdempotencyKey.body_digest, IdempotencyKey.answer).where(
    IdempotencyKey.person_id == sa.bindparam("person_id"),
    IdempotencyKey.route == sa.bindparam("route"),
    IdempotencyKey.key == sa.bindparam("key"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a proposal. `redemption_id` is set exactly when money was reserved.

    A wrong code, a member who may not consent, or money that is not enough leaves the proposal open: an attempt,
    not an outcome.
    """

    proposal_id: int
    state: ProposalState
    redemption_id: int | None = None
    refusal: Refusal | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is sent over HTTP, and stored for a client that asks again."""
        return {
            "proposal_id": self.proposal_id,
            "state": self.state.value,
            "redemption_id": self.redemption_id,
            "refusal": self.refusal.value if self.refusal else None,
        }

    @classmethod
    def from_json(cls, kept: str) -> Outcome:
        """Return the stored first response."""
        values = json.loads(kept)
        return cls(
            values["proposal_id"],
            ProposalState(values["state"]),
            values["redemption_id"],
            Refusal(values["refusal"]) if values["refusal"] else None,
        )


def keep(tx: Tx, key: RequestKey | None, outcome: Outcome) -> Outcome:
    """Store the response under the request's key. KeyReused when the key came with another request before."""
    if key:
        try:
            idempotency.claim(tx.session, key)
        except idempotency.Repeated as repeated:
            return Outcome.from_json(repeated.answer) if repeated.answer else outcome
        idempotency.store_answer(tx.session, key, json.dumps(outcome.as_json()))
    return outcome


def stored_answer(tx: Tx, key: RequestKey) -> Outcome | None:
    """Return the response stored under the key; None for an unknown key. KeyReused when it came with another request."""
    kept = tx.execute(_KEPT, {"person_id": key.person_id, "route": key.route, "key": key.key}).one_or_none()
    if kept and kept.body_digest != key.body_digest:
        raise idempotency.KeyReused
    return Outcome.from_json(kept.answer) if kept and kept.answer else None
