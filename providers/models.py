"""The provider's own part of an organisation."""

import hashlib
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database.search import trigrams_of
from core.db import MAINTAINED, At, IdPk, Name, Note, Satang, db
from core.thai.order import InThaiOrder
from identity.organisations.models import ListedByOrganisation, Organisation, listed_indexes
from providers.states import CategoryState, ChangeState, ProviderState, RenewalState
from schemes.models import ServiceCategory


class Provider(ListedByOrganisation, db.Model):
    """A private service provider. The key is the organisation's."""

    __tablename__ = "providers"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), primary_key=True)
    state: Mapped[ProviderState] = mapped_column(default=ProviderState.DRAFT)
    state_since: Mapped[At]
    """When it came to its present state: every time limit counts from here."""
    profile_th: Mapped[Note] = mapped_column(default="")
    profile_en: Mapped[Note] = mapped_column(default="")
    track_record: Mapped[Note] = mapped_column(default="")
    created_at: Mapped[At]
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    first_decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    """Who rejected it before the appeal; another decides then (docs/architecture.md#states)."""
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    rating_count: Mapped[int] = mapped_column(default=0)
    rating_sum: Mapped[int] = mapped_column(default=0)

    organisation: Mapped[Organisation] = relationship()
    categories: Mapped[list["ProviderCategory"]] = relationship(order_by="ProviderCategory.category_id")
    services: Mapped[list["Service"]] = relationship(order_by="Service.id", back_populates="provider")

    __table_args__ = (
        *listed_indexes(),
        sa.CheckConstraint("decided_by_id <> submitted_by_id", name="decided_by_another"),
        sa.CheckConstraint("decided_by_id <> first_decided_by_id", name="appeal_to_another"),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'suspended', 'delisted') OR decided_by_id IS NOT NULL",
            name="approved_has_proof",
        ),
        *(sa.Index(None, column, "organisation_id") for column in ("created_at", "state")),
        sa.Index(None, "state", "created_at", "organisation_id"),
        sa.Index(None, "state", "state_since", "organisation_id"),
        sa.Index("ix_providers_approved", "organisation_id", postgresql_where=sa.text("state = 'approved'")),
    )


class ProviderCategory(db.Model):
    """Approval for one service category, with its accreditation and how long it holds."""

    __tablename__ = "provider_categories"

    id: Mapped[IdPk]
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("providers.organisation_id"), index=True)
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("service_categories.id"))
    state: Mapped[CategoryState] = mapped_column(default=CategoryState.REQUESTED)
    state_since: Mapped[At]
    """When it came to its present state: every time limit counts from here."""
    accreditation: Mapped[str] = mapped_column(sa.String(200), default="")
    """Such as ISO/IEC 17025 with its number."""
    accreditation_document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    valid_until: Mapped[date | None] = mapped_column(sa.Date)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    category: Mapped[ServiceCategory] = relationship()
    renewals: Mapped[list["CategoryRenewal"]] = relationship(
        order_by="CategoryRenewal.id.desc()", back_populates="row"
    )

    @property
    def shown(self) -> str:
        """Stands for what its provider shows for it: another text, paper or day is another value."""
        facts = (self.accreditation, self.accreditation_document_id, self.valid_until)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]

    @property
    def renewal(self) -> "CategoryRenewal | None":
        """The last time that its renewal was asked for."""
        return self.renewals[0] if self.renewals else None

    __table_args__ = (
        sa.UniqueConstraint("provider_id", "category_id"),
        sa.UniqueConstraint("id", "provider_id"),
        sa.Index(None, "category_id", "provider_id"),
        sa.Index(
            "ix_provider_categories_requested",
            "provider_id",
            postgresql_where=sa.text("state = 'requested'"),
        ),
        sa.Index(None, "state", "state_since", "id"),
        sa.CheckConstraint(
            "state <> 'approved' OR (decided_by_id IS NOT NULL AND valid_until IS NOT NULL)",
            name="approved_has_proof",
        ),
        sa.Index(
            "ix_provider_categories_ending",
            "valid_until",
            "id",
            postgresql_where=sa.text("state = 'approved'"),
        ),
    )


class CategoryRenewal(db.Model):
    """A request to have one category's approval run longer, with what is shown for it. The approval holds meanwhile."""

    __tablename__ = "category_renewals"

    id: Mapped[IdPk]
    provider_category_id: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    provider_id: Mapped[int] = mapped_column(sa.BigInteger)
    """Whose approval it is: what waits of a provider is found without its approvals."""
    state: Mapped[RenewalState] = mapped_column(default=RenewalState.REQUESTED)
    accreditation: Mapped[str] = mapped_column(sa.String(200), default="")
    accreditation_document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    valid_until: Mapped[date | None] = mapped_column(sa.Date)
    """As the accreditation shows; once approved, until when the approval runs."""
    asked_at: Mapped[At]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    row: Mapped[ProviderCategory] = relationship(back_populates="renewals")

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["provider_category_id", "provider_id"],
            ["provider_categories.id", "provider_categories.provider_id"],
        ),
        sa.Index(
            "ix_category_renewals_waiting",
            "provider_id",
            "asked_at",
            "provider_category_id",
            postgresql_where=sa.text("state = 'requested'"),
        ),
        sa.Index(
            "uq_category_renewals_open",
            "provider_category_id",
            unique=True,
            postgresql_where=sa.text("state = 'requested'"),
        ),
        sa.CheckConstraint("decided_by_id <> asked_by_id", name="decided_by_another"),
        sa.CheckConstraint(
            "(state IN ('approved', 'rejected')) = (decided_by_id IS NOT NULL)", name="decided_has_proof"
        ),
        sa.CheckConstraint("state <> 'approved' OR valid_until IS NOT NULL", name="approved_has_day"),
    )


