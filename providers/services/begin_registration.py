"""A person begins to register a provider."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction, unique_or
from identity.organisations.operations import register_organisation
from identity.organisations.rules import OrganisationDraft
from identity.organisations.states import Capacity
from providers.commands import BEGIN_REGISTRATION
from providers.models import Provider
from providers.rules import ProviderReason


def begin_registration(draft: OrganisationDraft, *, actor: Actor, now: datetime) -> int:
    """Enter the organisation and make the person its owner on the provider side; returns the organisation's id."""
    with transaction(BEGIN_REGISTRATION, actor, now) as tx:
        organisation_id = register_organisation(tx, draft, Capacity.PROVIDER, actor=actor, now=now)
        with unique_or(tx, ProviderReason.REGISTERED_ALREADY):
            tx.add(Provider(organisation_id=organisation_id, created_at=now, state_since=now))
        audit.record(tx, "provider.begun", "provider", organisation_id, actor, now)
        return organisation_id
