"""A code of an authenticator app is used up."""

from __future__ import annotations

import sqlalchemy as sa

from core.db import transaction
from identity.people.models import Person


def use_authenticator_code(person_id: int, step: int) -> bool:
    """Use up the person's code of a time step, and all before it; whether it was still unused.

    One guarded UPDATE: of several requests with one code at the same moment one is right (RFC 6238 §5.2).
    """
    with transaction() as tx:
        used = tx.scalar(
            sa.update(Person)
            .where(Person.id == person_id, sa.func.coalesce(Person.tf_last_counter, -1) < step)
            .values(tf_last_counter=step)
            .returning(Person.id)
        )
        return used is not None
