"""A provider no longer asks for a renewal."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from providers.commands import DROP_RENEWAL
from providers.models import CategoryRenewal
from providers.operations import open_renewal, own_catalogue
from providers.states import RENEWAL_MACHINE


def drop_renewal(provider_id: int, category_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back what nobody has decided, to ask anew or not at all; the approval runs to its day."""
    with transaction(DROP_RENEWAL, actor, now) as tx:
        own_catalogue(tx, provider_id, actor)
        renewal = open_renewal(tx, provider_id, category_id)
        tx.advance(CategoryRenewal, renewal.id, RENEWAL_MACHINE, "drop")
        fields = {"category_id": category_id, "renewal_id": renewal.id}
        audit.record(tx, "provider.renewal_dropped", "provider", provider_id, actor, now, fields=fields)
