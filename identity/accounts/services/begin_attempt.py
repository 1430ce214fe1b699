"""Before a secret is looked at: may this guess be made now?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.db import Tx, transaction
from identity.accounts.models import SignInAttempt
from identity.accounts.rules import (
    COUNTED,
    FREE_GUESSES,
    FREE_GUESSES_KNOWN,
    FREE_GUESSES_NETWORK,
    wait_after,
)
from identity.accounts.states import AttemptKind


@dataclass(frozen=True, slots=True)
class Guesser:
    """Whose secret is guessed at, from where: digests under our key (`identity.accounts.views.security.devices.guesser_for`)."""

    account: bytes
    device: bytes | None
    network: bytes


@dataclass(frozen=True, slots=True)
class Attempt:
    """The guess that was admitted, or how long the next one must wait."""

    attempt_id: int | None
    wait: timedelta

    @property
    def admitted(self) -> bool:
        """Whether the secret may be looked at."""
        return self.attempt_id is not None


_ONE_AT_A_TIME = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(encode(:account, 'hex'), 0))")


def begin_attempt(kind: AttemptKind, guesser: Guesser, *, now: datetime) -> Attempt:
    """Count this guess, unless it has to wait.

    Device cookies (OWASP): failures from a device that the owner has signed in from are counted for
    that device alone; all strange devices share one count. So nobody locks out another by failing.
    Guesses at one account are admitted one at a time, so those sent together count each other.
    """
    with transaction() as tx:
        tx.execute(_ONE_AT_A_TIME, {"account": guesser.account})
        wait = _wait(tx, kind, guesser, now)
        if wait > timedelta(0):
            return Attempt(None, wait)
        row = tx.add(
            SignInAttempt(
                kind=kind,
                account=guesser.account,
                device=guesser.device,
                network=guesser.network,
                at=now,
                failed=True,
            )
        )
        return Attempt(row.id, wait)


def _wait(tx: Tx, kind: AttemptKind, guesser: Guesser, now: datetime) -> timedelta:
    table = SignInAttempt
    counted = sa.select(sa.func.count(), sa.func.max(table.at)).where(
        table.failed, table.at > now - COUNTED, table.kind == kind
    )
    own = counted.where(table.account == guesser.account, table.device.is_not_distinct_from(guesser.device))
    failures, last = tx.execute(own).one()
    if guesser.device is not None:
        return wait_after(failures, last, FREE_GUESSES_KNOWN, now)
    wait = wait_after(failures, last, FREE_GUESSES, now)
    strangers = counted.where(table.network == guesser.network, table.device.is_(None))
    failures, last = tx.execute(strangers).one()
    return max(wait, wait_after(failures, last, FREE_GUESSES_NETWORK, now))
