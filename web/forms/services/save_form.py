"""Keep what was typed in a form that could not be taken."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.db import transaction
from web.forms.models import SavedFormRow
from web.forms.sealed import MOST_PER_PERSON


def save_form(person_id: int, capacity: str, address: str, content: bytes, *, now: datetime) -> int:
    """Returns its number. The person's newest few are kept; whose form it is, the caller has proved by its token."""
    with transaction() as tx:
        kept = tx.add(
            SavedFormRow(
                person_id=person_id, capacity=capacity, address=address, content=content, kept_at=now
            )
        )
        newest = (
            sa.select(SavedFormRow.id)
            .where(SavedFormRow.person_id == person_id)
            .order_by(SavedFormRow.id.desc())
            .limit(MOST_PER_PERSON)
        )
        tx.execute(
            sa.delete(SavedFormRow).where(SavedFormRow.person_id == person_id, SavedFormRow.id.not_in(newest))
        )
        return kept.id
