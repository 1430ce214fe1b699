"""A provider asks to be approved for a service category."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx, transaction
from core.documents import operations as documents
from core.errors import NotFound, Refused
from providers.commands import REQUEST_CATEGORY
from providers.models import ProviderCategory
from providers.operations import category_facts, own_catalogue
from providers.rules import ProviderReason, problem_of_accreditation
from providers.states import CATEGORY_MACHINE, CategoryState
from schemes.models import ServiceCategory


def request_category(
    provider_id: int,
    category_id: int,
    accreditation: str,
    valid_until: date | None,
    document: tuple[str, bytes] | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Ask for one category, with its accreditation and the file that proves it, or change what was asked.

    `document` is (file name, content). A rejected category may be asked for again; an approved or withdrawn
    one is not changed here.
    """
    REQUEST_CATEGORY.admit(actor, now)
    judged = document and documents.judge(document[1])
    with transaction(REQUEST_CATEGORY, actor, now) as tx:
        own_catalogue(tx, provider_id, actor)
        row = _row_for(tx, provider_id, category_id, now)
        row.accreditation = accreditation
        row.valid_until = valid_until
        if document and judged:
            row.accreditation_document_id = documents.store(
                tx, judged, document[0], "accreditation", provider_id, actor=actor, now=now
            ).id
        if problem := problem_of_accreditation(category_facts(row), bangkok_date(now)):
            raise Refused(problem)
        if row.state is CategoryState.REJECTED:
            tx.session.flush()
            anew = {"state_since": now, "decided_at": None, "decided_by_id": None}
            tx.advance(ProviderCategory, row.id, CATEGORY_MACHINE, "request", **anew)
        audit.record(
            tx,
            "provider.category_requested",
            "provider",
            provider_id,
            actor,
            now,
            fields={"category_id": category_id},
        )


def _row_for(tx: Tx, provider_id: int, category_id: int, now: datetime) -> ProviderCategory:
    category = tx.session.get(ServiceCategory, category_id)
    if category is None or not category.active:
        raise NotFound
    row: ProviderCategory | None = tx.session.scalar(
        sa.select(ProviderCategory).where(
            ProviderCategory.provider_id == provider_id, ProviderCategory.category_id == category_id
        )
    )
    if row is None:
        asked = ProviderCategory(provider_id=provider_id, category_id=category_id, category=category)
        asked.state_since = now
        return tx.add(asked)
    if row.state in (CategoryState.APPROVED, CategoryState.WITHDRAWN):
        raise Refused(ProviderReason.NOT_EDITABLE)
    return row
