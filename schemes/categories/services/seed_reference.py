"""The system's own master data, put where it is missing."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from schemes.categories.reference import load_service_categories


def seed_reference(*, actor: Actor, now: datetime) -> int:
    """Add the service categories that are missing; returns how many. Running it again changes nothing."""
    with transaction() as tx:
        added = load_service_categories(tx)
        for category_id in added:
            audit.record(tx, "service_category.added", "service_category", category_id, actor, now)
        return len(added)
