"""What providers are and offer, for the packages above and for the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, joinedload, selectinload

from core.actor import Actor
from core.audit import operations as audit
from core.database.search import in_set
from core.documents.models import Document
from core.errors import NotFound
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.organisations.models import Organisation
from providers.models import CategoryRenewal, Provider, ProviderCategory, Service, ServiceChange
from providers.rules import RENEWAL_OPENS
from providers.states import CategoryState, ChangeState, ProviderState, RenewalState


def is_sold() -> sa.ColumnElement[bool]:
    """Whether a service is published and an officer has looked at it."""
    return sa.and_(Service.active, Service.approved_at.is_not(None))


@dataclass(frozen=True, slots=True)
class ProviderPage:
    """Everything that one provider's page shows."""

    provider: Provider
    organisation: Organisation
    categories: tuple[ProviderCategory, ...]
    services: tuple[Service, ...]
    documents: dict[int, Document]
    """Accreditation files by id."""
    changes: dict[int, ServiceChange]
    """The latest change asked for of each service, by the service's id."""
    bank_account: BankAccount | None
    """The verified one, else the latest."""
    reasons: dict[int, str]
    """Why the latest change of a service was not approved, by the service's id."""

    @property
    def rating(self) -> str | None:
        """The average of its ratings with one decimal; None without any."""
        return average(self.provider)


def average(provider: Provider) -> str | None:
    """Average stars with one decimal, halves up; None without any."""
    if not provider.rating_count:
        return None
    tenths = (provider.rating_sum * 20 + provider.rating_count) // (2 * provider.rating_count)
    return f"{tenths // 10}.{tenths % 10}"


def provider_page(session: Session, provider_id: int, *, actor: Actor) -> ProviderPage:
    """One provider, for its own members and for staff; NotFound for everyone else."""
    actor.require_own(provider_id)
    provider = session.scalar(
        sa.select(Provider)
        .options(
            joinedload(Provider.organisation),
            selectinload(Provider.categories).joinedload(ProviderCategory.category),
            selectinload(Provider.categories).selectinload(ProviderCategory.renewals),
            selectinload(Provider.services).joinedload(Service.category),
        )
        .where(Provider.organisation_id == provider_id)
    )
    if provider is None:
        raise NotFound
    account = session.scalar(
        sa.select(BankAccount)
        .where(BankAccount.organisation_id == provider_id)
        .order_by(
            sa.case((BankAccount.state == BankAccountState.VERIFIED, 0), else_=1), BankAccount.id.desc()
        )
        .limit(1)
    )
    changes = _changes(session, provider_id)
    return ProviderPage(
        provider,
        provider.organisation,
        tuple(provider.categories),
        tuple(provider.services),
        _documents(session, provider.categories),
        changes,
        account,
        _reasons(session, changes),
    )


def _changes(session: Session, provider_id: int) -> dict[int, ServiceChange]:
    rows = session.scalars(
        sa.select(ServiceChange)
        .join(Service, Service.id == ServiceChange.service_id)
        .where(Service.provider_id == provider_id)
        .options(joinedload(ServiceChange.category))
        .ext(distinct_on(ServiceChange.service_id))
        .order_by(ServiceChange.service_id, ServiceChange.id.desc())
    )
    return {row.service_id: row for row in rows}


def _reasons(session: Session, changes: Mapping[int, ServiceChange]) -> dict[int, str]:
    refused = {
        service_id: change.state_reason_id
        for service_id, change in changes.items()
        if change.state is ChangeState.REJECTED and change.state_reason_id is not None
    }
    texts = audit.read_reasons(session, refused.values())
    return {service_id: texts[reason] for service_id, reason in refused.items() if reason in texts}


def changes_waiting() -> Any:
    """(since, provider id) of each service or price that an officer may decide now."""
    return sa.select(ServiceChange.asked_at, ServiceChange.provider_id).where(change_waits())


def _documents(session: Session, categories: Iterable[ProviderCategory]) -> dict[int, Document]:
    shown = [one for row in categories for one in (row, row.renewal) if one is not None]
    ids = [one.accreditation_document_id for one in shown if one.accreditation_document_id]
    return (
        {row.id: row for row in session.scalars(sa.select(Document).where(Document.id.in_(ids)))}
        if ids
        else {}
    )


def accreditation_document(session: Session, provider_id: int, category_id: int, *, actor: Actor) -> Document:
    """The file that proves an accreditation, for its owner and for staff; NotFound for everyone else."""
    actor.require_own(provider_id)
    document: Document | None = session.scalar(
        sa.select(Document)
        .join(ProviderCategory, ProviderCategory.accreditation_document_id == Document.id)
        .where(ProviderCategory.provider_id == provider_id, ProviderCategory.category_id == category_id)
    )
    if document is None:
        raise NotFound
    return document


