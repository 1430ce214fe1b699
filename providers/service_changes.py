"""Changes to services and prices that an officer decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from core.errors import NotFound, Refused, WrongState
from core.money import Money
from providers.models import Provider, ProviderCategory, Service, ServiceChange
from providers.rules import ProviderReason, ServiceDraft
from providers.states import (
    CHANGE_MACHINE,
    CategoryState,
    ChangeState,
    ProviderState,
)


def open_change(tx: Tx, service_id: int) -> ServiceChange | None:
    """What an officer has not decided of a service, if anything. Lock its provider first."""
    found: ServiceChange | None = tx.session.scalar(
        sa.select(ServiceChange)
        .where(ServiceChange.service_id == service_id, ServiceChange.state == ChangeState.REQUESTED)
        .execution_options(populate_existing=True)
    )
    return found


def drop_change(tx: Tx, service_id: int) -> ServiceChange | None:
    """End what waits for an officer, if anything does: it is asked for anew, or not at all."""
    change = open_change(tx, service_id)
    if change is not None:
        tx.advance(ServiceChange, change.id, CHANGE_MACHINE, "drop")
    return change


def ask_change(tx: Tx, service: Service, draft: ServiceDraft, *, actor: Actor, now: datetime) -> None:
    """Lay a new service, or a change of one, before an officer, in place of what waits already."""
    drop_change(tx, service.id)
    change = ServiceChange(
        service_id=service.id,
        provider_id=service.provider_id,
        asked_at=now,
        asked_by_id=actor.known_person_id,
    )
    write_service(change, draft)
    tx.add(change)
    fields = {
        "service_id": service.id,
        "change_id": change.id,
        "price_from_satang": change.price_from_satang,
        "price_to_satang": change.price_to_satang,
    }
    audit.record(
        tx, "provider.service_change_asked", "provider", service.provider_id, actor, now, fields=fields
    )


def change_for_review(
    tx: Tx, service_id: int, change_id: int, trigger: str
) -> tuple[Provider, Service, ServiceChange]:
    """An approved provider, its service and what waits of it, for an officer whom nothing bars; NotFound if nothing waits.

    `change_id` is what the officer read: WrongState when another waits in its place.
    """
    provider = tx.lock(Provider, tx.get(Service, service_id).provider_id)
    service, change = tx.lock(Service, service_id), open_change(tx, service_id)
    if change is None:
        raise NotFound
    tx.authorise(provider=provider.organisation_id, asker=change.asked_by_id)
    if change.id != change_id:
        raise WrongState(CHANGE_MACHINE.name, trigger)
    if provider.state is not ProviderState.APPROVED:
        raise Refused(ProviderReason.NOT_EDITABLE)
    return provider, service, change


def approve_services(tx: Tx, provider_id: int, *, actor: Actor, now: datetime) -> None:
    """Let what an approved provider published in its approved categories be sold: the officer saw it with them.

    What waits for a decision of its own goes on waiting for it.
    """
    approved = sa.select(ProviderCategory.category_id).where(
        ProviderCategory.provider_id == provider_id, ProviderCategory.state == CategoryState.APPROVED
    )
    tx.execute(
        sa.update(Service)
        .where(
            Service.provider_id == provider_id,
            Service.active,
            Service.approved_at.is_(None),
            Service.category_id.in_(approved),
            ~sa.exists().where(
                ServiceChange.service_id == Service.id, ServiceChange.state == ChangeState.REQUESTED
            ),
        )
        .values(approved_at=now, approved_by_id=actor.known_person_id)
        .execution_options(synchronize_session=False)
    )


def end_changes(tx: Tx, provider_id: int, category_id: int | None, decided: Mapping[str, Any]) -> None:
    """Reject what waits of a provider's services, of one category or all, by the decision that leaves nothing to decide."""
    waiting = sa.select(ServiceChange.id).where(
        ServiceChange.provider_id == provider_id, ServiceChange.state == ChangeState.REQUESTED
    )
    if category_id is not None:
        waiting = waiting.where(ServiceChange.category_id == category_id)
    for change_id in tx.session.scalars(waiting).all():
        tx.advance(ServiceChange, change_id, CHANGE_MACHINE, "reject", **decided)


def write_service(service: Service | ServiceChange, draft: ServiceDraft) -> None:
    """Put a draft into its row, or into the row of its change."""
    service.category_id = draft.category_id
    service.name_th = draft.name_th
    service.name_en = draft.name_en
    service.description_th = draft.description_th
    service.description_en = draft.description_en
    service.deliverables = draft.deliverables
    service.price_from_satang = draft.price_from.satang
    service.price_to_satang = draft.price_to.satang
    service.duration_days = draft.duration_days


def read_service(service: Service | ServiceChange) -> ServiceDraft:
    """The draft that a stored service, or a change of it, stands for."""
    return ServiceDraft(
        category_id=service.category_id,
        name_th=service.name_th,
        name_en=service.name_en,
        description_th=service.description_th,
        description_en=service.description_en,
        deliverables=service.deliverables,
        price_from=Money(service.price_from_satang),
        price_to=Money(service.price_to_satang),
        duration_days=service.duration_days,
    )
