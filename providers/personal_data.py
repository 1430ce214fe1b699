"""This package's part of what a person may have a copy of (PDPA s.30)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.documents.models import Document
from core.personal_data import (
    Chapter,
    Part,
    PersonalData,
    Subject,
)
from identity.organisations.personal_data import acts_for, own_businesses
from identity.organisations.states import Capacity
from providers.models import (
    CategoryRenewal,
    Provider,
    ProviderCategory,
    Service,
    ServiceChange,
)
from schemes.models import ServiceCategory


def _providers(subject: Subject) -> Any:
    table = Provider
    columns = (table.state, table.profile_th, table.profile_en, table.track_record, table.rating_count)
    return sa.select(
        *columns, table.rating_sum, table.created_at, table.submitted_at, table.decided_at
    ).where(table.organisation_id.in_(own_businesses(subject, Capacity.PROVIDER)))


_CATEGORY = (ServiceCategory.name_th.label("category_th"), ServiceCategory.name_en.label("category_en"))


def _categories(subject: Subject) -> Any:
    table = ProviderCategory
    columns = (table.state, table.accreditation, table.valid_until, table.decided_at)
    return (
        sa.select(*_CATEGORY, *columns)
        .join(ServiceCategory, ServiceCategory.id == table.category_id)
        .where(table.provider_id.in_(own_businesses(subject, Capacity.PROVIDER)))
        .order_by(table.id.desc())
    )


def _renewals(subject: Subject) -> Any:
    table = CategoryRenewal
    return (
        sa.select(table.asked_at, table.state, table.accreditation, table.valid_until, table.decided_at)
        .join(ProviderCategory, ProviderCategory.id == table.provider_category_id)
        .where(ProviderCategory.provider_id.in_(own_businesses(subject, Capacity.PROVIDER)))
        .order_by(table.id.desc())
    )


def _services(subject: Subject) -> Any:
    table = Service
    columns = (table.name_th, table.name_en, table.description_th, table.description_en, table.deliverables)
    return (
        sa.select(*columns, table.price_from_satang, table.price_to_satang, table.duration_days)
        .add_columns(table.active, table.created_at, table.approved_at)
        .where(table.provider_id.in_(own_businesses(subject, Capacity.PROVIDER)))
        .order_by(table.id.desc())
    )


def _changes(subject: Subject) -> Any:
    table = ServiceChange
    columns = (table.name_th, table.name_en, table.description_th, table.description_en, table.deliverables)
    return (
        sa.select(table.asked_at, table.state, *_CATEGORY, *columns)
        .add_columns(table.price_from_satang, table.price_to_satang, table.duration_days, table.decided_at)
        .join(Service, Service.id == table.service_id)
        .join(ServiceCategory, ServiceCategory.id == table.category_id)
        .where(Service.provider_id.in_(own_businesses(subject, Capacity.PROVIDER)))
        .order_by(table.id.desc())
    )


def _papers(subject: Subject) -> Any:
    """What was shown for its kinds of service, at the beginning and at each renewal."""
    mine = ProviderCategory.provider_id.in_(own_businesses(subject, Capacity.PROVIDER))
    first = sa.select(ProviderCategory.accreditation_document_id).where(mine)
    later = (
        sa.select(CategoryRenewal.accreditation_document_id)
        .join(ProviderCategory, ProviderCategory.id == CategoryRenewal.provider_category_id)
        .where(mine)
    )
    return (
        sa.select(Document.stored_at, Document.file_name)
        .where(Document.id.in_(first.union(later)))
        .order_by(Document.id.desc())
    )


PERSONAL_DATA = PersonalData(
    chapters=(
        Chapter(
            "provider",
            50,
            _l("Your business as a provider"),
            (
                Part("providers", _l("Registration as a provider"), _providers),
                Part("categories", _l("Kinds of service"), _categories),
                Part("renewals", _l("Renewals requested"), _renewals),
                Part("services", _l("Services"), _services),
                Part("changes", _l("Services and prices requested"), _changes),
                Part("papers", _l("Financial documents"), _papers),
            ),
        ),
    ),
    heads={
        "accreditation": _l("Accreditation"),
        "approved_at": _l("Approved on"),
        "category_en": _l("Kind of service in English"),
        "category_th": _l("Kind of service in Thai"),
        "deliverables": _l("What is delivered"),
        "description_en": _l("Description in English"),
        "description_th": _l("Description in Thai"),
        "duration_days": _l("Days"),
        "price_from_satang": _l("Price from"),
        "price_to_satang": _l("Price to"),
        "profile_en": _l("Profile in English"),
        "profile_th": _l("Profile in Thai"),
        "rating_count": _l("Ratings"),
        "rating_sum": _l("Sum of the ratings"),
        "track_record": _l("Track record"),
        "valid_until": _l("Valid until"),
    },
    codes=(
        ("documents.kind", {"accreditation": _l("Accreditation")}),
        ("forms_sent.route", {"providers": _l("Service providers")}),
    ),
    read_by={"provider": lambda subject: acts_for(subject, Capacity.PROVIDER)},
)
