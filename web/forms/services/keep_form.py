"""Keep what was typed in a form that could not be taken."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.db import transaction
from web.forms.models import KeptForm
from web.forms.sealed import MOST_OF_A_PERSON


def keep_form(person_id: int, capacity: str, address: str, content: bytes, *, now: datetime) -> int:
    """Returns its number. The person's newest few are kept; whose form it is, the caller has proved by its token."""
    with transaction() as tx:
        kept = tx.add(
            KeptForm(person_id=person_id, capacity=capacity, address=address, content=content, kept_at=now)
        )
        newest = (
            sa.select(KeptForm.id)
            .where(KeptForm.person_id == person_id)
            .order_by(KeptForm.id.desc())
            .limit(MOST_OF_A_PERSON)
        )
        tx.execute(sa.delete(KeptForm).where(KeptForm.person_id == person_id, KeptForm.id.not_in(newest)))
        return kept.id
