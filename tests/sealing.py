"""Sealing in tests: others on the same server may hold the horizon back a moment, so one waits until all is settled."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.audit.models import AuditEvent
from core.audit.sealing import Receipt, settled_before
from core.audit.services.seal_audit import seal_audit
from core.db import db
from core.settings.keyring import Keyring


def settle_and_seal(keys: Keyring, now: datetime) -> Receipt | None:
    """Seal once every event that was written is settled. TimeoutError after a minute."""
    for _ in range(1200):
        latest = db.session.scalar(sa.select(sa.func.max(AuditEvent.xact_id))) or 0
        db.session.rollback()
        if settled_before(db.session()) > latest:
            db.session.rollback()
            return seal_audit(keys, now=now)
        db.session.execute(sa.text("SELECT pg_sleep(0.05)"))
        db.session.rollback()
    raise TimeoutError("the horizon stands still")