def renewal_document(session: Session, provider_id: int, category_id: int, *, actor: Actor) -> Document:
    """The file shown with the latest request for a renewal, as accreditation_document()."""
    actor.require_own(provider_id)
    document: Document | None = session.scalar(
        sa.select(Document)
        .join(CategoryRenewal, CategoryRenewal.accreditation_document_id == Document.id)
        .join(CategoryRenewal.row)
        .where(ProviderCategory.provider_id == provider_id, ProviderCategory.category_id == category_id)
        .order_by(CategoryRenewal.id.desc())
        .limit(1)
    )
    if document is None:
        raise NotFound
    return document


def renewals_waiting() -> Any:
    """(since, provider id) of each renewal that an officer may decide now."""
    return sa.select(CategoryRenewal.asked_at, CategoryRenewal.provider_id).where(renewal_waits())


def _approved(provider_id: Any) -> sa.ColumnElement[bool]:
    approved = sa.select(Provider.organisation_id).where(Provider.state == ProviderState.APPROVED)
    found: sa.ColumnElement[bool] = provider_id.in_(approved.correlate(None))
    return found


def renewal_waits() -> sa.ColumnElement[bool]:
    """Whether a renewal is one that an officer may decide now."""
    approved = sa.select(ProviderCategory.id).where(category_waits(CategoryState.APPROVED))
    return sa.and_(
        CategoryRenewal.state == RenewalState.REQUESTED,
        CategoryRenewal.provider_category_id.in_(approved.correlate(None)),
    )


def renewal_is_asked_by() -> sa.ColumnElement[bool]:
    """Whether a renewal that this Provider asked for waits to be decided.

    Who asked is a set found by an index alone; what else must be true is looked up for the rows of a page.
    """
    asked = sa.select(CategoryRenewal.provider_id).where(CategoryRenewal.state == RenewalState.REQUESTED)
    own = CategoryRenewal.provider_id == Provider.organisation_id
    waits = sa.select(sa.true()).where(own, renewal_waits()).correlate(Provider).limit(1).scalar_subquery()
    return sa.and_(in_set(Provider.organisation_id, asked), waits)


def change_waits() -> sa.ColumnElement[bool]:
    """Whether a service or price is one that an officer may decide now."""
    return sa.and_(ServiceChange.state == ChangeState.REQUESTED, _approved(ServiceChange.provider_id))


def category_waits(state: CategoryState) -> sa.ColumnElement[bool]:
    """Whether a kind of service of an approved provider is in that state."""
    return sa.and_(ProviderCategory.state == state, _approved(ProviderCategory.provider_id))


def to_renew(today: date) -> sa.ColumnElement[bool]:
    """Whether a kind of service's approval ends soon or has ended, and its provider has not asked to renew it."""
    asked = sa.exists().where(
        CategoryRenewal.provider_category_id == ProviderCategory.id,
        CategoryRenewal.state == RenewalState.REQUESTED,
    )
    return sa.and_(
        ProviderCategory.state == CategoryState.APPROVED,
        ProviderCategory.valid_until <= today + RENEWAL_OPENS,
        ~asked,
    )


def approvals_to_renew(session: Session, provider_id: int, today: date) -> int:
    """Approvals of a provider that end soon or have ended, and for whose renewal it has not asked."""
    count = session.scalar(
        sa.select(sa.func.count()).where(ProviderCategory.provider_id == provider_id, to_renew(today))
    )
    return int(count or 0)


def approval_ends(today: date) -> sa.ColumnElement[bool]:
    """Whether an approval ends soon, may be renewed, and its provider has not asked for that."""
    return sa.and_(
        to_renew(today), ProviderCategory.valid_until >= today, _approved(ProviderCategory.provider_id)
    )


def own_service(session: Session, service_id: int, *, actor: Actor) -> Service:
    """One service, for its own provider and for staff; NotFound for everyone else."""
    service = session.get(Service, service_id)
    if service is None:
        raise NotFound
    actor.require_own(service.provider_id)
    return service


def waiting_change(session: Session, service_id: int) -> ServiceChange | None:
    """What an officer has not decided of a service, if anything."""
    found: ServiceChange | None = session.scalar(
        sa.select(ServiceChange).where(
            ServiceChange.service_id == service_id, ServiceChange.state == ChangeState.REQUESTED
        )
    )
    return found


def providers_of(session: Session, waiting: sa.Select[Any]) -> tuple[int, datetime | None]:
    """Of how many providers something waits in this statement, and since when the first does."""
    rows = waiting.subquery()
    count, first = session.execute(
        sa.select(sa.func.count(sa.distinct(rows.c.provider_id)), sa.func.min(rows.c.asked_at))
    ).one()
    return int(count), first


def categories_to_decide(session: Session) -> int:
    """Approved providers that have asked for further categories since."""
    return int(
        session.scalar(
            sa.select(sa.func.count(sa.distinct(ProviderCategory.provider_id))).where(
                category_waits(CategoryState.REQUESTED)
            )
        )
        or 0
    )
