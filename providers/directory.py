"""What the public may choose from: services offered today, and a provider as anybody sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload, undefer

from core.database.search import holds, looked_up, may_hold
from core.errors import NotFound
from providers.models import SERVICE_NAME_TRIGRAMS, Provider, ProviderCategory, Service
from providers.queries import average
from providers.states import CategoryState, ProviderState
from schemes.models import ServiceCategory


def listed() -> Any:
    """All providers with their organisations, for the officers' list."""
    return sa.select(Provider).options(
        joinedload(Provider.organisation),
        selectinload(Provider.categories).joinedload(ProviderCategory.category),
    )


def offered(today: date) -> Any:
    """Every service that an SME may choose today, with its provider: the statement of the public directory.

    Only what is published, by an approved provider, in a category whose approval holds today. No order is
    favoured and nobody is promoted (docs/domain.md#providers): the list sorts by what the reader asks.
    """
    return (
        sa.select(Service)
        .join(ServiceCategory, ServiceCategory.id == Service.category_id)
        .where(Service.offered_until >= sa.literal(today, sa.Date(), literal_execute=True))
        .options(
            contains_eager(Service.category),
            undefer(Service.province_code),
            undefer(Service.provider_name_th),
            undefer(Service.provider_name_en),
        )
    )


def names_service(session: Session, typed: str, column: Any) -> sa.ColumnElement[bool]:
    """Whether the column refers to a service whose name holds what was typed; `Service` is joined."""
    named = holds(typed, Service.name_th, Service.name_en)
    few = looked_up(session, Service.id, sa.and_(may_hold(SERVICE_NAME_TRIGRAMS, typed), named), column)
    return named if few is None else few


_NAMES = (
    Service.name_th,
    Service.name_en,
    Service.description_th,
    Service.provider_name_th,
    Service.provider_name_en,
)


def search_services(_session: Session, statement: Any, typed: str) -> Any:
    """Narrow the directory to what holds every typed word, in Thai or English: a service's or a provider's name."""
    for word in typed.split()[:8]:
        named = holds(word, *_NAMES)
        # As a CASE, for it says again what the trigrams say: a plan must not take it for a second chance.
        statement = statement.where(may_hold(Service.trigrams, word), sa.case((named, sa.true())))
    return statement


@dataclass(frozen=True, slots=True)
class PublicProvider:
    """What anyone may know of an approved provider: how the business is reached; no people, no bank, no papers."""

    provider_id: int
    name_th: str
    name_en: str
    province_code: str
    address: str
    postcode: str
    phone: str
    email: str
    profile_th: str
    profile_en: str
    track_record: str
    rating: str | None
    rating_count: int
    categories: tuple[tuple[ServiceCategory, date], ...]
    services: tuple[Service, ...]


def public_provider(session: Session, provider_id: int, today: date) -> PublicProvider:
    """An approved provider for the public, with the categories and services that hold today; NotFound otherwise."""
    provider = session.scalar(
        sa.select(Provider)
        .options(
            joinedload(Provider.organisation),
            selectinload(Provider.categories).joinedload(ProviderCategory.category),
        )
        .where(Provider.organisation_id == provider_id, Provider.state == ProviderState.APPROVED)
    )
    if provider is None:
        raise NotFound
    services = session.scalars(
        offered(today).where(Service.provider_id == provider_id).order_by(Service.category_id, Service.id)
    )
    organisation = provider.organisation
    return PublicProvider(
        provider_id=provider_id,
        name_th=organisation.name_th,
        name_en=organisation.name_en,
        province_code=organisation.province_code,
        address=organisation.address,
        postcode=organisation.postcode,
        phone=organisation.phone,
        email=organisation.email,
        profile_th=provider.profile_th,
        profile_en=provider.profile_en,
        track_record=provider.track_record,
        rating=average(provider),
        rating_count=provider.rating_count,
        categories=tuple(
            (row.category, row.valid_until)
            for row in provider.categories
            if row.state is CategoryState.APPROVED
            and row.valid_until is not None
            and row.valid_until >= today
        ),
        services=tuple(services),
    )
