"""After a secret proved right."""

from __future__ import annotations

import sqlalchemy as sa

from core.db import transaction
from identity.accounts.models import SignInAttempt
from identity.accounts.services.begin_attempt import Guesser
from identity.accounts.states import AttemptKind


def pass_attempt(attempt_id: int, kind: AttemptKind, guesser: Guesser) -> None:
    """Take the guess back from the failures; on a known device forget its earlier ones too.

    What strange devices have failed stays counted: their owner is not the one who just succeeded.
    """
    table = SignInAttempt
    mine = table.id == attempt_id
    if guesser.device is not None:
        mine |= sa.and_(table.account == guesser.account, table.device == guesser.device, table.kind == kind)
    with transaction() as tx:
        tx.execute(sa.update(table).where(mine, table.failed).values(failed=False))
