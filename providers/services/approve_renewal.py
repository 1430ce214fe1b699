"""An officer lets an approval run longer."""

from __future__ import annotations

from datetime import date, datetime

from core.actor import Actor
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from providers.commands import APPROVE_RENEWAL
from providers.models import CategoryRenewal
from providers.operations import category_fact, renewal_facts, renewal_for_review, tell
from providers.rules import ProviderReason, is_longer, problem_of_validity
from providers.states import RENEWAL_MACHINE


def approve_renewal(
    provider_id: int, category_id: int, valid_until: date, renewal_id: int, *, actor: Actor, now: datetime
) -> None:
    """Approve until a later day, never past what the new accreditation shows. The approval runs on without a gap.

    `renewal_id` is what the officer read: WrongState when another waits in its place.
    """
    with transaction(APPROVE_RENEWAL, actor, now) as tx:
        _provider, renewal = renewal_for_review(tx, provider_id, category_id, renewal_id, "approve")
        row = renewal.row
        if not is_longer(valid_until, row.valid_until):
            raise Refused(ProviderReason.RENEWAL_NOT_LONGER)
        if problem := problem_of_validity(renewal_facts(renewal), valid_until, bangkok_date(now)):
            raise Refused(problem)
        row.valid_until = valid_until
        row.accreditation = renewal.accreditation
        row.accreditation_document_id = renewal.accreditation_document_id
        row.decided_at = now
        row.decided_by_id = actor.known_person_id
        tx.session.flush()
        tx.advance(
            CategoryRenewal,
            renewal.id,
            RENEWAL_MACHINE,
            "approve",
            valid_until=valid_until,
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        fields = {
            "category_id": category_id,
            "renewal_id": renewal.id,
            "valid_until": valid_until.isoformat(),
        }
        facts = category_fact(tx, category_id)
        tell(tx, provider_id, "provider.renewal_approved", actor=actor, now=now, fields=fields, facts=facts)
