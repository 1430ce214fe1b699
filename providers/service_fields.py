"""Between a service as written down and as stored."""

from __future__ import annotations

from core.money import Money
from providers.models import Service, ServiceChange
from providers.rules import ServiceDraft


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