_OFFERED = "offered_until IS NOT NULL"
_ORDERS = {
    "name_order": ("name_order",),
    "name_en": ("name_en",),
    "province_code": ("province_code",),
    "category_code": ("category_code",),
    "duration_days": ("duration_days",),
    "price_from_satang": ("price_from_satang",),
    "price_to_satang": ("price_to_satang",),
    "provider_name_order": ("provider_name_order",),
    "provider_name_en": ("provider_name_en",),
    "of_province_code": ("province_code", "name_order"),
    "of_category_code": ("category_code", "name_order"),
    "of_both": ("province_code", "category_code", "name_order"),
}
"""Orders of the directory, each with its index over what is offered."""


class Service(InThaiOrder, db.Model):
    """One priced service in a provider's catalogue. A published price range, VAT included."""

    __tablename__ = "services"

    id: Mapped[IdPk]
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("providers.organisation_id"), index=True)
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("service_categories.id"), index=True)
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    description_th: Mapped[Note] = mapped_column(default="")
    description_en: Mapped[Note] = mapped_column(default="")
    deliverables: Mapped[Note] = mapped_column(default="")
    price_from_satang: Mapped[Satang]
    price_to_satang: Mapped[Satang]
    duration_days: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[At]
    approved_at: Mapped[datetime | None]
    """Since when it may be sold under coupons, as it stands in this row; never while none has looked at it."""
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    province_code: Mapped[str] = mapped_column(sa.String(2), **MAINTAINED)
    """Of the provider; this and the next six are kept by the database, for the directory."""
    provider_name_th: Mapped[str] = mapped_column(sa.String(300), **MAINTAINED)
    provider_name_en: Mapped[str] = mapped_column(sa.String(300), **MAINTAINED)
    provider_name_order: Mapped[str] = mapped_column(
        sa.Text(collation="C"), sa.Computed("thai_sort_key(provider_name_th)", persisted=True), deferred=True
    )
    category_code: Mapped[str] = mapped_column(sa.String(40), **MAINTAINED)
    offered_until: Mapped[date | None] = mapped_column(sa.Date, **MAINTAINED)
    """Until when an SME may choose it: while it is sold, its provider approved, and this kind of service of it approved."""
    trigrams: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), **MAINTAINED)
    """Of its names and description, and of its provider's names: what a search looks for."""

    category: Mapped[ServiceCategory] = relationship()
    provider: Mapped[Provider] = relationship(back_populates="services")

    __table_args__ = (
        sa.CheckConstraint(
            "price_from_satang > 0 AND price_from_satang <= price_to_satang", name="price_range"
        ),
        sa.UniqueConstraint("id", "provider_id"),
        sa.CheckConstraint("duration_days > 0", name="duration_positive"),
        sa.CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
        *(
            sa.Index(f"ix_services_{name}", *columns, "id", postgresql_where=sa.text(_OFFERED))
            for name, columns in _ORDERS.items()
        ),
        sa.Index(
            "ix_services_places",
            "province_code",
            "category_code",
            "provider_id",
            "offered_until",
            postgresql_where=sa.text(_OFFERED),
        ),
        sa.Index("ix_services_trigrams", "trigrams", postgresql_using="gin"),
    )


SERVICE_NAME_TRIGRAMS = trigrams_of(Service.name_th, Service.name_en)
"""What the officers’ search for a service by its name looks for; an index keeps it."""
sa.Index("ix_services_name_trigrams", SERVICE_NAME_TRIGRAMS, postgresql_using="gin")


class ServiceChange(db.Model):
    """A new service, or a change of an approved one, as its provider asks for it. What was approved holds meanwhile."""

    __tablename__ = "service_changes"

    id: Mapped[IdPk]
    service_id: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    provider_id: Mapped[int] = mapped_column(sa.BigInteger)
    """Whose service it is: what waits of a provider is found without its services."""
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.REQUESTED)
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("service_categories.id"))
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    description_th: Mapped[Note] = mapped_column(default="")
    description_en: Mapped[Note] = mapped_column(default="")
    deliverables: Mapped[Note] = mapped_column(default="")
    price_from_satang: Mapped[Satang]
    price_to_satang: Mapped[Satang]
    duration_days: Mapped[int]
    asked_at: Mapped[At]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    category: Mapped[ServiceCategory] = relationship()

    __table_args__ = (
        sa.ForeignKeyConstraint(["service_id", "provider_id"], ["services.id", "services.provider_id"]),
        sa.Index(
            "ix_service_changes_waiting",
            "provider_id",
            "asked_at",
            postgresql_where=sa.text("state = 'requested'"),
        ),
        sa.Index(
            "uq_service_changes_open",
            "service_id",
            unique=True,
            postgresql_where=sa.text("state = 'requested'"),
        ),
        sa.CheckConstraint(
            "price_from_satang > 0 AND price_from_satang <= price_to_satang", name="price_range"
        ),
        sa.CheckConstraint("duration_days > 0", name="duration_positive"),
        sa.CheckConstraint("decided_by_id <> asked_by_id", name="decided_by_another"),
        sa.CheckConstraint(
            "(state IN ('approved', 'rejected')) = (decided_by_id IS NOT NULL)", name="decided_has_proof"
        ),
    )
