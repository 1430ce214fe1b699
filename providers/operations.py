"""Operations on providers inside the caller's transaction, for this package's commands and for packages above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from core.errors import NotFound, Refused, WrongState
from identity.notifications.words import both_names
from identity.organisations.members import notify_members
from identity.organisations.states import Capacity
from providers.models import CategoryRenewal, Provider, ProviderCategory, Service
from providers.rules import MOST_STARS, CategoryFacts, ProviderReason, RegistrationFacts
from providers.service_changes import end_changes
from providers.states import (
    CATEGORY_MACHINE,
    PROVIDER_MACHINE,
    RENEWAL_MACHINE,
    CategoryState,
    ProviderState,
    RenewalState,
)
from schemes.models import ServiceCategory

EDITABLE = (ProviderState.DRAFT, ProviderState.RETURNED)


CATALOGUE_OPEN = (ProviderState.DRAFT, ProviderState.RETURNED, ProviderState.APPROVED)


def record_rating(tx: Tx, provider_id: int, stars: int) -> None:
    """Count an SME's rating of one accepted service, 1 to 5 stars. ValueError for anything else."""
    if not 1 <= stars <= MOST_STARS:
        raise ValueError("a rating has one to five stars")
    tx.execute(
        sa.update(Provider)
        .where(Provider.organisation_id == provider_id)
        .values(rating_count=Provider.rating_count + 1, rating_sum=Provider.rating_sum + stars)
        .execution_options(synchronize_session=False)
    )


def own_editable(tx: Tx, provider_id: int, actor: Actor) -> Provider:
    """The actor's own registration, locked, if it may be changed now. Another's looks like none at all."""
    return _own(tx, provider_id, actor, EDITABLE)


def own_catalogue(tx: Tx, provider_id: int, actor: Actor) -> Provider:
    """The actor's own provider row, locked, if its catalogue and categories may be changed now."""
    return _own(tx, provider_id, actor, CATALOGUE_OPEN)


def _own(tx: Tx, provider_id: int, actor: Actor, states: tuple[ProviderState, ...]) -> Provider:
    actor.require_own(provider_id)
    provider = tx.lock(Provider, provider_id)
    if provider.state not in states:
        raise Refused(ProviderReason.NOT_EDITABLE)
    return provider


def own_service(tx: Tx, service_id: int, actor: Actor) -> tuple[Provider, Service]:
    """The actor's own provider row and one of its services, locked in this order, if its catalogue may be changed now."""
    provider = own_catalogue(tx, tx.get(Service, service_id).provider_id, actor)
    return provider, tx.lock(Service, service_id)


