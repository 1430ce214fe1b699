"""Where the provider is and how it is reached."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.organisations.operations import change_contact
from identity.organisations.rules import ContactDraft
from providers.commands import SAVE_ADDRESS
from providers.operations import own_catalogue


def save_address(provider_id: int, draft: ContactDraft, *, actor: Actor, now: datetime) -> None:
    """Keep the address and contacts of one's own organisation at any time, but while its registration is checked or it is stopped."""
    with transaction(SAVE_ADDRESS, actor, now) as tx:
        own_catalogue(tx, provider_id, actor)
        change_contact(tx, provider_id, draft, actor=actor, now=now)
        audit.record(tx, "provider.address_saved", "provider", provider_id, actor, now)
