"""The owner submits the provider's registration."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from providers.commands import SUBMIT_REGISTRATION
from providers.models import Provider
from providers.operations import own_editable, registration_facts
from providers.rules import problem_of_submission
from providers.states import PROVIDER_MACHINE


def submit_registration(provider_id: int, *, actor: Actor, now: datetime) -> None:
    """Lay a complete registration before an officer, for the first time or again after it was returned."""
    with transaction(SUBMIT_REGISTRATION, actor, now) as tx:
        provider = own_editable(tx, provider_id, actor)
        if problem := problem_of_submission(registration_facts(tx, provider), bangkok_date(now)):
            raise Refused(problem)
        tx.advance(
            Provider,
            provider_id,
            PROVIDER_MACHINE,
            "submit",
            state_since=now,
            submitted_at=now,
            submitted_by_id=actor.known_person_id,
        )
        audit.record(tx, "provider.submitted", "provider", provider_id, actor, now)