def category_row(tx: Tx, provider_id: int, category_id: int) -> ProviderCategory:
    """What the provider asked for in one category; NotFound if it never did."""
    row: ProviderCategory | None = tx.session.scalar(
        sa.select(ProviderCategory)
        .where(ProviderCategory.provider_id == provider_id, ProviderCategory.category_id == category_id)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def require_category(tx: Tx, provider_id: int, category_id: int) -> None:
    """Refuse a service in a category that the provider neither asked for nor has."""
    row = tx.session.scalar(
        sa.select(ProviderCategory.state).where(
            ProviderCategory.provider_id == provider_id, ProviderCategory.category_id == category_id
        )
    )
    if row not in (CategoryState.REQUESTED, CategoryState.APPROVED):
        raise Refused(ProviderReason.CATEGORY_NOT_REQUESTED)


def category_facts(row: ProviderCategory) -> CategoryFacts:
    """The facts of one category, for the rules."""
    return CategoryFacts(
        category_id=row.category_id,
        state=row.state,
        needs_accreditation=row.category.needs_accreditation,
        accreditation=row.accreditation,
        has_document=row.accreditation_document_id is not None,
        valid_until=row.valid_until,
    )


def registration_facts(tx: Tx, provider: Provider) -> RegistrationFacts:
    """How complete the registration is."""
    offered = tx.session.scalars(
        sa.select(Service.category_id).where(Service.provider_id == provider.organisation_id, Service.active)
    )
    return RegistrationFacts(
        has_profile=bool(provider.profile_th and provider.track_record),
        categories=tuple(category_facts(row) for row in provider.categories),
        services_by_category=frozenset(offered),
    )


def renewal_facts(renewal: CategoryRenewal) -> CategoryFacts:
    """What is shown for a renewal, for the rules."""
    return replace(
        category_facts(renewal.row),
        accreditation=renewal.accreditation,
        has_document=renewal.accreditation_document_id is not None,
        valid_until=renewal.valid_until,
    )


def open_renewal(tx: Tx, provider_id: int, category_id: int) -> CategoryRenewal:
    """The renewal that waits for a decision; NotFound when none does. Lock its provider first."""
    renewal: CategoryRenewal | None = tx.session.scalar(
        sa.select(CategoryRenewal)
        .join(CategoryRenewal.row)
        .where(
            ProviderCategory.provider_id == provider_id,
            ProviderCategory.category_id == category_id,
            CategoryRenewal.state == RenewalState.REQUESTED,
        )
        .execution_options(populate_existing=True)
    )
    if renewal is None:
        raise NotFound
    return renewal


def renewal_for_review(
    tx: Tx, provider_id: int, category_id: int, renewal_id: int, trigger: str
) -> tuple[Provider, CategoryRenewal]:
    """The provider, locked, and its renewal that waits, for an officer whom nothing bars; an approved provider's.

    `renewal_id` is what the officer read: WrongState when another waits in its place.
    """
    provider = tx.lock(Provider, provider_id)
    renewal = open_renewal(tx, provider_id, category_id)
    tx.authorise(**_persons_behind(provider), asker=renewal.asked_by_id)
    if renewal.id != renewal_id:
        raise WrongState(RENEWAL_MACHINE.name, trigger)
    if provider.state is not ProviderState.APPROVED or renewal.row.state is not CategoryState.APPROVED:
        raise Refused(ProviderReason.NOT_EDITABLE)
    return provider, renewal


def for_review(tx: Tx, provider_id: int) -> Provider:
    """The provider, locked, for an officer whom nothing bars."""
    provider = tx.lock(Provider, provider_id)
    tx.authorise(**_persons_behind(provider))
    return provider


def _persons_behind(provider: Provider) -> dict[str, int | None]:
    """What the commands on a provider ask to know; only after an appeal does who rejected it first count."""
    appealed = provider.state is ProviderState.SUBMITTED
    return {
        "provider": provider.organisation_id,
        "submitter": provider.submitted_by_id,
        "first_decider": provider.first_decided_by_id if appealed else None,
    }


def judge(
    tx: Tx,
    provider_id: int,
    trigger: str,
    event: str,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    after_appeal: str | None = None,
    **columns: Any,
) -> int:
    """One decision on the whole provider, by an officer who may, with its reason: made, written down and told.

    `after_appeal` is the kind of the notification to a provider that has appealed before. Returns the reason's id.
    """
    provider = for_review(tx, provider_id)
    notice = event if provider.first_decided_by_id is None else after_appeal
    reason_id = audit.store_submitters_reason(tx, provider, reason, actor=actor)
    tx.advance(
        Provider,
        provider_id,
        PROVIDER_MACHINE,
        trigger,
        state_since=now,
        state_reason_id=reason_id,
        **columns,
    )
    tell(tx, provider_id, event, actor=actor, now=now, reason_id=reason_id, notice=notice)
    return reason_id


def judge_category(
    tx: Tx,
    provider_id: int,
    category_id: int,
    trigger: str,
    event: str,
    reason: str,
    *,
    during: frozenset[ProviderState],
    actor: Actor,
    now: datetime,
) -> None:
    """One decision against one category, with its reason, while the provider stands in one of the states `during`.

    What waits within it goes the same way: there is nothing left to renew or to sell.
    """
    provider = for_review(tx, provider_id)
    if provider.state not in during:
        raise Refused(ProviderReason.NOT_EDITABLE)
    reason_id = audit.store_submitters_reason(tx, provider, reason, actor=actor)
    decided = {
        "state_reason_id": reason_id,
        "decided_at": now,
        "decided_by_id": actor.known_person_id,
    }
    row = category_row(tx, provider_id, category_id)
    tx.advance(ProviderCategory, row.id, CATEGORY_MACHINE, trigger, state_since=now, **decided)
    end_renewal(tx, row, decided)
    end_changes(tx, provider_id, category_id, decided)
    fields = {"category_id": category_id}
    audit.record(tx, event, "provider", provider_id, actor, now, fields=fields, reason_id=reason_id)


def end_renewal(tx: Tx, row: ProviderCategory, decided: Mapping[str, Any]) -> None:
    """Reject the renewal that waits, if any, by the decision that leaves nothing to renew."""
    if row.renewal is not None and row.renewal.state is RenewalState.REQUESTED:
        tx.advance(CategoryRenewal, row.renewal.id, RENEWAL_MACHINE, "reject", **decided)


def tell(
    tx: Tx,
    provider_id: int,
    event: str,
    *,
    actor: Actor,
    now: datetime,
    reason_id: int | None = None,
    fields: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    notice: str | None = None,
) -> None:
    """Write what happened into the history and tell the provider's members.

    `facts` are for their notification; `notice` is its kind where that is not the event itself.
    """
    audit.record(tx, event, "provider", provider_id, actor, now, fields=fields, reason_id=reason_id)
    notify_members(
        tx,
        provider_id,
        notice or event,
        facts or {},
        url_for("providers.show", provider_id=provider_id),
        now=now,
        capacity=Capacity.PROVIDER,
    )


def category_fact(tx: Tx, category_id: int) -> dict[str, dict[str, str]]:
    """A kind of service by its names, for a notice."""
    category = tx.get(ServiceCategory, category_id)
    return {"category": both_names(category)}
