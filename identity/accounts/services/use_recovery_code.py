"""A recovery code is used up."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.accounts.recovery_codes import digest_of
from identity.people.models import Person


def use_recovery_code(code: str, *, actor: Actor, now: datetime) -> bool:
    """Use up one of the person's codes; whether it was there.

    One guarded UPDATE takes the digest out where it still is: of several requests with one code one is right.
    """
    person_id = actor.known_person_id
    digest = digest_of(person_id, code)
    kept = sa.cast(Person.mf_recovery_codes, JSONB)
    with transaction() as tx:
        left = tx.scalar(
            sa.update(Person)
            .where(Person.id == person_id, kept.has_key(digest))
            .values(mf_recovery_codes=sa.cast(kept.op("-", return_type=JSONB)(digest), sa.JSON))
            .returning(Person.mf_recovery_codes)
            .execution_options(synchronize_session=False)
        )
        if left is None:
            return False
        audit.record(tx, "person.recovery_code_used", "person", person_id, actor, now, {"left": len(left)})
        return True
