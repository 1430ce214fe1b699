"""Forget what was typed and not taken up again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.db import transaction
from web.forms.models import KeptForm
from web.forms.sealed import KEPT


def sweep_kept_forms(*, now: datetime) -> int:
    """Delete forms whose time is over; returns how many."""
    with transaction() as tx:
        return int(tx.execute(sa.delete(KeptForm).where(KeptForm.kept_at <= now - KEPT)).rowcount)
