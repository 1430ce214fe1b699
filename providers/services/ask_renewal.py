"""A provider asks that an approval run longer."""

from __future__ import annotations

from datetime import date, datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.documents import operations as documents
from core.errors import Refused
from providers.commands import ASK_RENEWAL
from providers.models import CategoryRenewal
from providers.operations import category_facts, category_row, own_catalogue, renewal_facts
from providers.rules import ProviderReason, problem_of_renewal
from providers.states import RenewalState


def ask_renewal(
    provider_id: int,
    category_id: int,
    accreditation: str,
    valid_until: date | None,
    document: tuple[str, bytes] | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Lay before an officer what shows that an approval may run on. It holds unchanged until it is decided or ends.

    `document` is (file name, content). Refused(ProviderReason): too early, asked already, or what is shown does not do.
    """
    ASK_RENEWAL.admit(actor, now)
    judged = document and documents.judge(document[1])
    with transaction(ASK_RENEWAL, actor, now) as tx:
        own_catalogue(tx, provider_id, actor)
        row = category_row(tx, provider_id, category_id)
        if row.renewal is not None and row.renewal.state is RenewalState.REQUESTED:
            raise Refused(ProviderReason.RENEWAL_ASKED_ALREADY)
        paper = None
        if document and judged:
            paper = documents.store(
                tx, judged, document[0], "accreditation", provider_id, actor=actor, now=now
            )
        held = category_facts(row)
        renewal = CategoryRenewal(
            row=row,
            accreditation=accreditation,
            accreditation_document_id=paper.id if paper else None,
            valid_until=valid_until,
            asked_at=now,
            asked_by_id=actor.known_person_id,
        )
        if problem := problem_of_renewal(held, renewal_facts(renewal), bangkok_date(now)):
            raise Refused(problem)
        tx.add(renewal)
        fields = {"category_id": category_id, "renewal_id": renewal.id}
        audit.record(tx, "provider.renewal_asked", "provider", provider_id, actor, now, fields=fields)
