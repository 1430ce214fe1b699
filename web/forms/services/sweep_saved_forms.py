"""Delete saved forms that nobody came back to."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.db import transaction
from web.forms.models import SavedFormRow
from web.forms.sealed import RETENTION


def sweep_saved_forms(*, now: datetime) -> int:
    """Delete forms whose time is over; returns how many."""
    with transaction() as tx:
        return int(
            tx.execute(sa.delete(SavedFormRow).where(SavedFormRow.kept_at <= now - RETENTION)).rowcount
        )
