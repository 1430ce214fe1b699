"""A provider no longer asks for a category."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from providers.commands import DROP_CATEGORY
from providers.models import Service
from providers.operations import category_row, own_catalogue
from providers.rules import ProviderReason
from providers.states import CategoryState


def drop_category(provider_id: int, category_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back a request that nobody has decided. Refused while services are published in it."""
    with transaction(DROP_CATEGORY, actor, now) as tx:
        own_catalogue(tx, provider_id, actor)
        row = category_row(tx, provider_id, category_id)
        if row.state is not CategoryState.REQUESTED:
            raise Refused(ProviderReason.NOT_EDITABLE)
        offered = sa.exists().where(
            Service.provider_id == provider_id, Service.category_id == category_id, Service.active
        )
        if tx.scalar(sa.select(offered)):
            raise Refused(ProviderReason.CATEGORY_IN_USE)
        tx.session.delete(row)
        tx.session.flush()
        audit.record(
            tx,
            "provider.category_dropped",
            "provider",
            provider_id,
            actor,
            now,
            fields={"category_id": category_id},
        )
