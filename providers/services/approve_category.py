"""An officer approves one category of a provider."""

from __future__ import annotations

from datetime import date, datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused, WrongState
from providers.commands import APPROVE_CATEGORY
from providers.models import ProviderCategory
from providers.operations import category_facts, category_row, for_review
from providers.rules import ProviderReason, problem_of_validity
from providers.service_changes import approve_services
from providers.states import CATEGORY_MACHINE, ProviderState


def approve_category(
    provider_id: int,
    category_id: int,
    valid_until: date,
    shown: str | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Approve it until a day, never past what its accreditation shows; each category on its own (docs/domain.md#providers).

    `shown` is what the officer read (ProviderCategory.shown): WrongState when the provider shows something else since.
    None of who read it on no page.
    """
    with transaction(APPROVE_CATEGORY, actor, now) as tx:
        provider = for_review(tx, provider_id)
        if provider.state not in {ProviderState.SUBMITTED, ProviderState.APPROVED}:
            raise Refused(ProviderReason.NOT_EDITABLE)
        row = category_row(tx, provider_id, category_id)
        if shown not in (None, row.shown):
            raise WrongState(CATEGORY_MACHINE.name, "approve", row.state)
        if problem := problem_of_validity(category_facts(row), valid_until, bangkok_date(now)):
            raise Refused(problem)
        tx.advance(
            ProviderCategory,
            row.id,
            CATEGORY_MACHINE,
            "approve",
            state_since=now,
            valid_until=valid_until,
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        if provider.state is ProviderState.APPROVED:
            approve_services(tx, provider_id, actor=actor, now=now)
        audit.record(
            tx,
            "provider.category_approved",
            "provider",
            provider_id,
            actor,
            now,
            fields={"category_id": category_id, "valid_until": valid_until.isoformat()},
        )
